//! What a search finds a patient by, computed in one go.

use crate::people::person;
use crate::people::status::Standing;
use crate::{FamilyName, Population};
use chrono::NaiveDate;

/// The names and the birthday of a patient whom a search may find.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Findable {
    /// The family name.
    pub family: FamilyName,
    /// An earlier family name, if one is known and it was another.
    pub previous_family: Option<FamilyName>,
    /// The date of birth.
    pub birth_date: NaiveDate,
}

impl Population {
    /// What patient `index` is found by; none for a superseded or invalidated number. SRC-7.
    ///
    /// It says what the questions one by one say, at a third of their cost: an index asks it of everybody.
    pub fn findable(&self, index: u64) -> Option<Findable> {
        let place = self.place(index);
        match self.standing(&place) {
            Standing::Ordinary | Standing::Restricted => Some(Findable {
                family: person::family_name(self.seed, &place),
                previous_family: person::previous_family_name(self.seed, &place),
                birth_date: self.calendar.birth_date(&place),
            }),
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
            let several = population.can_be_found(index).then(|| Findable {
                family: population.family_name(index),
                previous_family: population.previous_family_name(index),
                birth_date: population.birth_date(index),
            });
            assert_eq!(population.findable(index), several, "patient {index}");
        }
    }
}
