//! The pages of assessments.

mod place;
mod workbench;

use crate::web::routes::Routes;

/// All of them.
pub fn routes(routes: &mut Routes) {
    workbench::routes(routes);
}
