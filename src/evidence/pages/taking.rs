//! What is taken where somebody brings one file, said on the form and held against what comes.

use super::{
    super::{
        Settings, actions,
        inspect::{self, Kind as FileKind},
    },
    receive::{Door, Received},
};
use crate::access::Scope;
use crate::blobs::Blobs;
use crate::kernel::{Result, db::Conn};
use crate::web::upload::Upload;
use serde::Serialize;

/// One file of these kinds, of at most this size.
#[derive(Serialize)]
pub struct Taking {
    accepted: String,
    accept: String,
    bytes_max: u64,
    megabytes_max: u64,
    #[serde(skip)]
    kinds: Vec<FileKind>,
    #[serde(skip)]
    settings: Settings,
}

impl Taking {
    /// What the organisation takes. One statement.
    pub async fn of(conn: &mut Conn, scope: Scope, settings: Settings) -> Result<Self> {
        let kinds = actions::kinds_in(conn, scope).await?;
        let endings = kinds.iter().flat_map(|kind| kind.extensions());
        Ok(Self {
            accepted: inspect::accepted(&kinds),
            accept: endings.map(|ending| format!(".{ending}")).collect::<Vec<_>>().join(","),
            bytes_max: settings.bytes_max,
            megabytes_max: settings.megabytes_max(),
            kinds,
            settings,
        })
    }

    /// Reads a form with one file, which is looked into and not kept yet.
    pub async fn receive(&self, sent: Upload, blobs: &Blobs, scope: Scope) -> Result<Received> {
        let door = Door { blobs, settings: Settings { files_max: 1, ..self.settings }, kinds: &self.kinds };
        Received::read(sent, scope.org(), &door).await
    }
}
