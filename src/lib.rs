//! Muster: an open, self-hosted CMMC compliance tracker.
//!
//! # What must not compile
//!
//! The guards are types. First what a proof allows; then, one by one, what is not allowed without it.
//!
//! ```no_run
//! use muster::access::{Access, Includes, ManageSettings, Owned, Owners, Read, ReadTrail};
//! use muster::kernel::{Result, audit::Entry, db::Db, id::OrgId};
//! fn reads(_: &Access<impl Includes<Read>>) {}
//! fn changes(_: &Access<ManageSettings>) {}
//! fn a_handler(proof: Access<ManageSettings>) {
//!     reads(&proof);
//!     changes(&proof);
//! }
//! async fn a_store(db: &Db, proof: &Access<ReadTrail>) {
//!     muster::trail::verify(db, proof.scope()).await.ok();
//! }
//! fn a_record<T: Owners>(proof: &Access<Read>, record: T) -> Result<Owned<T>> {
//!     proof.own(record)
//! }
//! async fn a_change(db: &Db, proof: &Access<ManageSettings>, entry: Entry) -> Result<()> {
//!     let mut tx = proof.begin(db).await?;
//!     let rows = muster::sql! {
//!         execute, &mut tx, "update systems set name = $1 where org_id = $2", "", OrgId::INSTALLATION
//!     }?;
//!     assert_eq!(rows, 0);
//!     tx.commit(proof.scope().org(), entry).await
//! }
//! ```
//!
//! Somebody who may read cannot change:
//! ```compile_fail,E0308
//! use muster::access::{Access, ManageSettings, Read};
//! fn changes(_: &Access<ManageSettings>) {}
//! fn a_handler(proof: Access<Read>) {
//!     changes(&proof);
//! }
//! ```
//!
//! No data without a scope, and no scope out of an id that a request names:
//! ```compile_fail,E0308
//! async fn a_store(db: &muster::kernel::db::Db, org: muster::kernel::id::OrgId) {
//!     muster::trail::verify(db, org).await.ok();
//! }
//! ```
//! ```compile_fail,E0451
//! fn a_scope(org: muster::kernel::id::OrgId, reach: muster::access::Reach) -> muster::access::Scope {
//!     muster::access::Scope { org, reach }
//! }
//! ```
//!
//! No record is somebody's own without a proof:
//! ```compile_fail,E0423
//! fn a_record<T>(record: T) -> muster::access::Owned<T> {
//!     muster::access::Owned(record)
//! }
//! ```
//!
//! No domain reaches into the statements of another:
//! ```compile_fail,E0603
//! use muster::evidence::store;
//! ```
//!
//! Nothing is changed without a line in the trail, or on a connection that reads:
//! ```compile_fail,E0061
//! async fn a_change(tx: muster::kernel::db::Tx, org: muster::kernel::id::OrgId) {
//!     tx.commit(org).await.ok();
//! }
//! ```
//! ```compile_fail,E0308
//! async fn a_change(conn: &mut muster::kernel::db::Conn) {
//!     muster::sql! { execute, conn, "update systems set name = ''" }.ok();
//! }
//! ```
//!
//! No statement is put together while the program runs:
//! ```compile_fail
//! async fn a_search(conn: &mut muster::kernel::db::Conn, order: String) {
//!     let _: Vec<(i64,)> = muster::sql! { fetch_all, conn, format!("select 1 order by {order}") }.unwrap();
//! }
//! ```

#[macro_use]
pub mod kernel;

pub mod access;
pub mod blobs;
pub mod jobs;
pub mod mail;
pub mod web;

pub mod organisations;

pub mod accounts;

pub mod letters;

pub mod news;

pub mod signin;

pub mod catalogue;

pub mod evidence;

pub mod assessments;

pub mod requests;

pub mod plans;
pub mod poams;

pub mod reviews;

pub mod tasks;

pub mod exchange;
pub mod imports;

pub mod calendar;

pub mod notices;

pub mod trail;

pub mod status;

pub mod backup;

pub mod app;

pub mod dashboard;
pub mod demo;
pub mod seed;

pub mod cli;
pub mod config;
pub mod logs;
pub mod run;
