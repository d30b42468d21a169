//! What one assessment goes through: the built-in requirements of its level, then the organisation's own.

use super::Own;
use crate::catalogue::builtin::{self, Level, Requirement};
use std::collections::HashMap;

/// The requirements of a level together with the organisation's own. Cheap: it borrows both.
pub struct Catalogue<'a> {
    level: Level,
    own: &'a [Own],
    by_code: HashMap<&'a str, usize>,
}

/// One requirement, wherever it comes from.
#[derive(Clone, Copy, Debug)]
pub enum Item<'a> {
    /// Of CMMC.
    Builtin(&'static Requirement),
    /// Of the organisation.
    Own(&'a Own),
}

impl<'a> Catalogue<'a> {
    /// The catalogue of `level` with `own` after it.
    pub fn of(level: Level, own: &'a [Own]) -> Self {
        let by_code = own.iter().enumerate().map(|(at, it)| (it.code.as_str(), at)).collect();
        Self { level, own, by_code }
    }

    /// All requirements in order.
    pub fn iter(&self) -> impl Iterator<Item = Item<'a>> + use<'a> {
        let own: &'a [Own] = self.own;
        builtin::requirements(self.level).iter().map(Item::Builtin).chain(own.iter().map(Item::Own))
    }

    /// The requirement of this id, if this catalogue has it.
    pub fn get(&self, id: &str) -> Option<Item<'a>> {
        let builtin = builtin::requirement(id).filter(|it| it.level == self.level);
        let own = || self.by_code.get(id).map(|at| Item::Own(&self.own[*at]));
        builtin.map(Item::Builtin).or_else(own)
    }

    /// How many requirements there are.
    pub fn len(&self) -> usize {
        builtin::requirements(self.level).len() + self.own.len()
    }

    /// Never: every level has requirements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many objectives there are in all.
    pub fn objectives(&self) -> usize {
        self.iter().map(|it| it.objectives().count()).sum()
    }

    /// Code and name of every family, in order, each once.
    pub fn families(&self) -> Vec<(&'a str, &'a str)> {
        let mut families: Vec<(&str, &str)> = Vec::new();
        for item in self.iter() {
            if !families.iter().any(|(code, _)| *code == item.family()) {
                families.push((item.family(), item.family_name()));
            }
        }
        families
    }
}

impl<'a> Item<'a> {
    /// How findings and addresses name it.
    pub fn id(&self) -> &'a str {
        match self {
            Self::Builtin(it) => it.id,
            Self::Own(it) => &it.code,
        }
    }
    /// How people name it: `AC.L2-3.1.1`, or the organisation's own number.
    pub fn name(&self) -> &'a str {
        match self {
            Self::Builtin(it) => it.cmmc_id,
            Self::Own(it) => &it.code,
        }
    }
    /// Its family: `AC`, or the organisation's own word.
    pub fn family(&self) -> &'a str {
        match self {
            Self::Builtin(it) => it.family,
            Self::Own(it) => &it.family,
        }
    }
    /// The family in full.
    pub fn family_name(&self) -> &'a str {
        match self {
            Self::Builtin(it) => it.family_name,
            Self::Own(it) => &it.family,
        }
    }
    /// Its short name.
    pub fn title(&self) -> &'a str {
        match self {
            Self::Builtin(it) => it.short_name,
            Self::Own(it) => &it.title,
        }
    }
    /// What it costs when it is not met. Own requirements cost nothing: no rule knows them.
    pub fn weight(&self) -> Option<i32> {
        match self {
            Self::Builtin(it) => it.weight,
            Self::Own(_) => None,
        }
    }
    /// The keys of its objectives, as findings name them, in order.
    pub fn objectives(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let (builtin, own) = match *self {
            Self::Builtin(it) => (&it.objectives[..], &[][..]),
            Self::Own(it) => (&[][..], &it.objectives[..]),
        };
        builtin.iter().map(|it| it.key).chain(own.iter().map(|(letter, _)| letter.as_str()))
    }
    /// Whether it has the objective of this key.
    pub fn has_objective(&self, key: &str) -> bool {
        self.objectives().any(|it| it == key)
    }
    /// Whether it is the organisation's own.
    pub fn is_own(&self) -> bool {
        matches!(self, Self::Own(_))
    }
    /// The built-in requirement, if it is one.
    pub fn builtin(&self) -> Option<&'static Requirement> {
        match self {
            Self::Builtin(it) => Some(it),
            Self::Own(_) => None,
        }
    }
    /// The own requirement, if it is one.
    pub fn own(&self) -> Option<&'a Own> {
        match *self {
            Self::Builtin(_) => None,
            Self::Own(it) => Some(it),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(code: &str) -> Own {
        Own {
            code: code.into(),
            family: "Quality".into(),
            title: "Ours".into(),
            statement: String::new(),
            objectives: vec![("a".into(), String::new()), ("b".into(), String::new())],
        }
    }

    #[test]
    fn own_requirements_follow_the_built_in_ones_of_the_level() {
        let own = [own("Q.1"), own("Q.2")];
        let catalogue = Catalogue::of(Level::Two, &own);

        let ids: Vec<_> = catalogue.iter().map(|it| it.id()).collect();
        assert_eq!((ids[0], ids[109], ids[110], ids[111]), ("3.1.1", "3.14.7", "Q.1", "Q.2"));
        assert_eq!((catalogue.len(), catalogue.objectives()), (112, 324));
        assert_eq!(catalogue.families().last(), Some(&("Quality", "Quality")));
        let item = catalogue.get("Q.2").unwrap();
        assert!(
            item.is_own() && item.weight().is_none() && item.has_objective("b") && !item.has_objective("c")
        );
        assert!(catalogue.get("AC.L1-b.1.i").is_none() && catalogue.get("3.1.1").is_some());
    }
}
