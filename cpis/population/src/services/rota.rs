//! Who works where: organisations in turn, so that each has users as soon as there are enough of them.

use crate::convert::to_u64;
use cpis_vocabulary::{CareSetting, Organisation, UsualActivity};
use std::sync::Arc;

/// Organisations in three rings; each call takes the next.
pub(crate) struct Rota {
    emergency: Ring,
    other_unscheduled: Ring,
    scheduled: Ring,
    unscheduled_calls: u64,
}

struct Ring {
    organisations: Vec<Arc<Organisation>>,
    next: usize,
}

impl Rota {
    pub(crate) fn new(organisations: &[Arc<Organisation>]) -> Self {
        let ring = |wanted: fn(CareSetting) -> bool| Ring {
            organisations: spread(organisations.iter().filter(|one| wanted(one.setting))),
            next: 0,
        };
        Self {
            emergency: ring(|setting| setting == CareSetting::EmergencyDepartment),
            other_unscheduled: ring(|setting| {
                setting != CareSetting::EmergencyDepartment
                    && setting.usual_activity() == UsualActivity::Unscheduled
            }),
            scheduled: ring(|setting| setting.usual_activity() == UsualActivity::Scheduled),
            unscheduled_calls: 0,
        }
    }

    /// The next organisation of unscheduled care; every third is an emergency department.
    pub(crate) fn unscheduled(&mut self) -> Option<Arc<Organisation>> {
        self.unscheduled_calls += 1;
        if self.unscheduled_calls % 3 == 1 {
            self.emergency.take()
        } else {
            self.other_unscheduled.take()
        }
    }

    /// The next organisation of scheduled care.
    pub(crate) fn scheduled(&mut self) -> Option<Arc<Organisation>> {
        self.scheduled.take()
    }
}

impl Ring {
    fn take(&mut self) -> Option<Arc<Organisation>> {
        let organisation = self.organisations.get(self.next).cloned();
        self.next = (self.next + 1) % self.organisations.len().max(1);
        organisation
    }
}

/// The same organisations with the settings mixed: neighbours in the list stand far apart.
fn spread<'a>(
    organisations: impl Iterator<Item = &'a Arc<Organisation>>,
) -> Vec<Arc<Organisation>> {
    let mut mixed: Vec<(u64, Arc<Organisation>)> = (0..)
        .zip(organisations)
        .map(|(place, one)| (crate::draw::mix(place), Arc::clone(one)))
        .collect();
    mixed.sort_by_key(|(key, _)| *key);
    debug_assert!(to_u64(mixed.len()) > 0, "every ring has organisations");
    mixed.into_iter().map(|(_, one)| one).collect()
}
