//! What the program answered, read to its end.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use poem::{
    Response,
    http::{HeaderMap, StatusCode},
};

/// An answer. `body` is its text; `bytes` its bytes, for a download.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub async fn of(mut response: Response) -> Self {
        let bytes = response.take_body().into_vec().await.expect("the body can be read to its end");
        Self {
            status: response.status(),
            headers: response.headers().clone(),
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        }
    }

    /// The header `name`, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Where a browser is sent: by a redirect, or by the header that tells a script.
    pub fn location(&self) -> &str {
        if self.headers.contains_key("location") {
            self.header("location")
        } else {
            self.header("hx-redirect")
        }
    }

    /// What the next page will tell.
    pub fn told(&self) -> String {
        let cookies = self.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
        let text = |cookie: &str| {
            let (_, signed) = cookie.split(';').next()?.split_once("flash=")?;
            let told = URL_SAFE_NO_PAD.decode(signed.split_once('.')?.1).ok()?;
            serde_json::from_slice::<serde_json::Value>(&told).ok()?["text"].as_str().map(str::to_owned)
        };
        cookies.filter_map(text).next().unwrap_or_default()
    }

    pub fn contains(&self, text: &str) -> bool {
        self.body.contains(text)
    }

    /// Fails with the whole answer unless its status is this.
    #[track_caller]
    pub fn assert_status(&self, status: u16) -> &Self {
        assert_eq!(self.status.as_u16(), status, "to {}\n{}", self.location(), self.body);
        self
    }

    /// Fails with the whole answer unless its status is below this.
    #[track_caller]
    pub fn assert_status_below(&self, status: u16) -> &Self {
        assert!(self.status.as_u16() < status, "{} to {}\n{}", self.status, self.location(), self.body);
        self
    }

    /// Fails with the whole answer unless it says this.
    #[track_caller]
    pub fn assert_contains(&self, text: &str) -> &Self {
        assert!(self.contains(text), "{text:?} is not in {}\n{}", self.status, self.body);
        self
    }

    /// The value of the form field `name` as it is shown, for keys and versions.
    pub fn field(&self, name: &str) -> Option<String> {
        let at = self.body.find(&format!("name=\"{name}\""))?;
        let (start, end) = (self.body[..at].rfind('<')?, at + self.body[at..].find('>')?);
        let value = self.body[start..end].split("value=\"").nth(1)?;
        Some(value.split('"').next()?.replace("&quot;", "\"").replace("&#x2f;", "/").replace("&amp;", "&"))
    }
}
