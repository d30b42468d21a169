//! What a browser that has nothing of ours yet loads to show a page, in bytes over the wire.

use crate::support::*;
use muster::{
    catalogue::builtin::{self, Level},
    kernel::{audit::Actor, db::Chore},
    sql,
    web::{assets::ASSETS, compress::Compress},
};
use poem::{Endpoint, EndpointExt, Request, Response, endpoint::make};
use uuid::Uuid;

/// Without typefaces, and with them.
const MOST: (usize, usize) = (36_000, 110_000);

/// Gives each requirement an owner and each objective a result, as in an assessment that is well under way.
async fn fill(app: &TestApp, assessment: Uuid) {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    let now = tx.now();
    let people = [ADMIN, LEAD, CONTRIBUTOR, OTHER_CONTRIBUTOR];
    for (number, requirement) in builtin::requirements(Level::Two).iter().enumerate() {
        let owner = people[number % people.len()].id;
        sql! {
            execute, &mut tx,
            "insert into implementations (org_id, assessment_id, requirement, owner_id, updated_at)
             values ($1, $2, $3, $4, $5)",
            CONTOSO.id, assessment, requirement.id, owner, now
        }
        .unwrap();
        let result = ["met", "met", "not_met", "not_applicable", ""][number % 5];
        for objective in &requirement.objectives {
            sql! {
                execute, &mut tx,
                "insert into findings (org_id, assessment_id, requirement, objective, result, is_examined,
                    is_interviewed, is_tested, finding, is_to_confirm, version, updated_by, updated_at)
                 values ($1, $2, $3, $4, $5, true, false, false, 'Seen.', false, 1, $6, $7)",
                CONTOSO.id, assessment, requirement.id, objective.key, result, owner, now
            }
            .unwrap();
        }
    }
    tx.commit_chore(Chore::Sweep).await.unwrap();
}

/// How long the page is on its way to a browser, compressed as the program does it.
async fn packed(html: &str) -> usize {
    let html = html.to_owned();
    let page = make(move |_| {
        let page = Response::builder().content_type("text/html; charset=utf-8").body(html.clone());
        async move { Ok::<_, poem::Error>(page) }
    });
    let request = Request::builder().header("accept-encoding", "gzip, deflate, br, zstd").finish();
    page.with(Compress).get_response(request).await.into_body().into_bytes().await.unwrap().len()
}

/// Bytes of all files that the page and its style sheet name: typefaces, and the others.
fn files(html: &str) -> (usize, usize) {
    let is_style = |path: &str| path.ends_with(".css");
    let styles = ASSETS.iter().find(|asset| is_style(asset.path)).expect("there is a style sheet").raw;
    let styles = std::str::from_utf8(styles).unwrap();
    let wanted = ASSETS.iter().filter(|it| html.contains(it.path) || styles.contains(it.path));
    let (fonts, others): (Vec<_>, Vec<_>) = wanted.partition(|it| it.path.ends_with(".woff2"));
    assert!(others.iter().any(|it| is_style(it.path)) && !fonts.is_empty(), "the page names its files");
    let bytes = |all: Vec<&muster::web::assets::Asset>| -> usize {
        all.iter().map(|asset| asset.br.or(asset.gzip).unwrap_or(asset.raw).len()).sum()
    };
    (bytes(fonts), bytes(others))
}

both! {
    async fn a_first_visit_to_the_list_or_the_overview_is_light_and_stays_with_us(app: TestApp) {
        let id = app.an_assessment(2).await;
        fill(&app, id).await;
        for page in ["", "/requirements", "/requirements?per=all"] {
            let address = format!("/o/contoso/assessments/{id}{page}");

            let html = app.get(LEAD, &address).await.assert_status(200).body.clone();

            let (fonts, others) = files(&html);
            let bare = packed(&html).await + others;
            assert!(bare <= MOST.0 && bare + fonts <= MOST.1, "{page}: {bare} bytes and {fonts} of typefaces");
            let tags = ["<link", "<script", "<img"].into_iter().flat_map(|tag| html.split(tag).skip(1));
            for tag in tags.filter_map(|rest| rest.split('>').next()) {
                assert!(!tag.contains("=\"http") && !tag.contains("=\"//"), "{page} needs a foreign host: {tag}");
            }
        }
    }
}
