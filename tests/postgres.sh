# A throw-away PostgreSQL, for the scripts beside this file.

# The folder of the newest PostgreSQL, 15 at least; nothing if there is none.
postgres_bin() {
  local dir
  for dir in $(ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin 2>/dev/null | sort -rV) \
    "$(pg_config --bindir 2>/dev/null || true)" "$(dirname "$(command -v initdb || echo /nowhere/initdb)")"; do
    if [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ] && [ -x "$dir/postgres" ] &&
      [ "$("$dir/postgres" --version | grep -oE '[0-9]+' | head -1)" -ge 15 ]; then
      echo "$dir"
      return
    fi
  done
}

as_postgres() { # PostgreSQL refuses to run as root
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

free_port() {
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })'
}

# start_postgres FOLDER OPTION…: starts one below FOLDER and sets postgres_url.
start_postgres() {
  local work=$1 pg port
  shift
  pg=$(postgres_bin)
  mkdir "$work/pg" "$work/sockets"
  [ "$(id -u)" != 0 ] || chown postgres "$work/pg" "$work/sockets"
  port=$(free_port)
  as_postgres "$pg/initdb" -D "$work/pg" -U postgres -A trust -E UTF8 --locale=C --no-sync >/dev/null
  as_postgres "$pg/pg_ctl" -D "$work/pg" -w -l "$work/pg/log" \
    -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$work/sockets -c max_connections=300 $*" \
    start >/dev/null || { cat "$work/pg/log" >&2; return 1; }
  postgres_url="postgres://postgres@127.0.0.1:$port/postgres"
}

# stop_postgres FOLDER: stops it at once; what it held is not needed any more.
stop_postgres() {
  [ ! -f "$1/pg/postmaster.pid" ] || as_postgres "$(postgres_bin)/pg_ctl" -D "$1/pg" -m immediate stop >/dev/null 2>&1 || true
}
