use crate::checker::docket::CaseKey;
use crate::checker::{Finding, Tallies};
use cpis_vocabulary::{NhsNumber, Text};

/// A child about whom an inbox shows what the run's own accesses do not explain. Another client's accesses may.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suspect {
    /// The tenant.
    pub tenant: Text,
    /// The child, by the surviving number.
    pub child: NhsNumber,
    pub(super) key: CaseKey,
}

/// What is suspected, until it is known whether somebody else was there.
#[derive(Debug)]
pub(super) struct Suspicions {
    open: Vec<(Suspect, Vec<Finding>)>,
    /// Those that nobody has been told of come last; so many come before them.
    told: usize,
    scratch: Tallies,
}

/// So many children are suspected at a time; what concerns others waits for the end.
const OPEN_MAX: usize = 64;

impl Default for Suspicions {
    fn default() -> Self {
        Self {
            open: Vec::new(),
            told: 0,
            scratch: Tallies::telling_once(),
        }
    }
}

impl Suspicions {
    /// Where findings are taken down that are not yet held against anybody.
    pub(super) const fn scratch(&mut self) -> &mut Tallies {
        &mut self.scratch
    }

    pub(super) fn add(&mut self, key: CaseKey, tenant: &str, found: Vec<Finding>) {
        if let Some((_, known)) = self.open.iter_mut().find(|(of, _)| of.key == key) {
            known.extend(found);
        } else if self.open.len() < OPEN_MAX {
            let suspect = Suspect {
                tenant: tenant.into(),
                child: key.child,
                key,
            };
            self.open.push((suspect, found));
        }
    }

    pub(super) fn untold(&mut self) -> Vec<Suspect> {
        let untold = self.open.iter().skip(self.told);
        let untold: Vec<Suspect> = untold.map(|(of, _)| of.clone()).collect();
        self.told = self.open.len();
        untold
    }

    /// What was suspected of one of them, whom it is known of now.
    pub(super) fn answered(&mut self, of: &Suspect) -> Vec<Finding> {
        let Some(place) = self.open.iter().position(|(other, _)| other == of) else {
            return Vec::new();
        };
        self.told = self.told.saturating_sub(usize::from(place < self.told));
        self.open.remove(place).1
    }
}
