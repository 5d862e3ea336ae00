use cpis_population::{Case, Population, Settings};
use cpis_search::{Directory, Index, Overlay};
use cpis_vocabulary::Patient;

/// A population, its index, and what a test changes in it.
pub(crate) struct World {
    pub(crate) population: Population,
    pub(crate) index: Index,
    pub(crate) overlay: Overlay,
}

impl World {
    /// One of so many patients, as they were generated.
    pub(crate) fn of(patients: u64) -> Self {
        let settings = Settings {
            patients,
            ..Settings::default()
        };
        let population = Population::new(settings).unwrap();
        Self {
            index: Index::build(&population),
            population,
            overlay: Overlay::default(),
        }
    }

    pub(crate) fn directory(&self) -> Directory<'_> {
        Directory {
            population: &self.population,
            index: &self.index,
            overlay: &self.overlay,
        }
    }

    /// A child like any other.
    pub(crate) fn child(&self) -> Patient {
        let index = self.population.cases(Case::Open).next().unwrap();
        self.population.patient(index)
    }
}
