//! How a handler answers: the same template as a page, as a fragment, or as a redirect.

mod context;
mod root;

use super::{flash::Flash, keys::Keymap, misfit, shell::Shell};
use crate::access::{Grant, RightName, Visit};
use crate::kernel::Result;
use minijinja::{context, value::Serde};
use poem::{
    FromRequest, IntoResponse, Request, RequestBody, Response,
    http::{HeaderValue, StatusCode, header},
};
use root::Root;
use serde::Serialize;

/// An answer.
pub type Reply = Response;

/// What a template needs to know about the request it answers, and the ways to answer it.
pub struct Ui {
    shell: Shell,
    visit: Visit,
    hx: Hx,
    path: String,
    flash: Option<Flash>,
    section: &'static str,
    assessment: Option<AssessmentBar>,
    once: String,
    keymap: Keymap,
    misfits: Vec<misfit::Note>,
}

/// Whether htmx asks, and whether it wants a fragment.
#[derive(Clone, Copy, Debug)]
pub struct Hx {
    /// A script follows redirects blindly, so it is told where to go by a header.
    pub is_scripted: bool,
    /// Only a part of the page is wanted.
    pub is_fragment: bool,
}

impl Hx {
    /// Reads htmx 4's headers. A restored history entry and a whole-body swap want the whole page.
    pub fn of(req: &Request) -> Self {
        let is = |name, value| req.header(name) == Some(value);
        let is_restore = req.headers().contains_key("hx-history-restore-request");
        let is_scripted = is("hx-request", "true") && !is_restore;
        Self { is_scripted, is_fragment: is_scripted && is("hx-request-type", "partial") }
    }
}

/// The assessment that the page is about, for the masthead and the rail.
#[derive(Clone, Debug, Serialize)]
pub struct AssessmentBar {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// CMMC level 1 to 3.
    pub level: i64,
    /// Where its pages are: `/o/contoso/assessments/<id>`.
    pub at: String,
    /// Objectives assessed.
    pub done: usize,
    /// Objectives in all.
    pub total: usize,
    /// Whether it is completed and so locked.
    pub is_locked: bool,
}

/// A block of a template, with its data.
pub struct Part<D> {
    /// The template's file.
    pub template: &'static str,
    /// The block that htmx gets.
    pub block: &'static str,
    /// What it shows.
    pub data: D,
}

impl<'a> FromRequest<'a> for Ui {
    async fn from_request(req: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let shell = Shell::of(req).clone();
        let visit = Visit::from_request(req, body).await?;
        // Whoever is signed in got through.
        let misfits = if visit.caller().is_none() { misfit::find(req) } else { Vec::new() };
        Ok(Self {
            keymap: Keymap::of_visitor(visit.caller()),
            misfits: misfit::notes(&misfits, !shell.trusts_host),
            visit,
            hx: Hx::of(req),
            path: req.uri().path_and_query().map_or_else(String::new, ToString::to_string),
            flash: Flash::read(req, &shell),
            shell,
            section: "",
            assessment: None,
            once: String::new(),
        })
    }
}

impl Ui {
    /// Marks the place in the rail that this page belongs to.
    #[must_use]
    pub fn at(self, section: &'static str) -> Self {
        Self { section, ..self }
    }
    /// Shows the assessment that the page is about.
    #[must_use]
    pub fn about(self, assessment: AssessmentBar) -> Self {
        Self { assessment: Some(assessment), ..self }
    }
    /// Gives the page's one creating form a key, so that sending it twice has one effect.
    #[must_use]
    pub fn once(self) -> Self {
        let once = self.shell.env.token();
        Self { once, ..self }
    }
    /// Where the organisation's pages are: `/o/contoso`.
    pub fn here(&self) -> String {
        self.visit.membership().map(|place| format!("/o/{}", place.slug)).unwrap_or_default()
    }
    /// The public address of the installation, without a slash at its end, for links that are sent.
    pub fn origin(&self) -> &str {
        &self.shell.origin
    }
    /// Something that only this installation can make of `message`, the same every time.
    pub fn token(&self, purpose: &str, message: &str) -> String {
        self.shell.mac.token(purpose, message)
    }
    /// What the caller may do with `right` in the organisation of this page.
    pub fn may(&self, right: RightName) -> Grant {
        self.visit.membership().map_or(Grant::No, |place| right.grant(place.role))
    }
    /// Whether only a part of the page is wanted.
    pub fn is_fragment(&self) -> bool {
        self.hx.is_fragment
    }
    /// The visitor.
    pub fn visit(&self) -> &Visit {
        &self.visit
    }

