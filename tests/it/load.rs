//! What `tests/load` compares the list of requirements with is that very list: it runs by hand, so this holds it to
//! the templates meanwhile.

#[path = "../bench/page.rs"]
mod page;
#[path = "../bench/scrape.rs"]
mod scrape;

use crate::support::*;
use minijinja::{Value, context, value::Serde};

#[tokio::test(flavor = "multi_thread")]
async fn the_list_that_is_rendered_from_memory_is_the_one_that_is_served() {
    let app = TestApp::sqlite().await;
    let id = app.an_assessment(2).await;
    let path = format!("/o/contoso/assessments/{id}/requirements?per=all");
    app.get(ADMIN, &path).await;
    let served = app.get(ADMIN, &path).await;
    let read = page::Page::read(&served.body, &path).unwrap();

    let (layout, ui) = ("layouts/page.html", Serde(&read.ui));
    let templates = muster::web::templates::all();
    let template = templates.get_template("assessments/requirements.html").unwrap();
    let rendered = template.render(context! { layout, ui, ..Value::from(Serde(&read.list)) }).unwrap();

    // Each page carries its form token in letters of its own, which the other does not have.
    let lines = |html: &str| html.lines().map(str::to_owned).collect::<Vec<_>>();
    for (ours, theirs) in lines(&served.body).iter().zip(&lines(&rendered)) {
        assert_eq!(ours, theirs);
    }
    assert_eq!(served.body.len(), rendered.len());
}
