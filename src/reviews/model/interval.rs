//! How often requirements are reviewed, as somebody says it.

use crate::assessments::Interval;

/// Reads the months of a form: a number, 0 for never.
pub fn months(typed: &str) -> Result<i64, &'static str> {
    let problem = "Enter 1 to 12 months, or 0 if it is never to be reviewed.";
    let months = typed.trim().parse().map_err(|_| problem)?;
    Interval::refuse(months).map_or(Ok(months), Err)
}

/// Reads what a form says for many requirements: as usual, which is none, or months of their own.
pub fn own(choice: &str, typed: &str) -> Result<Option<i64>, &'static str> {
    match choice {
        "usual" => Ok(None),
        "never" => Ok(Some(0)),
        _ => months(typed).and_then(|months| match months {
            0 => Err("Enter 1 to 12 months, or choose Never."),
            months => Ok(Some(months)),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_a_number_up_to_a_year() {
        assert_eq!((months(" 12 "), months("0"), months("1")), (Ok(12), Ok(0), Ok(1)));
        assert!(
            months("13").is_err() && months("-1").is_err() && months("").is_err() && months("often").is_err()
        );
    }

    #[test]
    fn an_interval_of_its_own_is_usual_never_or_months() {
        assert_eq!(
            (own("usual", "x"), own("never", ""), own("months", "6")),
            (Ok(None), Ok(Some(0)), Ok(Some(6)))
        );
        assert!(own("months", "0").is_err() && own("", "").is_err());
    }
}
