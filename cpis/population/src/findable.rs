//! What a search finds a patient by, computed in one go.

use crate::people::person;
use crate::people::status::Standing;
use crate::{FamilyName, Population};
use chrono::{Datelike, NaiveDate};

/// The names and the birthday of a patient whom a search may find.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Findable {
    /// The family name.
    pub family: FamilyName,
    /// An earlier family name, if one is known and it was another.
    pub previous_family: Option<FamilyName>,
    /// The given names, the first one first; nobody here has more than three.
    pub given: [Option<&'static str>; 3],
    /// The date of birth.
    pub birth_date: NaiveDate,
}

impl Population {
    /// What patient `index` is found by; none for a superseded or invalidated number. SRC-7.
    ///
    /// It says what the questions one by one say, and works out where they stand once: an index asks it of everybody.
    pub fn findable(&self, index: u64) -> Option<Findable> {
        let place = self.place(index);
        match self.standing(&place) {
            Standing::Ordinary | Standing::Restricted => {
                let birth_date = self.calendar.birth_date(&place);
                let mut given = person::given_names(self.seed, &place, birth_date.year());
                Some(Findable {
                    family: person::family_name(self.seed, &place),
                    previous_family: person::previous_family_name(self.seed, &place),
                    given: [given.next(), given.next(), given.next()],
                    birth_date,
                })
            }
            Standing::Superseded(_) | Standing::Invalidated => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_question_answers_as_several() {
        let population = Population::new(crate::Settings::default()).unwrap();
        for index in 0..20_000 {
            let names: Vec<&str> = population.given_names(index).collect();
            assert!((1..=3).contains(&names.len()), "patient {index}");
            let several = population.can_be_found(index).then(|| Findable {
                given: [0, 1, 2].map(|place| names.get(place).copied()),
                family: population.family_name(index),
                previous_family: population.previous_family_name(index),
                birth_date: population.birth_date(index),
            });
            assert_eq!(population.findable(index), several, "patient {index}");
        }
    }
}
