//! The population: everything about patient *i*, asked for one thing at a time.

use crate::convert::to_usize;
use crate::draw::{Field, Seed};
use crate::number::Numbers;
use crate::people::birth::{Calendar, days_before, eighteenth};
use crate::people::layout::{self, Place, Role};
use crate::people::status::{Standing, standing};
use crate::people::{case::Case, home, person, reach};
use crate::plans::holders::Holders;
use crate::services::{authority, organisation, user};
use crate::{FamilyName, Settings, SettingsError};
use chrono::{Datelike, NaiveDate};
use cpis_vocabulary::{
    CareSetting, Gender, LocalAuthority, NhsNumber, Organisation, OrganisationCode, Patient,
    PatientStatus, Period, PersonName, Registration, User,
};
use std::fmt;
use std::sync::Arc;

/// Synthetic England, as far as CP-IS can see it.
///
/// Nothing is stored per patient: every field of patient *i* is computed from the seed, the reference date and *i* when it is asked
/// for (DAT-2). An index at or beyond [`Population::len`] is answered like any other, for a patient who is not in the population.
#[derive(Clone)]
pub struct Population {
    pub(crate) settings: Settings,
    pub(crate) seed: Seed,
    pub(crate) calendar: Calendar,
    pub(crate) holders: Holders,
    pub(crate) authorities: Arc<[Arc<LocalAuthority>]>,
    pub(crate) counts: crate::with_plans::Counts,
    pub(crate) organisations: Arc<[Arc<Organisation>]>,
    pub(crate) users: Arc<[Arc<User>]>,
    numbers: Numbers,
    /// The place of the first GP practice among the organisations.
    first_practice: usize,
}

/// What a number stands for in a population.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resolution {
    /// A patient like any other, with this index.
    Ordinary(u64),
    /// A restricted patient.
    Restricted(u64),
    /// An earlier number: `by` is the one that survives, its index `survivor`. ALT-10.
    Superseded {
        /// The index of the number itself.
        index: u64,
        /// The surviving number.
        by: NhsNumber,
        /// The index of the surviving number.
        survivor: u64,
    },
    /// A withdrawn number.
    Invalidated(u64),
    /// Nobody's number.
    Unknown,
}

impl Population {
    /// Makes the population that the settings describe.
    ///
    /// # Errors
    /// When a setting is out of its bounds; the error says what is accepted.
    pub fn new(settings: Settings) -> Result<Self, SettingsError> {
        settings.check()?;
        let seed = Seed(settings.seed);
        let organisations = organisation::all();
        let calendar = Calendar::new(seed, settings.reference_date);
        let holders = Holders::new(seed, &calendar, &settings.dials);
        let before_practices = organisations
            .iter()
            .take_while(|one| one.setting != CareSetting::PrimaryCare);
        Ok(Self {
            first_practice: before_practices.count(),
            settings,
            seed,
            calendar,
            counts: crate::with_plans::Counts::new(&holders, settings.patients),
            holders,
            authorities: authority::all().into(),
            numbers: Numbers::new(seed, settings.range),
            users: user::all(seed, settings.users, &organisations).into(),
            organisations: organisations.into(),
        })
    }

