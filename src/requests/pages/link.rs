//! The page behind an upload link, for somebody outside. They see what they were asked for and nothing else.
//! Opening it does not use it up, because mail programs open links, too.

use super::{
    super::{
        actions,
        model::{Item, Link},
    },
    give::Page,
};
use crate::access::{Giver, Visit};
use crate::blobs::Blobs;
use crate::evidence::Settings;
use crate::kernel::{Error, Result, db::Db, env::Timestamp};
use crate::organisations;
use crate::signin;
use crate::web::{
    flash::Flash,
    limits::Limits,
    ui::{Reply, Ui},
    upload::Upload,
};
use poem::{
    FromRequest, Request, RequestBody, handler,
    http::StatusCode,
    web::{Data, Path},
};
use serde::Serialize;

const OVER: &str = "requests/over.html";

/// Why there is nothing to bring.
#[derive(Serialize)]
struct Over {
    /// `used`, `done`, `late` or `unknown`.
    why: &'static str,
    title: String,
    asked_by: String,
    at: Option<Timestamp>,
}

/// What the link leads to, as a form with its file is not read yet. Tries are counted, as at the door.
struct Knock {
    link: Link,
    token: String,
}

impl<'a> FromRequest<'a> for Knock {
    async fn from_request(req: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let visit = Visit::from_request(req, body).await?;
        let db = req.data::<Db>().expect("app() provides the database");
        let limits = req.data::<Limits>().expect("app() provides the limits");
        let counted = limits.count(visit.address(), None).await;
        if let Err(Error::TooMany { retry_after_s }) = counted
            && limits.is_worth_telling(visit.address())
        {
            signin::actions::tell_throttled(db, None, visit.actor(), retry_after_s).await?;
        }
        counted?;
        let token = req.raw_path_param("token").unwrap_or_default().to_owned();
        Ok(Self { link: actions::find_link(db, &token, (visit.address(), visit.device())).await?, token })
    }
}

/// The form, or why there is none.
#[handler]
pub async fn open(
    ui: Ui,
    db: Data<&Db>,
    settings: Data<&Settings>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Reply> {
    match actions::find_link(&db, &token, (visit.address(), visit.device())).await? {
        Link::Open(item, giver) => page(&db, *item, &giver, (&token, **settings)).await?.show(&ui),
        // Whoever brought something just now comes by here, too.
        other => over(&ui, other, StatusCode::OK),
    }
}

/// Takes the file and uses the link up. Where the file is refused the link goes on working.
#[handler]
pub async fn bring(
    ui: Ui,
    db: Data<&Db>,
    blobs: Data<&Blobs>,
    settings: Data<&Settings>,
    Knock { link, token }: Knock,
    sent: poem::Result<Upload>,
) -> Result<Reply, poem::Error> {
    let (item, giver) = match link {
        Link::Open(item, giver) => (item, giver),
        other => return Ok(over(&ui, other, StatusCode::GONE)?),
    };
    let page = page(&db, *item, &giver, (&token, **settings)).await?;
    match page.take(&ui, (&db, &blobs), &giver, sent?).await {
        Ok(Some(again)) => Ok(again),
        Ok(None) => Ok(ui.go(&format!("/give/{token}"), Flash::ok("It arrived. Thank you."))),
        // Somebody used or withdrew the link meanwhile.
        Err(Error::NotFound) => {
            let by = giver.actor();
            let now = actions::find_link(&db, &token, (&by.address, &by.device)).await?;
            Ok(over(&ui, now, StatusCode::GONE)?)
        }
        Err(other) => Err(other.into()),
    }
}

async fn page(db: &Db, item: Item, giver: &Giver, (token, settings): (&str, Settings)) -> Result<Page> {
    let taking = actions::taking(db, giver, settings).await?;
    let organisation = organisations::get_in(&mut db.read().await?, giver.scope()).await?.name;
    Ok(Page::of(item, format!("/give/{token}"), taking).at(organisation.to_string()))
}

fn over(ui: &Ui, link: Link, status: StatusCode) -> Result<Reply> {
    let of = |why, item: &Item, at| Over {
        why,
        title: item.request.title.to_string(),
        asked_by: item.creator_name.clone(),
        at,
    };
    let (status, page) = match &link {
        Link::Used(item, at) => (status, of("used", item, Some(*at))),
        Link::Done(item) => (status, of("done", item, None)),
        Link::Open(item, _) | Link::Over(item) => {
            (StatusCode::GONE, of("late", item, item.request.link_until))
        }
        Link::Unknown => {
            let (title, asked_by) = (String::new(), String::new());
            (StatusCode::NOT_FOUND, Over { why: "unknown", title, asked_by, at: None })
        }
    };
    ui.again(status, OVER, "main", page)
}
