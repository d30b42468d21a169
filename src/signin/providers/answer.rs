//! What the browser brings back from a provider.

use super::Trouble;
use crate::web::forms::Fields;

/// The query of the address that the provider sent the browser back to.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Which sign-in it answers.
    pub state: String,
    /// What can be exchanged for a token, or why there is none.
    pub code: Result<String, Trouble>,
    /// Who says so (RFC 9207).
    pub issuer: Option<String>,
}

/// Codes are short; whatever is longer is not one.
const CODE_BYTES_MAX: usize = 4096;

impl Answer {
    /// Reads the query. A field that comes twice makes all of it worthless.
    pub fn parse(query: &Fields) -> Self {
        let once = |name: &str| match query.all(name).as_slice() {
            [only] if !only.is_empty() => Some((*only).to_owned()),
            _ => None,
        };
        let code = match (once("error"), once("code")) {
            (Some(error), _) => {
                Err(Trouble::TurnedAway(error.chars().filter(|c| c.is_ascii_graphic()).take(60).collect()))
            }
            (None, Some(code)) if code.len() <= CODE_BYTES_MAX => Ok(code),
            _ => Err(Trouble::Nonsense("neither a code nor an error came back".into())),
        };
        Self { state: once("state").unwrap_or_default(), code, issuer: once("iss") }
    }

    /// The code, if the answer is of the provider that was asked. One that promises to name itself must.
    pub fn code_from(&self, issuer: &str, names_itself: bool) -> Result<&str, Trouble> {
        match &self.issuer {
            Some(theirs) if theirs != issuer => {
                return Err(Trouble::NotBelieved("the answer is of another issuer".into()));
            }
            None if names_itself => {
                return Err(Trouble::NotBelieved("the answer does not name its issuer".into()));
            }
            _ => {}
        }
        self.code.as_deref().map_err(Clone::clone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(query: &str) -> Answer {
        Answer::parse(&Fields::parse(query.as_bytes()))
    }

    #[test]
    fn only_the_issuer_that_was_asked_is_listened_to() {
        let ours = "https://id.example";
        let named = answer("state=s&code=c&iss=https%3A%2F%2Fid.example");
        let other = answer("state=s&code=c&iss=https%3A%2F%2Fevil.example");
        let silent = answer("state=s&code=c");

        assert_eq!(named.code_from(ours, true), Ok("c"));
        assert_eq!(silent.code_from(ours, false), Ok("c"));
        assert!(silent.code_from(ours, true).is_err() && other.code_from(ours, false).is_err());
    }

    #[test]
    fn an_error_wins_and_twice_is_nothing() {
        assert_eq!(
            answer("state=s&code=c&error=access_denied").code,
            Err(Trouble::TurnedAway("access_denied".into()))
        );
        assert!(matches!(answer("state=s&code=c&code=d").code, Err(Trouble::Nonsense(_))));
        assert_eq!(answer("state=a&state=b&code=c").state, "");
    }
}
