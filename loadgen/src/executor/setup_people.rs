//! Whether a Spine's people are those of the scenario: then every search can be judged. SRC-8.

use crate::control::{Control, ControlFailed};
use crate::people::population_of;
use crate::scenario::Scenario;
use crate::schedule::{Stream, below, draw};
use cpis_population::{Population, Range};
use cpis_vocabulary::{NhsNumber, Patient, PatientStatus};
use cpis_wire::control::{PatientItem, StatusName};

/// How many patients are looked up one by one, besides those that were listed.
const LOOKED_UP: u64 = 24;

/// The scenario's population, if the Spine's people are it: all that were listed, some drawn from all of it, its last one, and
/// nobody beyond.
pub(super) async fn confirmed(
    scenario: &Scenario,
    control: &Control,
    listed: &[PatientItem],
) -> Result<Option<Population>, ControlFailed> {
    let Ok(population) = population_of(&scenario.population) else {
        return Ok(None);
    };
    let is_known = |item: &PatientItem| {
        let index = population.index(item.nhs_number);
        index.is_some_and(|index| is_same(&population.patient(index), item))
    };
    let sandbox = cpis_population::sandbox::patients();
    let is_sandbox = |item: &PatientItem| sandbox.iter().any(|one| one.number == item.nhs_number);
    if !listed.iter().all(|item| is_sandbox(item) || is_known(item)) {
        return Ok(None);
    }
    let last = population.len() - 1;
    let drawn = (0..LOOKED_UP).map(|turn| {
        let bits = draw(scenario.seed, Stream::Search, !turn);
        below(bits, population.len())
    });
    for index in drawn.chain([0, last]) {
        match look_up(control, population.number(index)).await? {
            Some(item) if is_known(&item) => {}
            Some(_) | None => return Ok(None),
        }
    }
    if population.len() < capacity(&population) {
        let beyond = population.number(population.len());
        if look_up(control, beyond).await?.is_some() {
            return Ok(None);
        }
    }
    Ok(Some(population))
}

/// A patient as the control port lists one.
pub(super) async fn look_up(
    control: &Control,
    number: NhsNumber,
) -> Result<Option<PatientItem>, ControlFailed> {
    let found = control.patients(&format!("nhs_number={number}"), 1).await?;
    Ok(found.into_iter().next())
}

/// Whether a listed patient is as the record says, as far as a search can tell.
pub(super) fn is_same(patient: &Patient, item: &PatientItem) -> bool {
    let name = patient.name.as_ref();
    let given = name.map(|name| &*name.given).unwrap_or_default();
    let by = match patient.status {
        PatientStatus::Superseded { by } => Some(by),
        PatientStatus::Ordinary | PatientStatus::Restricted | PatientStatus::Invalidated => None,
    };
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
        && item.status == StatusName::of(patient.status)
        && item.superseded_by == by
}

const fn capacity(population: &Population) -> u64 {
    match population.settings().range {
        Range::Range999 => Range::Range999.capacity(),
        Range::Range9xx => Range::Range9xx.capacity(),
    }
}
