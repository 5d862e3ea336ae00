//! The notified accesses of before a run, as `judge.json` writes them.

use crate::checker::Earlier;
use crate::truth::Known;
use cpis_vocabulary::{NhsNumber, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct EarlierFile {
    nhs_number: String,
    user: String,
    organisation: String,
    at: String,
}

/// By rising number, so that the same people give the same file.
pub(super) fn written(people: &Known) -> Vec<EarlierFile> {
    let Known::Listed { earlier, .. } = people else {
        return Vec::new();
    };
    let mut all: Vec<_> = earlier.iter().collect();
    all.sort_by_key(|(number, _)| **number);
    let each = all.into_iter().flat_map(|(number, of_child)| {
        of_child.iter().map(|one| EarlierFile {
            nhs_number: number.to_string(),
            user: one.user.as_str().to_owned(),
            organisation: one.organisation.as_str().to_owned(),
            at: one.at.to_string(),
        })
    });
    each.collect()
}

/// The accesses again, by child, or what is wrong with the first that is none.
pub(super) fn read(file: &[EarlierFile]) -> Result<HashMap<NhsNumber, Vec<Earlier>>, String> {
    let mut all: HashMap<NhsNumber, Vec<Earlier>> = HashMap::new();
    for one in file {
        let number = NhsNumber::parse(&one.nhs_number).map_err(|error| error.to_string())?;
        all.entry(number).or_default().push(Earlier {
            user: one.user.as_str().into(),
            organisation: one.organisation.as_str().into(),
            at: Timestamp::parse(&one.at).map_err(|error| error.to_string())?,
        });
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn what_was_told_before_the_run_is_read_back_as_it_was_written() {
        let mut numbers = (999_000_000..).filter_map(NhsNumber::from_stem);
        let at = |text| Timestamp::parse(text).unwrap();
        let one = |at| Earlier {
            user: "555000000001".into(),
            organisation: "XED01".into(),
            at,
        };
        let earlier = HashMap::from([
            (
                numbers.next().unwrap(),
                vec![
                    one(at("2026-03-02T09:00:00Z")),
                    one(at("2026-03-03T09:00:00.125Z")),
                ],
            ),
            (
                numbers.next().unwrap(),
                vec![one(at("2026-03-02T10:00:00Z"))],
            ),
        ]);
        let people = Known::Listed {
            people: HashMap::new(),
            population: None,
            strangers: HashSet::new(),
            earlier: earlier.clone(),
        };
        let text = serde_json::to_string(&written(&people)).unwrap();
        let file: Vec<EarlierFile> = serde_json::from_str(&text).unwrap();
        assert_eq!(read(&file).unwrap(), earlier);
    }
}
