//! The letters that an organisation can word itself, and the placeholders of each. Letters about accounts and about
//! who may come in are not here: nobody changes what those say.

/// A letter that an organisation can word itself.
#[derive(Debug)]
pub struct Amendable {
    /// Its name in addresses and in the database.
    pub name: &'static str,
    /// Its folder in `templates/mail`.
    pub folder: &'static str,
    /// What its data says, where one folder serves several occasions.
    pub(super) when: &'static [(&'static str, &'static str)],
    /// Its name for people.
    pub label: &'static str,
    /// When it goes out, and to whom.
    pub says: &'static str,
    /// What it can be filled with.
    pub placeholders: &'static [Placeholder],
    /// An example of its data, as JSON; each value of a placeholder stands in it only once.
    pub(super) sample: &'static str,
}

/// A place in a letter that is filled when it is sent.
#[derive(Debug)]
pub struct Placeholder {
    /// What stands between the braces.
    pub name: &'static str,
    /// What it is replaced with, for people.
    pub says: &'static str,
    /// Where it comes from: a template over the letter's data.
    pub(super) from: &'static str,
    /// Whether the text has to have it.
    pub is_needed: bool,
    /// Whether the subject may have it. Secrets stay out of subjects, and so does what is longer than a line.
    pub in_subject: bool,
}

const fn word(name: &'static str, says: &'static str, from: &'static str) -> Placeholder {
    Placeholder { name, says, from, is_needed: false, in_subject: true }
}

const fn text(name: &'static str, says: &'static str, from: &'static str) -> Placeholder {
    Placeholder { in_subject: false, ..word(name, says, from) }
}

const fn needed(name: &'static str, says: &'static str, from: &'static str) -> Placeholder {
    Placeholder { is_needed: true, ..text(name, says, from) }
}

const PERSON: Placeholder = word("person", "The name of whoever gets the letter", "{{ to_name or to }}");
const ORGANISATION: Placeholder = word("organisation", "Your organisation’s name", "{{ organisation }}");
const BY: Placeholder = word("by", "The name of whoever did it", "{{ by }}");
const TASK: Placeholder = word("task", "What is to be done", "{{ title }}");
const DUE: Placeholder = word("due", "The day by which it is to be done", "{{ due_on }}");
const REQUEST: Placeholder = word("request", "What is asked for", "{{ title }}");
const ASKER: Placeholder = word("by", "The name of whoever asks", "{{ by }}");
const REQUEST_DUE: Placeholder = word("due", "The day by which it is to be there", "{{ due_on }}");
const WANTED: Placeholder = text("particulars", "The particulars of what is asked for", "{{ wanted }}");
const NOTE: Placeholder = text("note", "The word to whoever is asked", "{{ note }}");
const REASON: Placeholder = text("reason", "Why it was returned", "{{ reason }}");
const REQUEST_LINK: Placeholder = needed("link", "The address of the request", "{{ origin }}{{ path }}");
const UPLOAD_LINK: Placeholder = needed("link", "The address for one upload", "{{ origin }}{{ path }}");
const UNTIL: Placeholder = text("until", "When the link stops working", "{{ until | instant }}");
const TASK_LINK: Placeholder = needed("link", "The address of the task", "{{ origin }}{{ path }}");

