//! The people who can log on: names, kinds, roles. IDN-1, IDN-3, DAT-6.
//!
//! Kinds go round in twenties, so that each is at least one user in twenty. Unscheduled roles go round the organisations, every
//! third at an emergency department; scheduled ones go round the scheduled organisations.

use super::rota::Rota;
use crate::convert::{to_u64, to_usize};
use crate::draw::{Field, Seed};
use crate::names::{family, given, given::Sex};
use crate::number::Permutation;
use cpis_vocabulary::{ActivityCode, JobRole, Organisation, Role, User};
use std::sync::Arc;

/// What sets a user's roles apart from another's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum UserKind {
    /// One role with B0107: a look notifies.
    Notifying,
    /// One role with B0170: a look is silent.
    Silent,
    /// One role with both.
    Both,
    /// One role with neither.
    Neither,
    /// Several roles that differ: one with B0107, one with B0170 and sometimes one with neither.
    Several,
    /// Two roles with B0107 at two organisations.
    TwoOrganisations,
    /// Two roles with B0107 at one organisation.
    OneOrganisation,
}

impl UserKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Notifying,
        Self::Silent,
        Self::Both,
        Self::Neither,
        Self::Several,
        Self::TwoOrganisations,
        Self::OneOrganisation,
    ];

    /// Its name in scenarios and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Notifying => "notifying",
            Self::Silent => "silent",
            Self::Both => "both",
            Self::Neither => "neither",
            Self::Several => "several roles",
            Self::TwoOrganisations => "two organisations",
            Self::OneOrganisation => "one organisation twice",
        }
    }
}

/// The kinds of twenty users in a row.
const KINDS: [UserKind; 20] = {
    use UserKind::{Both, Neither, Notifying, OneOrganisation, Several, Silent, TwoOrganisations};
    [
        Notifying,
        Silent,
        Notifying,
        Several,
        Notifying,
        TwoOrganisations,
        Silent,
        Notifying,
        Both,
        Silent,
        Notifying,
        Neither,
        Notifying,
        OneOrganisation,
        Silent,
        Notifying,
        Several,
        Silent,
        Notifying,
        TwoOrganisations,
    ]
};

/// The kind of the so-manyth user.
pub(crate) fn kind(place: u64) -> UserKind {
    KINDS
        .get(to_usize(place % to_u64(KINDS.len())))
        .copied()
        .unwrap_or(UserKind::Notifying)
}

/// What a role may see. B0264 is access to the patient search, which every role here holds.
#[derive(Clone, Copy)]
enum Grant {
    Notify,
    Silent,
    Both,
    Neither,
}

impl Grant {
    fn activities(self) -> Vec<ActivityCode> {
        let codes: &[&str] = match self {
            Self::Notify => &["B0264", "B0107"],
            Self::Silent => &["B0264", "B0170"],
            Self::Both => &["B0264", "B0107", "B0170"],
            Self::Neither => &["B0264"],
        };
        codes.iter().map(|code| ActivityCode::from(*code)).collect()
    }
}

/// Job roles with their national codes and names (F3.2).
const JOB_ROLES: [(&str, &str); 4] = [
    ("R8001", "Nurse Access Role"),
    ("R8000", "Clinical Practitioner Access Role"),
    ("R8003", "Health Professional Access Role"),
    ("R8008", "Admin/Clinical Support Access Role"),
];

const GP: (&str, &str) = ("R0260", "General Medical Practitioner");

/// Every user, in order.
pub(crate) fn all(seed: Seed, count: u64, organisations: &[Arc<Organisation>]) -> Vec<Arc<User>> {
    let names = Names::new(seed);
    let mut rota = Rota::new(organisations);
    (0..count)
        .map(|place| {
            let (given_name, family_name) = names.of(place);
            let passcode = seed.draw(place, Field::PASSCODE).below(1_000_000);
            Arc::new(User {
                id: format!("999{place:09}").as_str().into(),
                given_name: given_name.into(),
                family_name: family_name.into(),
                passcode: format!("{passcode:06}").into(),
                roles: roles(seed, place, &mut rota),
            })
        })
        .collect()
}

