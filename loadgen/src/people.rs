//! The people of a scenario: the same as those of a Spine that was started with the same figures.

use crate::scenario::{self, NumberRange};
use cpis_population::{Dials, Population, Range, Settings, SettingsError, sandbox};
use cpis_vocabulary::{NhsNumber, Patient};

/// What the population of a scenario is made from.
pub fn settings_of(asked: &scenario::Population) -> Settings {
    let dials = Dials::default();
    Settings {
        seed: asked.seed,
        patients: u64::from(asked.patients),
        reference_date: asked.reference_date,
        range: match asked.range {
            NumberRange::Of999 => Range::Range999,
            NumberRange::Of9xx => Range::Range9xx,
        },
        users: u64::from(asked.users),
        dials: Dials {
            children_with_plans: asked
                .children_with_plans
                .map_or(dials.children_with_plans, scenario::Share::millionths),
            ..dials
        },
    }
}

/// The population of a scenario.
///
/// # Errors
/// When the figures do not go together.
pub fn population_of(asked: &scenario::Population) -> Result<Population, SettingsError> {
    Population::new(settings_of(asked))
}

/// A patient as the population or the sandbox has them; none where nobody has the number. DAT-5.
pub(crate) fn patient_of(population: &Population, number: NhsNumber) -> Option<Patient> {
    match population.index(number) {
        Some(index) => Some(population.patient(index)),
        None => sandbox::patients()
            .into_iter()
            .find(|patient| patient.number == number),
    }
}
