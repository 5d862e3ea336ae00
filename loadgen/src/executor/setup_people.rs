//! Whether a Spine's people are those of the scenario: then every search can be judged. SRC-8.

use super::run::Run;
use crate::checker::{ChildTruth, Earlier, Reading, Truth, disputed};
use crate::control::{Control, ControlFailed};
use crate::history::Kind;
use crate::people::{patient_of, population_of};
use crate::scenario::{Find, Scenario, Step};
use crate::schedule::{Stream, below, draw};
use crate::truth::Known;
use cpis_population::Population;
use cpis_vocabulary::{NhsNumber, Patient, PatientStatus, Text};
use cpis_wire::control::{NotificationItem, PatientItem, StatusName};
use std::collections::{HashMap, HashSet};

/// Notes whose windows may be open: whom the authorities had been told of before the run. ASN-3.
pub(super) fn note_earlier(people: &mut Known, notified: &[NotificationItem]) {
    if let Known::Listed { earlier, .. } = people {
        for item in notified {
            earlier.entry(item.nhs_number).or_default().push(Earlier {
                user: item.user_id.as_str().into(),
                organisation: item.org_code.as_str().into(),
                at: item.at,
            });
        }
        for of_child in earlier.values_mut() {
            of_child.sort_unstable();
            // Several authorities are told of one access.
            of_child.dedup();
        }
    }
}

/// How many patients are looked up one by one, besides those that were listed.
const LOOKED_UP: u64 = 24;

/// A Spine's population, and those of it who are not as it has them.
#[derive(Debug)]
pub(super) struct Confirmed {
    pub(super) population: Population,
    pub(super) strangers: HashSet<NhsNumber>,
}

/// The scenario's population, if the Spine's people are it: nearly all that were listed, of those drawn from all of it and of its
/// first and last nearly everybody, and nobody beyond. Somebody may have been changed since; most of another population are others.
pub(super) async fn confirmed(
    scenario: &Scenario,
    control: &Control,
    listed: &[PatientItem],
) -> Result<Option<Confirmed>, ControlFailed> {
    let Ok(population) = population_of(&scenario.population) else {
        return Ok(None);
    };
    let drawn = (0..LOOKED_UP).map(|turn| {
        let bits = draw(scenario.seed, Stream::Search, !turn);
        below(bits, population.len())
    });
    let mut looked_up = Vec::new();
    for index in drawn.chain([0, population.len() - 1]) {
        match look_up(control, population.number(index)).await? {
            Some(item) => looked_up.push(item),
            None => return Ok(None),
        }
    }
    if population.len() < population.settings().range.capacity() {
        let beyond = population.number(population.len());
        if look_up(control, beyond).await?.is_some() {
            return Ok(None);
        }
    }
    let mut strangers = HashSet::new();
    for items in [listed, &looked_up] {
        let others = items
            .iter()
            .filter(|item| !is_known(&population, item, &[]));
        let others: Vec<NhsNumber> = others.map(|item| item.nhs_number).collect();
        if others.len() * 10 > items.len() {
            return Ok(None);
        }
        strangers.extend(others);
    }
    Ok(Some(Confirmed {
        population,
        strangers,
    }))
}

/// Of those of whom the Spine says something else than the population, those whom the run did not change, by the control port's
/// account.
async fn strangers(
    population: &Population,
    control: &Control,
    disputed: impl IntoIterator<Item = NhsNumber>,
    renamed: &HashMap<NhsNumber, Vec<Text>>,
) -> Result<HashSet<NhsNumber>, ControlFailed> {
    let mut strangers = HashSet::new();
    let mut disputed = disputed.into_iter();
    for number in disputed.by_ref().take(DISPUTED_MAX) {
        let names = renamed.get(&number).map_or(&[][..], Vec::as_slice);
        let found = look_up(control, number).await?;
        if found.is_some_and(|item| !is_known(population, &item, names)) {
            strangers.insert(number);
        }
    }
    // Whoever is not asked about is held against nobody; those who were asked about suffice to convict.
    strangers.extend(disputed);
    Ok(strangers)
}

/// How those out of ordinary use are listed.
const OUT_OF_USE: [&str; 4] = [
    "status=superseded",
    "status=restricted&displayable=true",
    "status=restricted",
    "status=invalidated",
];
/// How many of each are listed when the run is over.
const LISTED_MAX: usize = 4_000;