/// The roles of the so-manyth user.
fn roles(seed: Seed, place: u64, rota: &mut Rota) -> Vec<Arc<Role>> {
    let job = seed.draw(place, Field::JOB_ROLE).below(3);
    // Exceptions on purpose (DAT-6): some notify from scheduled care, some look silently from unscheduled care.
    let exception = place % 11 == 4;
    let wanted: Vec<(Grant, Option<Arc<Organisation>>, u64)> = match kind(place) {
        UserKind::Notifying if exception => vec![(Grant::Notify, rota.scheduled(), job)],
        UserKind::Notifying => vec![(Grant::Notify, rota.unscheduled(), job)],
        UserKind::Silent if exception => vec![(Grant::Silent, rota.unscheduled(), job)],
        UserKind::Silent => vec![(Grant::Silent, rota.scheduled(), job)],
        UserKind::Both => vec![(Grant::Both, rota.unscheduled(), job)],
        UserKind::Neither if exception => vec![(Grant::Neither, rota.scheduled(), 3)],
        UserKind::Neither => vec![(Grant::Neither, rota.unscheduled(), 3)],
        UserKind::Several => {
            let mut roles = vec![
                (Grant::Notify, rota.unscheduled(), job),
                (Grant::Silent, rota.scheduled(), job),
            ];
            if place.is_multiple_of(3) {
                roles.push((Grant::Neither, rota.scheduled(), 3));
            }
            roles
        }
        UserKind::TwoOrganisations => vec![
            (Grant::Notify, rota.unscheduled(), job),
            (Grant::Notify, rota.unscheduled(), job),
        ],
        UserKind::OneOrganisation => {
            let organisation = rota.unscheduled();
            vec![
                (Grant::Notify, organisation.clone(), job),
                (Grant::Notify, organisation, (job + 1) % 3),
            ]
        }
    };
    (0..)
        .zip(wanted)
        .filter_map(|(nth, (grant, organisation, job))| {
            organisation.map(|organisation| Arc::new(role(place, nth, grant, organisation, job)))
        })
        .collect()
}

fn role(place: u64, nth: u64, grant: Grant, organisation: Arc<Organisation>, job: u64) -> Role {
    let clinical = JOB_ROLES.get(to_usize(job)).copied().unwrap_or(GP);
    let general_practice = matches!(
        organisation.setting,
        cpis_vocabulary::CareSetting::PrimaryCare | cpis_vocabulary::CareSetting::GpOutOfHours
    );
    let (code, name) = if general_practice && job == 1 {
        GP
    } else {
        clinical
    };
    Role {
        id: format!("998{place:08}{nth}").as_str().into(),
        organisation,
        job_role: JobRole {
            code: code.into(),
            name: name.into(),
        },
        activities: grant.activities(),
    }
}

/// Distinct names: a permutation of all pairs of a plain given and a plain family name.
struct Names {
    given: Vec<&'static str>,
    family: Vec<&'static str>,
    order: Permutation,
}

impl Names {
    fn new(seed: Seed) -> Self {
        let mut given: Vec<&'static str> = given::plain(Sex::Female).collect();
        given.extend(given::plain(Sex::Male));
        given.sort_unstable();
        given.dedup();
        let family: Vec<&'static str> = family::plain().collect();
        let pairs = to_u64(given.len()) * to_u64(family.len());
        Self {
            given,
            family,
            order: Permutation::new(seed, Field::USER_NAME.0, pairs),
        }
    }

    fn of(&self, place: u64) -> (&'static str, &'static str) {
        let pair = to_usize(self.order.forward(place));
        let families = self.family.len().max(1);
        let given = self.given.get(pair / families).copied();
        let family = self.family.get(pair % families).copied();
        (given.unwrap_or_default(), family.unwrap_or_default())
    }
}
