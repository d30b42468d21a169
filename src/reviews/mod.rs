//! Reviews: a second person looks at what was found for each objective and accepts it or returns it with a reason
//! (four eyes); every requirement is looked at again after a time; and what was seen then is put on record.

mod actions;
mod model;
mod pages;
pub mod program;
mod store;

pub use actions::returned_to;
pub use model::{OnRecord, Returned, Seen, name};
pub use pages::routes;
pub use store::on_record;
