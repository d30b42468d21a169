//! Parts of the program that an organisation can do without. What is switched off answers as if it were not there;
//! nothing that was kept with it is lost.

use serde::Serialize;

macro_rules! features {
    ($($name:ident, $word:literal, $label:literal: $says:literal;)+) => {
        /// A part that can be switched off.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Feature { $(#[doc = $label] $name,)+ }

        impl Feature {
            /// All of them, in the order of the form.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The word in forms, in the trail, and that templates ask `ui.on` for.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }
            /// Its name for people.
            pub fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)+ }
            }
            /// What it does, and who notices when it is off.
            pub fn says(self) -> &'static str {
                match self { $(Self::$name => $says,)+ }
            }
        }
    };
}

features! {
    Dashboards, "dashboards", "Dashboards":
        "A page of charts beside each assessment: the score over time, what is ahead, who waits for what. Without it \
         everybody loses that page and the way to it; the numbers stay on the overview and in the lists.";
    Plans, "plans", "What-if plans":
        "Ticking planned fixes to see what score and which day they come to. Without it nobody plans that way; plans \
         that were kept come back with it.";
    Exports, "exports", "Files for others":
        "Requirements, objectives, evidence index, POA&M and tasks as CSV, Excel or JSON. Without it administrators, \
         leads and assessors take none of these tables out of the house; the file of the trail is not meant.";
    CalendarFeeds, "calendar_feeds", "Calendar links":
        "Private addresses at which somebody's own calendar program reads titles and days without signing in. Without \
         it nobody makes one, and those that were made answer nothing; they work again when it is switched on.";
    MailTexts, "mail_texts", "Own mail texts":
        "Letters in your own words. Without it administrators change none, and every letter goes out in Muster's \
         words; yours are kept.";
}

/// What an organisation does without: words, with spaces between.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::Type, Serialize)]
#[sqlx(transparent)]
#[serde(transparent)]
pub struct FeaturesOff(String);

impl FeaturesOff {
    /// All but those whose words are in `on`.
    pub fn all_but(on: &[&str]) -> Self {
        let off = Feature::ALL.iter().map(|feature| feature.word()).filter(|word| !on.contains(word));
        Self(off.collect::<Vec<_>>().join(" "))
    }
    /// Whether this part is there.
    pub fn leaves(&self, feature: Feature) -> bool {
        self.0.split(' ').all(|word| word != feature.word())
    }
    /// The names of what is off, for people.
    pub fn labels(&self) -> Vec<&'static str> {
        Feature::ALL.iter().filter(|it| !self.leaves(**it)).map(|it| it.label()).collect()
    }
    /// The words of what is on.
    pub fn on(&self) -> Vec<&'static str> {
        Feature::ALL.iter().filter(|it| self.leaves(**it)).map(|it| it.word()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_ticked_is_off_and_everything_is_on_at_first() {
        let usual = FeaturesOff::default();
        let some = FeaturesOff::all_but(&["plans", "mail_texts", "nonsense"]);

        assert!(Feature::ALL.iter().all(|feature| usual.leaves(*feature)));
        assert!(
            some.leaves(Feature::Plans) && some.leaves(Feature::MailTexts) && !some.leaves(Feature::Exports)
        );
        assert_eq!(some.on(), ["plans", "mail_texts"]);
        assert_eq!(FeaturesOff::all_but(&usual.on()), usual);
        assert_eq!(FeaturesOff::all_but(&[]).labels().len(), Feature::ALL.len());
    }
}