/// All of them, in the order of the page.
pub const AMENDABLE: &[Amendable] = &[
    Amendable {
        name: "invitation",
        folder: "invitation",
        when: &[],
        label: "Invitation",
        says: "To somebody new, when an administrator invites them by mail.",
        placeholders: &[
            PERSON,
            ORGANISATION,
            word("invited_by", "The name of the administrator", "{{ invited_by }}"),
            word("role", "What they are going to be in your organisation", "{{ role }}"),
            needed("link", "The address at which they join, once", "{{ origin }}/join/{{ token }}"),
            text("until", "When the link stops working", "{{ expires_at | instant }}"),
            text("address", "The mail address that is invited", "{{ to }}"),
        ],
        sample: r#"{
            "invited_by": "Alex Reyes", "role": "Contributor", "token": "an-example",
            "expires_at": "2026-03-05T09:00:00Z"
        }"#,
    },
    Amendable {
        name: "task_given",
        folder: "task",
        when: &[("what", "given")],
        label: "A task was given",
        says: "To whoever is to do it.",
        placeholders: &[PERSON, ORGANISATION, BY, TASK, DUE, TASK_LINK],
        sample: r#"{
            "what": "given", "text": "", "by": "Dana Whitfield", "title": "Change the locks",
            "due_on": "2026-03-16", "path": "/o/example/tasks/1"
        }"#,
    },
    Amendable {
        name: "task_confirm",
        folder: "task",
        when: &[("what", "confirm")],
        label: "A task is done and to be confirmed",
        says: "To whoever looks at it and confirms it.",
        placeholders: &[PERSON, ORGANISATION, BY, TASK, DUE, TASK_LINK],
        sample: r#"{
            "what": "confirm", "text": "", "by": "Dana Whitfield", "title": "Change the locks",
            "due_on": "2026-03-16", "path": "/o/example/tasks/1"
        }"#,
    },
    Amendable {
        name: "task_returned",
        folder: "task",
        when: &[("what", "returned")],
        label: "A task was opened again",
        says: "To whoever did it and is to do it once more.",
        placeholders: &[PERSON, ORGANISATION, BY, TASK, DUE, text("message", "Why", "{{ text }}"), TASK_LINK],
        sample: r#"{
            "what": "returned", "text": "The side door is missing.", "by": "Dana Whitfield",
            "title": "Change the locks", "due_on": "2026-03-16", "path": "/o/example/tasks/1"
        }"#,
    },
    Amendable {
        name: "task_mentioned",
        folder: "task",
        when: &[("what", "mentioned")],
        label: "Somebody was called in a comment",
        says: "To whoever is called by name in a comment of a task.",
        placeholders: &[
            PERSON,
            ORGANISATION,
            BY,
            TASK,
            DUE,
            text("message", "The comment", "{{ text }}"),
            TASK_LINK,
        ],
        sample: r#"{
            "what": "mentioned", "text": "Which of the doors is it?", "by": "Dana Whitfield",
            "title": "Change the locks", "due_on": "2026-03-16", "path": "/o/example/tasks/1"
        }"#,
    },
    Amendable {
        name: "request_asked",
        folder: "request_asked",
        when: &[("whom", "member")],
        label: "Evidence is asked for",
        says: "To the colleague who is to bring it.",
        placeholders: &[PERSON, ORGANISATION, ASKER, REQUEST, REQUEST_DUE, WANTED, NOTE, REQUEST_LINK],
        sample: r#"{
            "whom": "member", "by": "Dana Whitfield", "title": "List of accounts", "due_on": "2026-03-16",
            "wanted": "Of all machines in the hall.", "note": "Thank you for doing it again!",
            "path": "/o/example/requests/1"
        }"#,
    },
    Amendable {
        name: "request_asked_outside",
        folder: "request_asked",
        when: &[("whom", "outside")],
        label: "Evidence is asked for, outside",
        says: "To somebody outside, with a link for one upload.",
        placeholders: &[PERSON, ORGANISATION, ASKER, REQUEST, REQUEST_DUE, WANTED, NOTE, UPLOAD_LINK, UNTIL],
        sample: r#"{
            "whom": "outside", "by": "Dana Whitfield", "title": "Certificate of disposal",
            "due_on": "2026-03-16", "wanted": "With all serial numbers.",
            "note": "Thank you for doing it again!", "path": "/give/an-example",
            "until": "2026-03-31T00:00:00Z"
        }"#,
    },
    Amendable {
        name: "request_returned",
        folder: "request_returned",
        when: &[("whom", "member")],
        label: "Evidence is returned",
        says: "To the colleague who is to bring something better.",
        placeholders: &[PERSON, ORGANISATION, ASKER, REQUEST, REQUEST_DUE, REASON, REQUEST_LINK],
        sample: r#"{
            "whom": "member", "by": "Dana Whitfield", "title": "List of accounts", "due_on": "2026-03-16",
            "reason": "Two machines are missing.", "path": "/o/example/requests/1"
        }"#,
    },
    Amendable {
        name: "request_returned_outside",
        folder: "request_returned",
        when: &[("whom", "outside")],
        label: "Evidence is returned, outside",
        says: "To somebody outside, with a new link for one upload.",
        placeholders: &[PERSON, ORGANISATION, ASKER, REQUEST, REQUEST_DUE, REASON, UPLOAD_LINK, UNTIL],
        sample: r#"{
            "whom": "outside", "by": "Dana Whitfield", "title": "Certificate of disposal",
            "due_on": "2026-03-16", "reason": "Two serial numbers are missing.", "path": "/give/an-example",
            "until": "2026-03-31T00:00:00Z"
        }"#,
    },
    Amendable {
        name: "request_submitted",
        folder: "request_submitted",
        when: &[],
        label: "Evidence came in",
        says: "To whoever asked for it.",
        placeholders: &[
            PERSON,
            ORGANISATION,
            word("who", "The name of whoever brought it", "{{ who }}"),
            REQUEST,
            REQUEST_LINK,
        ],
        sample: r#"{
            "who": "Sam Novak", "title": "List of accounts", "path": "/o/example/requests/1"
        }"#,
    },
    Amendable {
        name: "evidence_returned",
        folder: "evidence_returned",
        when: &[],
        label: "One’s own evidence is returned",
        says: "To its owner, where nobody was asked for it.",
        placeholders: &[
            PERSON,
            ORGANISATION,
            BY,
            word("evidence", "What it is called", "{{ title }}"),
            REASON,
            needed("link", "The address of the evidence", "{{ origin }}{{ path }}"),
        ],
        sample: r#"{
            "by": "Dana Whitfield", "title": "List of accounts", "reason": "Two machines are missing.",
            "path": "/o/example/evidence/1"
        }"#,
    },
    Amendable {
        name: "objectives_returned",
        folder: "objectives_returned",
        when: &[],
        label: "Results are returned",
        says: "To whoever recorded them, when a reviewer returned them.",
        placeholders: &[
            PERSON,
            ORGANISATION,
            BY,
            word("what", "The objective, or how many there are", "{{ what }}"),
            word("requirement", "The requirement", "{{ requirement }}"),
            needed(
                "objectives",
                "Each with the reason",
                "{% include \"mail/objectives_returned/list.txt\" %}",
            ),
            needed("link", "The address of the first of them", "{{ origin }}{{ path }}"),
        ],
        sample: r#"{
            "by": "Dana Whitfield", "what": "2 objectives of 3.1.1", "requirement": "3.1.1",
            "objectives": [
                { "name": "3.1.1[a]", "reason": "The list is of last year." },
                { "name": "3.1.1[b]", "reason": "Which list was it?" }
            ],
            "path": "/o/example/assessments/1/work/3.1.1/a"
        }"#,
    },
    Amendable {
        name: "reminder",
        folder: "reminder",
        when: &[],
        label: "Reminders",
        says: "To whoever answers for a day in the calendar: once a day, or one letter for each reminder.",
        placeholders: &[
            PERSON,
            ORGANISATION,
            word(
                "headline",
                "What it is, or how many there are",
                "{% include \"mail/reminder/subject.txt\" %}",
            ),
            needed(
                "reminders",
                "Each with its day and its address",
                "{% include \"mail/reminder/list.txt\" %}",
            ),
            text("all", "The address of all their reminders", "{{ origin }}{{ here }}/notices"),
        ],
        sample: r#"{
            "items": [
                { "label": "Task", "title": "Change the locks", "due_on": "2026-03-16", "days": 7,
                  "path": "/tasks/1", "is_escalation": false, "who": null },
                { "label": "Evidence", "title": "Visitor log", "due_on": "2026-03-08", "days": -1,
                  "path": "/evidence/1", "is_escalation": true, "who": "Sam Novak" }
            ],
            "count": 2, "more": 0, "here": "/o/example"
        }"#,
    },
];
