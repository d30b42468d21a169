# Muster in a container: three stages, of which only the last is kept. It holds the program and nothing else:
# no shell, no package manager, no root.

FROM node:22-bookworm-slim AS packages
WORKDIR /assets
COPY assets/package.json assets/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM rust:1.95-slim-bookworm AS program
WORKDIR /muster
COPY Cargo.toml Cargo.lock build.rs ./
COPY migrations migrations
COPY templates templates
COPY assets assets
# The lock files come along, so that they are not newer than what was installed from them.
COPY --from=packages /assets assets
COPY src src
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/muster/target \
    cargo build --release --locked --bin muster \
 && install -D target/release/muster /out/usr/local/bin/muster \
 && mkdir -p /out/data

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=program --chown=root:root /out/usr /usr
COPY --from=program --chown=nonroot:nonroot /out/data /data
USER nonroot
WORKDIR /data
VOLUME /data
ENV MUSTER_ENV=production MUSTER_LISTEN=0.0.0.0:8080 MUSTER_DATA_DIR=/data MUSTER_LOG_FORMAT=json
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["/usr/local/bin/muster", "health"]
ENTRYPOINT ["/usr/local/bin/muster"]
CMD ["serve"]
