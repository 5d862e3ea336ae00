//! People that a control port listed before the run, as `people.json` writes them.

use crate::checker::ChildTruth;
use crate::history::PlanFacts;
use chrono::NaiveDate;
use cpis_vocabulary::{NhsNumber, PatientStatus};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PersonFile {
    nhs_number: String,
    birth_date: Option<String>,
    status: String,
    superseded_by: Option<String>,
    plans: Vec<PlanFacts>,
}

/// By rising number, so that the same people give the same file.
pub(super) fn written(people: &HashMap<NhsNumber, ChildTruth>) -> Vec<PersonFile> {
    let mut all: Vec<_> = people.iter().collect();
    all.sort_by_key(|(number, _)| **number);
    let person = |(number, truth): (&NhsNumber, &ChildTruth)| PersonFile {
        nhs_number: number.to_string(),
        birth_date: truth.birth_date.map(|day| day.to_string()),
        status: truth.status.as_str().to_owned(),
        superseded_by: match truth.status {
            PatientStatus::Superseded { by } => Some(by.to_string()),
            PatientStatus::Ordinary | PatientStatus::Restricted | PatientStatus::Invalidated => {
                None
            }
        },
        plans: truth.plans.clone(),
    };
    all.into_iter().map(person).collect()
}

/// The people again, or what is wrong with the first that is none.
pub(super) fn read(file: Vec<PersonFile>) -> Result<HashMap<NhsNumber, ChildTruth>, String> {
    file.into_iter().map(person).collect()
}

fn person(file: PersonFile) -> Result<(NhsNumber, ChildTruth), String> {
    let number = number(&file.nhs_number)?;
    let birth_date = file
        .birth_date
        .as_deref()
        .map(str::parse::<NaiveDate>)
        .transpose();
    let status = match (file.status.as_str(), &file.superseded_by) {
        ("ordinary", _) => PatientStatus::Ordinary,
        ("restricted", _) => PatientStatus::Restricted,
        ("invalidated", _) => PatientStatus::Invalidated,
        ("superseded", Some(by)) => PatientStatus::Superseded {
            by: self::number(by)?,
        },
        (status, _) => {
            return Err(format!(
                "a status is ordinary, restricted, invalidated or superseded by a number, this one is `{status}`"
            ));
        }
    };
    let truth = ChildTruth {
        birth_date: birth_date.map_err(|_| "a birth date is a day like 2019-03-02".to_owned())?,
        status,
        plans: file.plans,
    };
    Ok((number, truth))
}

fn number(text: &str) -> Result<NhsNumber, String> {
    NhsNumber::parse(text).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listed_people_are_read_back_as_they_were_written() {
        let number = |place| {
            let mut numbers = (999_000_000..).filter_map(NhsNumber::from_stem);
            numbers.nth(place).unwrap()
        };
        let by = number(9);
        let truth = |status| ChildTruth {
            birth_date: NaiveDate::from_ymd_opt(2019, 3, 2),
            status,
            plans: vec![PlanFacts {
                id: None,
                kind: cpis_vocabulary::PlanKind::ALL[0],
                start: NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(),
                end: None,
                authority: "E0000001".into(),
                emergency_phone: Some("01632 960001".into()),
                office_phone: None,
                local_id: Some("L0000001".into()),
                upload: None,
            }],
        };
        let people = HashMap::from([
            (number(0), truth(PatientStatus::Ordinary)),
            (number(1), truth(PatientStatus::Superseded { by })),
            (number(2), truth(PatientStatus::Invalidated)),
            (number(3), truth(PatientStatus::Restricted)),
        ]);
        let text = serde_json::to_string(&written(&people)).unwrap();
        assert_eq!(read(serde_json::from_str(&text).unwrap()).unwrap(), people);
    }
}
