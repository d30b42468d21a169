//! Everything a single key can do, with the key it has until a person chooses another.

/// One thing that a key does. `name` is what templates and scripts call it.
#[derive(Debug)]
pub struct Action {
    /// The word in `data-key`, in forms and in what is stored.
    pub name: &'static str,
    /// Its key until somebody chooses another.
    pub usual: &'static str,
    /// What it does, for people.
    pub does: &'static str,
}

/// Where on the pages a group of keys works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// On every page.
    Everywhere,
    /// As the second key, after the one that goes to places.
    Going,
    /// In lists.
    Lists,
    /// On pages with something to do.
    Pages,
    /// In the workbench.
    Workbench,
    /// Where findings are reviewed.
    Reviewing,
}

impl Place {
    /// Whether keys of both places can be on one page, so that none may be in both.
    pub fn meets(self, other: Self) -> bool {
        use Place::{Everywhere, Going, Lists, Pages};
        match (self, other) {
            (Going, _) | (_, Going) => self == other,
            (Everywhere, _) | (_, Everywhere) | (Lists, Pages) | (Pages, Lists) => true,
            _ => self == other,
        }
    }
}

/// Keys that work in the same place.
#[derive(Debug)]
pub struct Group {
    /// Where.
    pub place: Place,
    /// The part of an address that names it.
    pub name: &'static str,
    /// What it is called.
    pub heading: &'static str,
    /// What its keys do.
    pub actions: &'static [Action],
}

const fn act(name: &'static str, usual: &'static str, does: &'static str) -> Action {
    Action { name, usual, does }
}

/// All of them.
pub const GROUPS: &[Group] = &[
    Group {
        place: Place::Everywhere,
        name: "everywhere",
        heading: "Everywhere",
        actions: &[
            act("help", "?", "Show the keys"),
            act("search", "/", "Go to the search field of the page"),
            act("go", "g", "Go places, with a second key"),
            act("next", "j", "Next row, objective or requirement"),
            act("previous", "k", "The row, objective or requirement before"),
            act("up", "u", "One step up, as in the breadcrumb"),
            act("history", "h", "History of what the page is about"),
            act("undo", "z", "Undo the change that was just made"),
        ],
    },
    Group {
        place: Place::Going,
        name: "going",
        heading: "Going places",
        actions: &[
            act("go_overview", "o", "Overview"),
            act("go_dashboard", "d", "Dashboard"),
            act("go_requirements", "r", "Requirements"),
            act("go_work", "a", "Assess, where you stopped"),
            act("go_reviews", "v", "Reviews"),
            act("go_evidence", "e", "Evidence"),
            act("go_requests", "q", "Requests for evidence"),
            act("go_mine", "m", "My work"),
            act("go_tasks", "t", "Tasks"),
            act("go_notices", "n", "Reminders"),
            act("go_calendar", "y", "Calendar"),
            act("go_score", "s", "Score sheet"),
            act("go_poams", "p", "POA&M"),
            act("go_plans", "w", "What if"),
            act("go_assessments", "l", "Assessments"),
            act("go_people", "u", "People"),
            act("go_catalogue", "c", "Catalogue"),
            act("go_trail", "h", "Trail"),
        ],
    },
    Group {
        place: Place::Lists,
        name: "lists",
        heading: "In lists",
        actions: &[
            act("open", "o", "Open the row"),
            act("pick", "x", "Select the row"),
            act("pick_to_here", "X", "Select all rows from the last selected one to here"),
            act("bulk", "b", "Change what is selected"),
            act("page_before", "[", "Page before"),
            act("page_after", "]", "Next page"),
        ],
    },
    Group {
        place: Place::Pages,
        name: "pages",
        heading: "On other pages",
        actions: &[
            act("assess", "a", "Assess this requirement"),
            act("new", "n", "Add or write a new one"),
            act("edit", "e", "Change"),
            act("download", "d", "Download"),
            act("import", "i", "Import"),
        ],
    },
    Group {
        place: Place::Workbench,
        name: "assessing",
        heading: "While assessing",
        actions: &[
            act("met", "m", "Met"),
            act("not_met", "n", "Not met"),
            act("not_applicable", "a", "Not applicable"),
            act("not_assessed", "0", "Not assessed"),
            act("link_1", "1", "Link the evidence offered first, on saving"),
            act("link_2", "2", "Link the evidence offered second"),
            act("link_3", "3", "Link the evidence offered third"),
            act("link_4", "4", "Link the evidence offered fourth"),
            act("link_5", "5", "Link the evidence offered fifth"),
            act("evidence", "e", "Choose among all evidence"),
            act("add_file", "+", "Add a file"),
            act("examine", "i", "Examined"),
            act("interview", "v", "Interviewed"),
            act("test", "t", "Tested"),
            act("finding", "f", "Write the finding"),
            act("carry", "=", "Take over the finding of the objective before"),
            act("poam", "p", "Put the requirement on the POA&M"),
            act("next_open", ".", "Next objective that is not assessed"),
            act("next_requirement", "J", "Next requirement"),
            act("previous_requirement", "K", "The requirement before"),
        ],
    },
    Group {
        place: Place::Reviewing,
        name: "reviewing",
        heading: "While reviewing",
        actions: &[
            act("accept", "a", "Accept what is not decided, and go on"),
            act("return", "r", "Return the first objective that is not decided"),
        ],
    },
];

/// Every action with its place, in the order of the groups.
pub fn all() -> impl Iterator<Item = (Place, &'static Action)> {
    GROUPS.iter().flat_map(|group| group.actions.iter().map(|action| (group.place, action)))
}
