//! The pages: one's own reminders, the rules, and what would be sent.

use super::*;

const RULES: &str = "/o/contoso/settings/reminders";
const PREVIEW: &str = "/o/contoso/notices/preview";

/// The form of the rules as it stands, with some fields otherwise.
async fn rules_with(app: &TestApp, other: &[(&'static str, &str)]) -> Vec<(String, String)> {
    let page = app.get(LEAD, RULES).await;
    let kinds = [
        "task",
        "request",
        "review",
        "plan_review",
        "evidence",
        "poam",
        "milestone",
        "closeout",
        "affirmation",
        "status",
        "retention",
    ];
    let names =
        kinds.iter().flat_map(|kind| ["before", "after", "lead"].map(|part| format!("{kind}_{part}")));
    let names: Vec<String> = names.chain(["hour".to_owned(), "version".to_owned()]).collect();
    let value = |name: &String| {
        let own = other.iter().find(|(known, _)| known == name).map(|(_, value)| (*value).to_owned());
        own.unwrap_or_else(|| page.field(name).unwrap_or_default())
    };
    names.iter().map(|name| (name.clone(), value(name))).collect()
}

fn fields(form: &[(String, String)]) -> Vec<(&str, &str)> {
    form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// What the first button of a row sends.
fn first_id(page: &Answer) -> String {
    let at = page.body.split("form=\"read\"").nth(1).expect("a button marks it as read");
    at.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

async fn tell(app: &TestApp, count: usize) {
    let mut tx = app.db.begin(Actor::program()).await.unwrap();
    for _ in 0..count {
        let (id, now) = (tx.env().new_id(), tx.now());
        sql! {
            execute, &mut tx,
            "insert into notices
                (org_id, id, user_id, kind, subject, due_on, step, is_escalation, title, path, who, settled_at,
                 created_at)
             values ($1, $2, $3, 'news', $4, $5, 0, false, 'Something happened', '/tasks', 'Lena Lead', $6, $6)",
            CONTOSO.id, id, CONTRIBUTOR.id, format!("news:{id}"), now.date_naive(), now
        }
        .unwrap();
    }
    tx.commit_chore(Chore::Sweep).await.unwrap();
}

both! {
    async fn more_than_anybody_reads_is_not_counted_to_the_end(app: TestApp) {
        tell(&app, 99).await;
        app.get(CONTRIBUTOR, "/o/contoso/tasks").await.assert_contains("Reminders (99)");

        tell(&app, 2).await;

        app.get(CONTRIBUTOR, "/o/contoso/tasks").await.assert_contains("Reminders (99+)");
        app.get(CONTRIBUTOR, NOTICES).await.assert_contains("99+ not read yet");
    }

    async fn the_bar_counts_what_is_not_read_and_ones_own_list_marks_it(app: TestApp) {
        some_days(&app).await;
        reminders_begin(&app).await;
        remind(&app).await;
        app.run_jobs().await;

        app.get(CONTRIBUTOR, "/o/contoso/tasks").await.assert_contains("Reminders (5)");
        let list = app.get(CONTRIBUTOR, NOTICES).await;
        list.assert_contains("5 not read yet").assert_contains("Visitor log");
        let id = first_id(&list);
        app.post(LEAD, NOTICES, &[("read", &id)]).await.assert_status(303);
        app.get(CONTRIBUTOR, NOTICES).await.assert_contains("5 not read yet");
        app.post(CONTRIBUTOR, NOTICES, &[("read", &id)]).await.assert_status(303);
        app.get(CONTRIBUTOR, NOTICES).await.assert_contains("4 not read yet");
        app.post(CONTRIBUTOR, NOTICES, &[("read", "all")]).await.assert_status(303);
        let read = app.get(CONTRIBUTOR, NOTICES).await;
        read.assert_contains("0 not read yet");
        assert!(!read.contains("Mark as read") && !read.contains("Reminders ("));
        app.post(CONTRIBUTOR, NOTICES, &[("read", "some")]).await.assert_status(400);
        app.get(LEAD, NOTICES).await.assert_contains("No reminders");
        assert!(!app.get(STRANGER, "/o/fabrikam/notices").await.contains("Visitor log"));
    }

    async fn a_long_list_has_pages(app: TestApp) {
        reminders_begin(&app).await;
        let titles: Vec<_> = (0..60).map(|n| format!("Task number {n:02}")).collect();
        let due: Vec<_> = titles.iter().map(|title| (title.as_str(), "2026-03-03", Some(CONTRIBUTOR))).collect();
        tasks(&app, &due).await;
        assert_eq!(remind(&app).await, (60, 1));
        let letter = app.letters().await.pop().unwrap();
        assert!(letter.text.contains("And 20 more.") && letter.subject == "60 reminders");

        let first = app.get(CONTRIBUTOR, NOTICES).await;
        let next = first.body.split("notices?after=").nth(1).unwrap().split('"').next().unwrap();
        let second = app.get(CONTRIBUTOR, &format!("{NOTICES}?after={next}")).await;

        let count = |page: &Answer| page.body.matches("Mark as read<").count();
        assert_eq!((count(&first), count(&second)), (50, 10));
        second.assert_contains("The latest");
    }

    async fn what_would_be_sent_is_shown_and_sent_by_hand(app: TestApp) {
        some_days(&app).await;

        let mut statements = 0;
        let preview = {
            let before = app.db.statements();
            let page = app.get(LEAD, PREVIEW).await;
            statements += app.db.statements() - before;
            page
        };
        assert!(statements <= 6, "{statements}");
        preview.assert_contains(CONTRIBUTOR.name).assert_contains("Visitor log").assert_contains("Send it now");
        assert_eq!(app.trail(CONTOSO).await, Vec::<String>::new());
        app.post(CONTRIBUTOR, PREVIEW, &[]).await.assert_status(403);
        app.post(LEAD, PREVIEW, &[]).await.assert_status(303);
        app.post(LEAD, PREVIEW, &[]).await.assert_status(303);

        assert_eq!(sent(&app).await, [to(CONTRIBUTOR, "5 reminders")]);
        app.get(LEAD, PREVIEW).await.assert_contains("Nothing to say");
        assert_eq!(app.trail(CONTOSO).await, ["notices.sent"]);
        tasks(&app, &[("Another", "2026-03-03", Some(CONTRIBUTOR))]).await;
        app.post(LEAD, PREVIEW, &[]).await.assert_status(303);
        assert_eq!(sent(&app).await, [to(CONTRIBUTOR, "Task tomorrow: Another")]);
    }

    async fn the_rules_say_when(app: TestApp) {
        let form = rules_with(&app, &[("task_before", "3, 5"), ("task_lead", ""), ("hour", "9")]).await;
        app.post(LEAD, RULES, &fields(&form)).await.assert_status(303);
        app.get(LEAD, RULES).await.assert_contains("value=\"5, 3\"");
        let doer = Some(CONTRIBUTOR);
        tasks(&app, &[("In a week", "2026-03-09", doer), ("In five days", "2026-03-07", doer)]).await;

        assert_eq!(remind(&app).await, (1, 1));

        assert_eq!(sent(&app).await, [to(CONTRIBUTOR, "Task in 5 days: In five days")]);
        assert_eq!(app.trail(CONTOSO).await, ["notice_rules.changed", "notices.sent"]);
        app.post(LEAD, RULES, &[("usual", "yes"), ("version", "1")]).await.assert_status(303);
        app.get(LEAD, RULES).await.assert_contains("value=\"7, 1, 0\"");
    }

    async fn rules_that_cannot_be_are_refused_at_their_field(app: TestApp) {
        let form = rules_with(&app, &[("task_before", "soon"), ("poam_lead", "1, 2"), ("hour", "24")]).await;

        let (form, at) = (fields(&form), RULES);
        for page in [app.post(LEAD, at, &form).await, app.post_fragment(LEAD, at, &form).await] {
            page.assert_status(422).assert_contains("Enter whole days from 0 to 366");
            page.assert_contains("Enter one number of days").assert_contains("Enter an hour from 0 to 23.");
            page.assert_contains("value=\"soon\"");
        }
        assert_eq!(app.trail(CONTOSO).await, Vec::<String>::new());
    }

    async fn of_two_who_change_the_rules_the_second_sees_both(app: TestApp) {
        let (one, two) =
            (rules_with(&app, &[("task_before", "9")]).await, rules_with(&app, &[("task_before", "8")]).await);
        app.post(LEAD, RULES, &fields(&one)).await.assert_status(303);

        let page = app.post(ADMIN, RULES, &fields(&two)).await;

        page.assert_status(409).assert_contains("value=\"8\"").assert_contains("Saved meanwhile:");
        let version = page.field("version").unwrap();
        let newest = |(name, value)| (name, if name == "version" { version.as_str() } else { value });
        let again: Vec<_> = fields(&two).into_iter().map(newest).collect();
        app.post(ADMIN, RULES, &again).await.assert_status(303);
        app.get(LEAD, RULES).await.assert_contains("value=\"8\"");
    }
}
