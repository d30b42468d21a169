//! The score: what findings add up to under 32 CFR part 170, which status that allows, and how long it lasts.
//!
//! Pure arithmetic over the catalogue and a rule pack: no clock, no database, no rounding, no clamping.
//! Every point taken off and everything that stands in the way of a status comes with words and a paragraph.

mod cmmc_status;
pub mod file;
mod finding;
mod level1;
mod level2;
mod level3;
mod outcome;
mod poam;
mod timeline;

pub use cmmc_status::{CmmcStatus, Eligibility, Reason};
pub use finding::{Claim, Decided, Finding, Word, roll_up};
pub use level1::level1;
pub use level2::{Assessment, Level2Terms, Methodology, PoamList, level2, range};
pub use level3::{Level2Held, level3};
pub use outcome::{Blocker, Deduction, Outcome, Range};
pub use poam::{PoamVerdict, may_be_on_poam};
pub use timeline::{Closeout, Timeline, TimelineInput, TimelineProblem, status_years, timeline};
