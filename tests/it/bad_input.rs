//! What is wrong, and the answer to it: one module per row of the table that the product promises, on both
//! databases, with and without htmx.

mod catalogue_or_score_file_with_a_mistake;
mod database_gone;
mod file_too_big_or_not_what_it_says_or_unreadable;
mod session_over_while_writing;
mod two_tabs_two_people_double_click;
mod unknown_or_foreign_id;
mod wrong_form_values;

use crate::support::*;
use uuid::Uuid;

/// What a page offers that knows nothing of scripts, and what a script takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Plain,
    Htmx,
}

const WAYS: [Way; 2] = [Way::Plain, Way::Htmx];

impl Way {
    async fn post(self, app: &TestApp, who: Person, path: &str, fields: &[(&str, &str)]) -> Answer {
        match self {
            Self::Plain => app.post(who, path, fields).await,
            Self::Htmx => app.post_fragment(who, path, fields).await,
        }
    }

    async fn get(self, app: &TestApp, who: Person, path: &str) -> Answer {
        match self {
            Self::Plain => app.get(who, path).await,
            Self::Htmx => app.get_fragment(who, path).await,
        }
    }

    /// A page is whole; a fragment is not, and says where it belongs.
    #[track_caller]
    fn assert_form(self, answer: &Answer, at: &str) {
        assert_eq!(answer.contains("<html"), self == Self::Plain, "{self:?} {at}\n{}", answer.body);
        if self == Self::Htmx {
            let target = answer.header("hx-retarget").trim_start_matches('#').to_owned();
            assert!(
                answer.contains(&format!("id=\"{target}\"")),
                "{at}: #{target} is not in\n{}",
                answer.body
            );
            assert_eq!(answer.header("hx-reswap"), "outerHTML", "{at}");
        }
    }
}

/// A program with something of everything in it.
async fn furnished(app: TestApp) -> (TestApp, Furnished) {
    let blobs = app.blobs.clone();
    let furnished = furnish(&app, &blobs).await;
    (app, furnished)
}

/// The address with the ids of what is there.
fn at(path: &str, of: &Furnished) -> String {
    path.replace(":a", &of.assessment.to_string())
        .replace(":s", &of.system.to_string())
        .replace(":e", &of.evidence.to_string())
        .replace(":p", &CONTRIBUTOR.id.to_string())
}

fn objective(assessment: Uuid, place: &str) -> String {
    format!("/o/contoso/assessments/{assessment}/work/{place}")
}

async fn count(app: &TestApp, action: &str) -> usize {
    app.trail(CONTOSO).await.iter().filter(|known| *known == action).count()
}
