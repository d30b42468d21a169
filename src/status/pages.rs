//! `/status` for people and monitors, `/healthz` for whoever only wants to know whether the process lives.

use super::{
    actions,
    model::{self, Report},
};
use crate::kernel::{Result, db::Db};
use crate::web::{
    routes::Routes,
    ui::{Reply, Ui},
};
use poem::{
    Request, Response, handler,
    http::{HeaderValue, StatusCode, header},
    web::Data,
};

const INDEX: &str = "status/index.html";

/// When a monitor should ask again, in seconds.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");

/// The pages of this domain.
pub fn routes(routes: &mut Routes) {
    routes.get("/status", status);
    routes.get("/healthz", healthz);
}

#[handler]
async fn status(ui: Ui, db: Data<&Db>, req: &Request) -> Result<Reply> {
    let report = actions::report(&db, ui.visit().caller()).await;
    let is_ok = report.is_ok();
    let is_page = ui.is_fragment() || model::prefers_page(req.header("accept").unwrap_or_default());
    let mut reply = if is_page { ui.show(INDEX, "report", Page { report })? } else { json(&report)? };
    let headers = reply.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if !is_ok {
        headers.insert(header::RETRY_AFTER, RETRY_AFTER);
        reply.set_status(StatusCode::SERVICE_UNAVAILABLE);
    }
    Ok(reply)
}

#[derive(serde::Serialize)]
struct Page {
    report: Report,
}

fn json(report: &Report) -> Result<Reply> {
    let body = serde_json::to_vec(report)?;
    Ok(Response::builder().content_type("application/json").body(body))
}

#[handler]
async fn healthz() -> Reply {
    Response::builder().content_type("text/plain; charset=utf-8").body("ok")
}
