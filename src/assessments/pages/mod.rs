//! The pages of assessments.

mod bar;
mod claims;
mod complete;
mod edit;
mod forms;
mod go;
mod index;
mod new;
mod opened;
mod overview;
mod place;
mod reopen;
mod requirement;
mod requirements;
mod score;
mod workbench;

pub use place::segment;

use crate::web::routes::Routes;

/// All of them.
pub fn routes(routes: &mut Routes) {
    index::routes(routes);
    go::routes(routes);
    new::routes(routes);
    edit::routes(routes);
    overview::routes(routes);
    score::routes(routes);
    complete::routes(routes);
    reopen::routes(routes);
    requirements::routes(routes);
    requirement::routes(routes);
    claims::routes(routes);
    workbench::routes(routes);
}
