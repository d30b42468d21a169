//! How somebody comes in: set-up, password, one-time link; sessions, and forms kept for them.

use crate::web::routes::Routes;
use poem::{Endpoint, IntoResponse, Request, Response};
use std::sync::Arc;

/// The pages of this domain.
pub fn routes(_: &mut Routes) {}

/// Finds out who sends the request and leaves a `Visit` on it.
pub async fn identify<E: Endpoint>(next: Arc<E>, req: Request) -> poem::Result<Response> {
    Ok(next.call(req).await?.into_response())
}
