//! How often requirements are reviewed, as somebody says it.

use crate::assessments::Interval;
use crate::kernel::{Error, Result};

/// Reads the months of a form.
pub fn months(typed: &str) -> Result<i64, &'static str> {
    let months = typed.trim().parse().map_err(|_| Interval::PROBLEM)?;
    Interval::refuse(months).map_or(Ok(months), Err)
}

/// Reads what a form says for many requirements: as usual, which is none, or months of their own. An
/// older page of ours may send another word, beside months that nobody typed.
pub fn own(choice: &str, typed: &str) -> Result<Option<i64>> {
    match choice {
        "usual" => Ok(None),
        "months" => months(typed).map(Some).map_err(|problem| Error::invalid("months", problem)),
        _ => Err(Error::invalid("set", "Choose as usual, or every so many months.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_a_number_up_to_a_year() {
        assert_eq!((months(" 12 "), months("1")), (Ok(12), Ok(1)));
        assert!(["13", "0", "-1", "", "often"].into_iter().all(|typed| months(typed).is_err()));
    }

    #[test]
    fn an_interval_is_as_usual_or_months_of_its_own() {
        assert!(matches!((own("usual", "x"), own("months", "6")), (Ok(None), Ok(Some(6)))));
        assert!(own("months", "0").is_err() && own("never", "6").is_err() && own("", "6").is_err());
    }
}