/// Those of the listed who were out of ordinary use before the run and are not, or not in the same way, after it.
async fn moved(
    control: &Control,
    people: &HashMap<NhsNumber, ChildTruth>,
) -> Result<HashSet<NhsNumber>, ControlFailed> {
    let before = people.iter().map(|(number, child)| (number, child.status));
    let mut moved: HashMap<NhsNumber, PatientStatus> = before
        .filter(|(_, status)| *status != PatientStatus::Ordinary)
        .map(|(number, status)| (*number, status))
        .collect();
    for query in OUT_OF_USE {
        for item in control.patients(query, LISTED_MAX).await? {
            if moved
                .get(&item.nhs_number)
                .is_some_and(|status| has_status(&item, *status))
            {
                moved.remove(&item.nhs_number);
            }
        }
    }
    Ok(moved.into_keys().collect())
}

/// Whether a script reads records by numbers that are out of ordinary use.
fn reads_by_number(scenario: &Scenario) -> bool {
    let mut steps = scenario.scripts.iter().flat_map(|script| &script.steps);
    steps.any(|step| {
        matches!(
            step,
            Step::Find(Find::ByNumber | Find::Restricted | Find::Withdrawn | Find::Superseded)
        )
    })
}

impl Run {
    /// Asks who those are of whom the answers say something else than the population: whom somebody else has changed is a stranger.
    ///
    /// # Errors
    /// When the control port does not answer.
    pub(super) async fn meet_strangers(
        &self,
        people: &mut Known,
        reading: Reading,
    ) -> Result<(), ControlFailed> {
        let compared = self.take_compared();
        let truth = Truth {
            reading,
            people: &*people,
        };
        let disputed = disputed(&truth, &compared);
        let mut renamed: HashMap<NhsNumber, Vec<Text>> = HashMap::new();
        for operation in &compared {
            if let (Kind::ChangePatient { family }, Some(patient)) =
                (&operation.kind, operation.child)
            {
                renamed.entry(patient).or_default().push(family.clone());
            }
        }
        if let (
            Some(control),
            Known::Listed {
                people,
                population,
                strangers: known,
                ..
            },
        ) = (&self.control, people)
        {
            if let Some(population) = population {
                known.extend(strangers(population, control, disputed, &renamed).await?);
            }
            if reads_by_number(&self.scenario) {
                known.extend(moved(control, people).await?);
            }
        }
        Ok(())
    }
}

/// How many patients are looked up when the run is over.
const DISPUTED_MAX: usize = 500;

/// Whether a listed patient is as the population or the sandbox has them, under the family name there or one of `renamed`.
fn is_known(population: &Population, item: &PatientItem, renamed: &[Text]) -> bool {
    let Some(mut patient) = patient_of(population, item.nhs_number) else {
        return false;
    };
    let is_renamed = renamed
        .iter()
        .find(|family| Some(&***family) == item.family.as_deref());
    if let (Some(family), Some(name)) = (is_renamed, &mut patient.name) {
        name.family = family.clone();
    }
    is_same(&patient, item)
}

/// A patient as the control port lists one.
async fn look_up(
    control: &Control,
    number: NhsNumber,
) -> Result<Option<PatientItem>, ControlFailed> {
    let found = control.patients(&format!("nhs_number={number}"), 1).await?;
    Ok(found.into_iter().next())
}

/// Whether a listed patient is as the record says, as far as a search can tell.
fn is_same(patient: &Patient, item: &PatientItem) -> bool {
    let name = patient.name.as_ref();
    let given = name.map(|name| &*name.given).unwrap_or_default();
    let postcode = patient.address.as_ref().map(|home| &*home.postcode);
    item.family.as_deref() == name.map(|name| &*name.family)
        && item
            .given
            .iter()
            .map(String::as_str)
            .eq(given.iter().map(|one| &**one))
        && item.birth_date == patient.birth_date
        && item.gender == patient.gender
        && item.postcode.as_deref() == postcode
        && has_status(item, patient.status)
}

fn has_status(item: &PatientItem, status: PatientStatus) -> bool {
    let by = match status {
        PatientStatus::Superseded { by } => Some(by),
        PatientStatus::Ordinary | PatientStatus::Restricted | PatientStatus::Invalidated => None,
    };
    item.status == StatusName::of(status) && item.superseded_by == by
}
