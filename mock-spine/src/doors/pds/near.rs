use crate::doors::{Call, reasons};
use cpis_search::{Criterion, Query};
use std::fmt::Write as _;

/// Why a search finds nobody: which criterion would have to go for others to match, and for how many; never who. SRC-6, SRC-7.
///
/// That a restricted patient is where somebody was asked for is not told here: the search must not be a way to find that out.
/// There may be more who miss by a criterion than are looked at, hence "at least".
pub(super) async fn why_nobody(call: &Call<'_>, query: &Query) -> String {
    let mut reason = format!("{}; nobody matches", reasons::SEARCH);
    let mut join = "; at least so many would:";
    for (failed, count) in call.tenant.people.near_counts(query).await {
        if let Some(change) = change(failed) {
            let _ = write!(reason, "{join} {count} {change}");
            join = ",";
        }
    }
    reason
}

/// What would have to be asked otherwise.
const fn change(failed: Criterion) -> Option<&'static str> {
    match failed {
        Criterion::History => Some("with _history=true"),
        Criterion::Exactness => Some("without _exact-match=true"),
        Criterion::Restriction => None,
        Criterion::Family => Some("without family"),
        Criterion::Given => Some("without given"),
        Criterion::Born => Some("without birthdate"),
        Criterion::Gender => Some("without gender"),
        Criterion::Died => Some("without death-date"),
        Criterion::Postcode => Some("without address-postalcode"),
        Criterion::Practice => Some("without general-practitioner"),
        Criterion::Email => Some("without email"),
        Criterion::Phone => Some("without phone"),
    }
}