    /// Shows `template`, or only its `block` to htmx.
    pub fn show(&self, template: &str, block: &str, data: impl Serialize) -> Result<Reply> {
        self.render(StatusCode::OK, template, block, data)
    }

    /// Shows a form again with what is wrong with it, as 422. To htmx only the block, put over the element
    /// whose id is `block`, wherever the form meant its success to go.
    pub fn show_problems(&self, template: &str, block: &str, data: impl Serialize) -> Result<Reply> {
        self.again(StatusCode::UNPROCESSABLE_ENTITY, template, block, data)
    }

    /// Shows a form again with what somebody else wrote meanwhile, as 409.
    pub fn show_conflict(&self, template: &str, block: &str, data: impl Serialize) -> Result<Reply> {
        self.again(StatusCode::CONFLICT, template, block, data)
    }

    /// The same with any status.
    pub fn again(
        &self,
        status: StatusCode,
        template: &str,
        block: &str,
        data: impl Serialize,
    ) -> Result<Reply> {
        let reply = self.render(status, template, block, data)?;
        let reply = reply.with_header("HX-Retarget", format!("#{}", block.replace('_', "-")));
        Ok(reply.with_header("HX-Reswap", "outerHTML").into_response())
    }

    /// Tells that a change is done: htmx gets the changed block and the message, a plain browser goes to `to`.
    pub fn done<D>(&self, to: &str, flash: Flash, part: Part<D>) -> Result<Reply>
    where
        D: Serialize,
    {
        if !self.hx.is_fragment {
            return Ok(self.go(to, flash));
        }
        let mut html = self.html(part.template, part.block, part.data)?;
        html.push_str(&self.part("ui/told.html", context! { flash => Serde(flash.clone()) })?);
        Ok(page(StatusCode::OK, html))
    }

    /// Sends the browser to `to`, where the message is shown.
    pub fn go(&self, to: &str, flash: Flash) -> Reply {
        let mut reply = self.go_silently(to);
        reply.headers_mut().append(header::SET_COOKIE, flash.cookie(&self.shell));
        reply
    }

    /// Sends the browser to `to`. A script is told by a header, because it would follow a redirect unseen.
    pub fn go_silently(&self, to: &str) -> Reply {
        if self.hx.is_scripted {
            return Response::builder().status(StatusCode::NO_CONTENT).header("HX-Redirect", to).finish();
        }
        Response::builder().status(StatusCode::SEE_OTHER).header(header::LOCATION, to).finish()
    }

    /// An answer without a template: a file, numbers. `name` is what it is saved under.
    pub fn file(&self, media_type: &str, name: &str, body: impl Into<poem::Body>) -> Reply {
        let name = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
        Response::builder()
            .content_type(media_type)
            .header(header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{name}"))
            .body(body)
    }

    /// A piece of a page, to go into one.
    pub fn part(&self, template: &str, data: impl Serialize) -> Result<String> {
        let template = self.shell.templates.get_template(template)?;
        Ok(template.render(Root::of("layouts/none.html", Serde(self.context()), Serde(data)))?)
    }

    fn render(&self, status: StatusCode, template: &str, block: &str, data: impl Serialize) -> Result<Reply> {
        let mut reply = page(status, self.html(template, block, data)?);
        if self.flash.is_some() && !self.hx.is_fragment {
            reply.headers_mut().append(header::SET_COOKIE, Flash::gone(&self.shell));
        }
        Ok(reply)
    }

    fn html(&self, template: &str, block: &str, data: impl Serialize) -> Result<String> {
        let template = self.shell.templates.get_template(template)?;
        // An empty layout, so that nothing but the block is rendered and nothing else need be known.
        let layout = match (self.hx.is_fragment, self.visit.caller()) {
            (true, _) => "layouts/none.html",
            (false, Some(_)) => "layouts/page.html",
            (false, None) => "layouts/signin.html",
        };
        let mut page = template.render_captured(Root::of(layout, Serde(self.context()), Serde(data)))?;
        if self.hx.is_fragment {
            let part = page.with_state_mut(|state| state.render_block(block))?;
            return Ok(part + &self.progress()?);
        }
        Ok(page.into_output())
    }

    /// For the masthead, which stays when a part of its page is replaced: how far the assessment is now, if the page
    /// is about one.
    fn progress(&self) -> Result<String> {
        let Some(bar) = &self.assessment else { return Ok(String::new()) };
        let template = self.shell.templates.get_template("shell/progress_part.html")?;
        Ok(template.render(context! { ui => context! { assessment => Serde(bar) } })?)
    }
}

fn page(status: StatusCode, html: String) -> Reply {
    let mut reply = Response::builder().status(status).body(html);
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    reply.headers_mut().insert(header::CONTENT_TYPE, kind);
    reply
}