    /// What it was made from.
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// How many numbers it holds, superseded and invalidated ones included.
    #[expect(
        clippy::len_without_is_empty,
        reason = "a population holds one patient at least"
    )]
    pub const fn len(&self) -> u64 {
        self.settings.patients
    }

    /// The NHS number of patient `index`. DAT-1, DAT-2.
    pub fn number(&self, index: u64) -> NhsNumber {
        self.numbers.number(index)
    }

    /// The index of a number; none when nobody has it.
    pub fn index(&self, number: NhsNumber) -> Option<u64> {
        self.numbers
            .index(number)
            .filter(|index| *index < self.settings.patients)
    }

    /// What a number stands for. SRC-7, ALT-10.
    pub fn resolve(&self, number: NhsNumber) -> Resolution {
        let Some(index) = self.index(number) else {
            return Resolution::Unknown;
        };
        match self.standing(&self.place(index)) {
            Standing::Ordinary => Resolution::Ordinary(index),
            Standing::Restricted => Resolution::Restricted(index),
            Standing::Superseded(survivor) => Resolution::Superseded {
                index,
                by: self.number(survivor),
                survivor,
            },
            Standing::Invalidated => Resolution::Invalidated(index),
        }
    }

    /// Whether the number of patient `index` is in ordinary use.
    pub fn status(&self, index: u64) -> PatientStatus {
        match self.standing(&self.place(index)) {
            Standing::Ordinary => PatientStatus::Ordinary,
            Standing::Restricted => PatientStatus::Restricted,
            Standing::Superseded(survivor) => PatientStatus::Superseded {
                by: self.number(survivor),
            },
            Standing::Invalidated => PatientStatus::Invalidated,
        }
    }

    /// Whether a search may find patient `index`: neither superseded nor invalidated. SRC-7.
    pub fn can_be_found(&self, index: u64) -> bool {
        match self.standing(&self.place(index)) {
            Standing::Ordinary | Standing::Restricted => true,
            Standing::Superseded(_) | Standing::Invalidated => false,
        }
    }

    /// The date of birth.
    pub fn birth_date(&self, index: u64) -> NaiveDate {
        self.calendar.birth_date(&self.person(index))
    }

    /// The gender as recorded.
    pub fn gender(&self, index: u64) -> Gender {
        person::gender(self.seed, &self.person(index))
    }

    /// The family name.
    pub fn family_name(&self, index: u64) -> FamilyName {
        person::family_name(self.seed, &self.person(index))
    }

    /// An earlier family name, if one is known and it was another.
    pub fn previous_family_name(&self, index: u64) -> Option<FamilyName> {
        person::previous_family_name(self.seed, &self.person(index))
    }

    /// The given names, the first one first.
    pub fn given_names(&self, index: u64) -> impl Iterator<Item = &'static str> + use<> {
        let place = self.person(index);
        let year = self.calendar.birth_date(&place).year();
        person::given_names(self.seed, &place, year)
    }

    /// The postcode of the home address.
    pub fn postcode(&self, index: u64) -> cpis_vocabulary::Text {
        home::address(self.seed, self.person(index).household).postcode
    }

    /// The hard case that patient `index` stands for, if it is one. DAT-3.
    pub fn case(&self, index: u64) -> Option<Case> {
        self.place(index).case()
    }

    /// Every patient that stands for a case, in rising order. DAT-3.
    pub fn cases(&self, case: Case) -> impl Iterator<Item = u64> {
        let seats: Vec<u64> = case.seats().collect();
        let stratum = crate::people::case::STRATUM * layout::BLOCK;
        let patients = self.settings.patients;
        (0..patients.div_ceil(stratum))
            .flat_map(move |nth| {
                seats
                    .clone()
                    .into_iter()
                    .map(move |seat| nth * stratum + seat)
            })
            .filter(move |index| *index < patients)
    }

    /// Everything that PDS holds about patient `index`. A superseded number's record is the surviving one's under its own number.
    pub fn patient(&self, index: u64) -> Patient {
        let place = self.person(index);
        let (seed, reference) = (self.seed, self.calendar.reference());
        let birth = self.calendar.birth_date(&place);
        let gender = person::gender(seed, &place);
        let earlier = person::previous_family_name(seed, &place);
        let prefix = person::prefix(gender, eighteenth(birth) <= reference, earlier.is_some());
        let given = person::given_names(seed, &place, birth.year());
        let family = person::family_name(seed, &place).text();
        let mut name = PersonName::new(given.map(Into::into).collect(), family);
        name.prefix = prefix.map(Into::into);
        let previous = earlier.map(|family| PersonName::new(name.given.clone(), family.text()));
        let mut address = home::address(seed, place.household);
        let previous_address = home::previous_address(seed, &place);
        // Nobody says when a name or an address was changed, so only those from birth have a period.
        let since_birth = Some(Period {
            start: birth,
            end: None,
        });
        name.mark.period = since_birth.filter(|_| previous.is_none());
        address.mark.period = since_birth.filter(|_| previous_address.is_none());
        Patient {
            status: self.status(index),
            previous_names: previous.into_iter().collect(),
            gender: Some(gender),
            birth_date: Some(birth),
            birth_place: Some(home::birth_place(seed, &place)),
            birth_order: self.calendar.birth_order(&place),
            death_date: self.death_date(&place),
            address: Some(address),
            previous_addresses: previous_address.into_iter().collect(),
            telecom: reach::telecom(seed, reference, &place, birth, &name),
            contacts: reach::contacts(seed, &place),
            practice: self.practice(&place).map(Registration::new),
            language: reach::language(seed, &place),
            name: Some(name),
            ..Patient::bare(self.number(index))
        }
    }

    /// Of those who live alone three in a hundred have died, within the last three years.
    fn death_date(&self, place: &Place) -> Option<NaiveDate> {
        let draw = self.seed.draw(place.index, Field::DEATH);
        let alone = place.role == Role::Single && place.case().is_none();
        (alone && draw.happens(30_000))
            .then(|| days_before(self.calendar.reference(), draw.again().between(1, 1_095)))
    }

    fn practice(&self, place: &Place) -> Option<OrganisationCode> {
        let draw = self.seed.draw(place.household, Field::PRACTICE);
        let near = organisation::practice_near(home::authority(self.seed, place.household), draw);
        let practice = self
            .organisations
            .get(self.first_practice + to_usize(near))?;
        Some(practice.code.clone())
    }

    /// Where an index stands.
    pub(crate) fn place(&self, index: u64) -> Place {
        layout::place(self.seed, index)
    }

    /// Where the person stands whose number an index is: for a superseded number the survivor.
    pub(crate) fn person(&self, index: u64) -> Place {
        let place = self.place(index);
        if place.role == Role::Single
            && let Standing::Superseded(survivor) = self.standing(&place)
        {
            return self.place(survivor);
        }
        place
    }

    pub(crate) fn standing(&self, place: &Place) -> Standing {
        standing(self.seed, self.settings.dials.restricted, place)
    }
}

impl fmt::Debug for Population {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Population")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
