use super::{ReadError, required, text::Str};
use cpis_vocabulary::Timestamp;
use serde::Deserialize;

/// A searchset bundle whose resources are read as `R`.
#[derive(Debug, Deserialize)]
struct Bundle<'a, R> {
    #[serde(borrow, rename = "resourceType")]
    resource_type: Str<'a>,
    #[serde(borrow, default, rename = "type")]
    kind: Option<Str<'a>>,
    #[serde(borrow, default)]
    timestamp: Option<Str<'a>>,
    #[serde(default)]
    total: Option<usize>,
    #[serde(default = "Vec::new")]
    entry: Vec<Entry<'a, R>>,
}

#[derive(Debug, Deserialize)]
struct Entry<'a, R> {
    resource: R,
    #[serde(borrow, default)]
    search: Option<Search<'a>>,
}

#[derive(Debug, Default, Deserialize)]
struct Search<'a> {
    #[serde(borrow, default)]
    mode: Option<Str<'a>>,
    #[serde(default)]
    score: Option<f64>,
}

/// What a searchset says: the matches in their order, then what they refer to.
#[derive(Debug)]
pub(super) struct Searchset<R> {
    pub(super) total: usize,
    pub(super) at: Option<Timestamp>,
    pub(super) matches: Vec<Match<R>>,
    pub(super) included: Vec<R>,
}

/// A resource that was searched for.
#[derive(Debug)]
pub(super) struct Match<R> {
    pub(super) resource: R,
    pub(super) score: Option<f64>,
}

/// Reads a searchset: `total` counts the matches, and they stand before what they refer to.
pub(super) fn searchset<'a, R: Deserialize<'a>>(body: &'a [u8]) -> Result<Searchset<R>, ReadError> {
    let bundle: Bundle<'a, R> =
        serde_json::from_slice(body).map_err(|error| ReadError::json(&error))?;
    if &*bundle.resource_type != "Bundle" {
        let found = &*bundle.resource_type;
        return Err(ReadError::new(format!(
            "Bundle is required, this is {found:?}"
        )));
    }
    if bundle.kind.as_deref() != Some("searchset") {
        let found = bundle.kind.as_deref().unwrap_or("not told");
        return Err(ReadError::new(format!(
            "a Bundle of type searchset is required, its type is {found:?}"
        )));
    }
    let total = required(bundle.total, "Bundle.total")?;
    let at = bundle
        .timestamp
        .map(|text| Timestamp::parse(&text))
        .transpose()
        .map_err(|reason| ReadError::new(reason.to_string()))?;
    let mut matches = Vec::with_capacity(bundle.entry.len());
    let mut included = Vec::new();
    for entry in bundle.entry {
        let search = entry.search.unwrap_or_default();
        match search.mode.as_deref() {
            None | Some("match") if included.is_empty() => matches.push(Match {
                resource: entry.resource,
                score: search.score,
            }),
            None | Some("match") => {
                return Err(ReadError::new(
                    "matches stand before included resources, one stands after",
                ));
            }
            Some("include") => included.push(entry.resource),
            Some(_) => {}
        }
    }
    if total != matches.len() {
        return Err(ReadError::new(format!(
            "Bundle.total counts the matches, it is {total} and they are {}",
            matches.len()
        )));
    }
    Ok(Searchset {
        total,
        at,
        matches,
        included,
    })
}

/// Refuses a resource of another type.
pub(super) fn check_type(found: &str, expected: &str) -> Result<(), ReadError> {
    if found == expected {
        Ok(())
    } else {
        Err(ReadError::new(format!(
            "{expected} is required, this is {found:?}"
        )))
    }
}
