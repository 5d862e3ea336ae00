//! Somebody from the whole population, by what few searches ask for: nobody where nobody has it, or it is not known who is there.
//! SRC-6, SRC-8.

use super::asked::{Query, die, misspelt};
use crate::cast::{Child, Children};
use cpis_vocabulary::{Patient, TelecomKind};

/// Name and date of birth of a record.
fn of(patient: &Patient) -> Option<Query> {
    let name = patient.name.as_ref()?;
    Some(Query::by_family(&name.family).born_on(patient.birth_date?))
}

/// By their own way to be reached, or by another's, which does not find them.
pub(super) fn by_reach(children: &Children, bits: u64) -> Option<Query> {
    let is_email = die(bits, 0, 2) == 0;
    let ways = |patient: &Patient| {
        let ways = patient.telecom.clone().into_iter();
        ways.filter(|way| (way.kind == TelecomKind::Email) == is_email)
            .map(|way| way.value)
            .next()
    };
    let patient = children.record_that(bits, |patient| ways(patient).is_some())?;
    let own = ways(&patient)?;
    let name = if is_email { "email" } else { "phone" };
    let value = match (die(bits, 1, 3), is_email) {
        (0, true) => "somebody.else@example.com".to_owned(),
        (0, false) => "01632960999".to_owned(),
        _ => own.as_ref().to_owned(),
    };
    Some(of(&patient)?.with(name, value))
}

/// By the day, by days around it, or by days before it, which do not find them.
pub(super) fn by_death(children: &Children, bits: u64) -> Option<Query> {
    let patient = children.record_that(bits, |patient| patient.death_date.is_some())?;
    let day = patient.death_date?;
    let query = of(&patient)?;
    Some(match die(bits, 0, 4) {
        0 => query.with("death-date", format!("eq{day}")),
        1 => query.with("death-date", day.to_string()),
        2 => query.with("death-date", format!("ge{day}")),
        _ => query.with("death-date", format!("le{}", day.pred_opt()?)),
    })
}

/// By the practice, or by another, which does not find them.
pub(super) fn by_practice(children: &Children, bits: u64) -> Option<Query> {
    let patient = children.record_that(bits, |patient| patient.practice.is_some())?;
    let code = patient.practice.as_ref()?.organisation.as_str();
    let code = match die(bits, 0, 3) {
        0 => "ZZP99999",
        _ => code,
    };
    Some(of(&patient)?.with("general-practitioner", code))
}

/// By a former name, asked for or not; among those who bear it now, where a range of birthdays is asked for.
pub(super) fn by_former_name(children: &Children, bits: u64) -> Option<Query> {
    let patient = children.record_that(bits, |patient| !patient.previous_names.is_empty())?;
    let former = patient.previous_names.first()?;
    let birth = patient.birth_date?;
    let query = Query::by_family(&former.family);
    Some(match die(bits, 0, 5) {
        0 => query.born_on(birth).with("_history", "false"),
        1 => query.born_on(birth),
        2 => query.born_on(birth).with("_history", "true"),
        _ => query.born_near(birth, 400, 400).with("_history", "true"),
    })
}

/// By the names, misspelt or not; only exact matches are asked for.
pub(super) fn exactly(child: &Child, bits: u64) -> Option<Query> {
    let (family, given) = (child.family.as_deref()?, child.given.as_deref()?);
    let family = match die(bits, 0, 3) {
        0 => family.to_owned(),
        _ => misspelt(family, bits.rotate_left(8)),
    };
    let query = Query::by_family(&family).with("given", given);
    let query = query.born_on(child.truth.birth_date?);
    Some(
        query
            .with("_fuzzy-match", "true")
            .with("_exact-match", "true"),
    )
}
