//! The request that an address names, found and proved to be the caller's to answer before anything of the form is
//! read.

use super::super::{actions, model::Item};
use crate::access::{Access, AnswerRequests, Giver};
use crate::kernel::{Error, db::Db};
use poem::{FromRequest, Request, RequestBody};

/// A request that the caller may answer.
pub struct Mine {
    /// Who they are here.
    pub access: Access<AnswerRequests>,
    /// The request.
    pub item: Item,
    /// The proof.
    pub giver: Giver,
}

impl<'a> FromRequest<'a> for Mine {
    async fn from_request(req: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let access = Access::from_request(req, body).await?;
        let db = req.data::<Db>().expect("app() provides the database");
        let named = req.raw_path_param("request").and_then(|id| id.parse().ok());
        let (item, giver) = actions::mine(db, &access, named.ok_or(Error::NotFound)?).await?;
        Ok(Self { access, item, giver })
    }
}
