//! What Muster is compared with, each a process of its own like Muster: poem saying hello, and poem rendering the
//! list of requirements from memory with the same template, without a database, a session or a guard.

use super::page::Page;
use anyhow::{Context, Result};
use bytes::Bytes;
use http_body_util::combinators::BoxBody;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use minijinja::{Environment, Value, context, value::Serde};
use muster::web::templates;
use poem::{
    Addr, Endpoint, EndpointExt, Request, RequestParts, Response, Route,
    endpoint::make_sync,
    http::{self, uri::Scheme},
    web::{LocalAddr, RemoteAddr},
};
use std::{convert::Infallible, io::Write, net::SocketAddr, path::Path, sync::Arc};
use tokio::net::TcpListener;

/// The path of the greeting.
pub const HELLO: &str = "/hello";
/// The path of the list.
pub const LIST: &str = "/list";

/// Serves both until it is killed. `page` is a file with the list's data; the port is printed.
pub async fn serve(page: &Path) -> Result<()> {
    let page: Page = serde_json::from_slice(&std::fs::read(page)?).context("the list's data")?;
    let templates = templates::all();
    let endpoint = Route::new()
        .at(HELLO, make_sync(|_| "hello, world"))
        .at(LIST, make_sync(move |_| rendered(&templates, &page)));
    let endpoint = Arc::new(endpoint.map_to_response());
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?.port());
    std::io::stdout().flush()?;
    loop {
        let (stream, address) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let endpoint = Arc::clone(&endpoint);
        let service = service_fn(move |request| answer(Arc::clone(&endpoint), request, address));
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

/// As `Ui` does it.
fn rendered(templates: &Environment<'static>, page: &Page) -> poem::Result<Response> {
    let html = templates
        .get_template("assessments/requirements.html")
        .and_then(|template| {
            let layout = "layouts/page.html";
            template.render(context! { layout, ui => Serde(&page.ui), ..Value::from(Serde(&page.list)) })
        })
        .map_err(poem::error::InternalServerError)?;
    Ok(Response::builder().content_type("text/html; charset=utf-8").body(html))
}

async fn answer(
    endpoint: Arc<impl Endpoint<Output = Response>>,
    request: http::Request<Incoming>,
    address: SocketAddr,
) -> Result<http::Response<BoxBody<Bytes, std::io::Error>>, Infallible> {
    let (parts, _) = request.into_parts();
    let from = RemoteAddr(Addr::from(address));
    let parts = RequestParts::from((parts, LocalAddr::default(), from, Scheme::HTTP));
    Ok(endpoint.get_response(Request::from_parts(parts, poem::Body::empty())).await.into())
}
