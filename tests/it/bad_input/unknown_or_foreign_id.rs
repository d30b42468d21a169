//! A 404 page, the same bytes for what belongs to others and what is not there.

use super::*;

/// Addresses of Contoso's with an id in them.
const PAGES: &[(&str, &str)] = &[
    ("GET", "/o/contoso/evidence/:id"),
    ("GET", "/o/contoso/evidence/:id/file"),
    ("POST", "/o/contoso/evidence/:id/edit"),
    ("POST", "/o/contoso/evidence/:id/remove"),
    ("GET", "/o/contoso/people/:id"),
    ("POST", "/o/contoso/people/:id/role"),
    ("POST", "/o/contoso/people/:id/deactivate"),
    ("GET", "/o/contoso/assessments/:id"),
    ("GET", "/o/contoso/assessments/:id/score.csv"),
    ("POST", "/o/contoso/assessments/:id/edit"),
    ("GET", "/o/contoso/systems/:id"),
    ("POST", "/o/contoso/systems/:id"),
    ("GET", "/o/contoso/catalogue/imports/:id"),
];

/// Something of Fabrikam's for each of them.
async fn foreign(app: &TestApp) -> Vec<Uuid> {
    let mut conn = app.db.read().await.unwrap();
    let (evidence,): (Uuid,) =
        muster::sql! { fetch_one, &mut conn, "select id from evidence where org_id = $1", FABRIKAM.id }
            .unwrap();
    vec![evidence, STRANGER.id.0, FABRIKAM.id.0]
}

both! {
    async fn foreign_and_missing_are_the_same_bytes(app: TestApp) {
        let (app, _) = furnished(app).await;
        let missing: Uuid = "0199ffff-ffff-7fff-8fff-ffffffffffff".parse().unwrap();

        for way in WAYS {
            let nothing = way.get(&app, ADMIN, "/no/such/page").await;
            nothing.assert_status(404).assert_contains("There is nothing here");
            for (method, path) in PAGES {
                for id in foreign(&app).await.into_iter().chain([missing]) {
                    let path = path.replace(":id", &id.to_string());
                    let answer = match *method {
                        "GET" => way.get(&app, ADMIN, &path).await,
                        _ => way.post(&app, ADMIN, &path, &[("version", "1"), ("role", "lead")]).await,
                    };
                    assert_eq!(answer.status.as_u16(), 404, "{way:?} {method} {path}");
                    assert_eq!(answer.body, nothing.body, "{way:?} {method} {path}");
                    assert_eq!(answer.headers.len(), nothing.headers.len(), "{way:?} {method} {path}");
                }
            }
        }
    }

    async fn a_query_with_nul_is_one_without(app: TestApp) {
        let (app, furnished) = furnished(app).await;
        let after = format!("%00~{}", furnished.evidence);

        for path in ["/o/contoso/assessments/:a/poams?requirement=%00".to_owned(),
                     format!("/o/contoso/assessments/:a/poams?sort=state&after={after}"),
                     "/o/contoso/evidence?q=%00".to_owned(), "/o/contoso/tasks?q=%00".to_owned()] {
            for way in WAYS {
                way.get(&app, ADMIN, &at(&path, &furnished)).await.assert_status(200);
            }
        }
    }

    async fn a_name_with_nul_is_the_name_of_nothing(app: TestApp) {
        let (app, furnished) = furnished(app).await;
        const PATHS: [&str; 10] = [
            "/o/contoso/assessments/:a/requirements/3.1.1%00", "/o/contoso/assessments/:a/work/3.1.1%00/a",
            "/o/contoso/assessments/:a/work/3.1.1/a%00", "/o/contoso/assessments/:a/reviews/%003.1.1",
            "/o/contoso/catalogue/%00", "/o/contoso/catalogue/own/X.1%00", "/o/contoso%00/catalogue",
            "/o/contoso/settings/letters/%00", "/kept/%00", "/marks/%00",
        ];

        for way in WAYS {
            let nothing = way.get(&app, ADMIN, "/no/such/page").await;
            for path in PATHS.map(|path| at(path, &furnished)) {
                for answer in [way.get(&app, ADMIN, &path).await, way.post(&app, ADMIN, &path, &[]).await] {
                    assert_eq!((answer.status.as_u16(), &answer.body), (404, &nothing.body), "{way:?} {path}");
                    assert_eq!(answer.headers.len(), nothing.headers.len(), "{way:?} {path}");
                }
            }
        }
    }

    async fn an_id_that_is_none_is_the_same_too(app: TestApp) {
        let nothing = app.get(ADMIN, "/no/such/page").await;

        for path in ["/o/contoso/evidence/7", "/o/contoso/assessments/%00", "/o/contoso/people/..%2f..",
                     "/o/contoso/systems/'%20or%201=1", "/o/fabrikam", "/o/fabrikam/trail", "/o/none"] {
            let answer = app.get(ADMIN, path).await;

            assert_eq!((answer.status.as_u16(), &answer.body), (404, &nothing.body), "{path}");
        }
    }
}
