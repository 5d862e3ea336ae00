//! The searches: who asked for what, and whom the answer showed.

use super::cursor::List;
use super::{Answer, Call};
use crate::edge;
use crate::tenant::Searched;
use cpis_vocabulary::{NhsNumber, Text};
use cpis_wire::control::{Criterion, SearchFilter, SearchItem, SearchPage};

/// The one interface whose searches are in the ledger.
const PDS: &str = "pds";

/// `GET /searches`.
#[expect(clippy::unused_async, reason = "every call answers in a future")]
pub(super) async fn list(call: &Call<'_>) -> Answer {
    let filter = SearchFilter::parse(call.query())?;
    let list = List::of(
        call,
        &(filter.nhs_number.map(NhsNumber::value), &filter.user),
    );
    let place = list.place(filter.page.cursor.as_deref())?;
    let found = call
        .tenant
        .searches
        .from(place, filter.page.limit, |search| is_asked(search, &filter));
    let items = found.items.iter();
    let page = SearchPage {
        items: items.map(|(place, search)| item(*place, search)).collect(),
        next: found.next.map(|place| list.cursor(place)),
        dropped: found.dropped,
    };
    Ok(edge::json(200, &page))
}

fn is_asked(search: &Searched, filter: &SearchFilter) -> bool {
    let user = search.viewer.as_ref().map(|viewer| viewer.user_id.as_str());
    let is_by = |asked: &String| user == Some(asked.as_str());
    let shows = |number| search.returned.contains(&number);
    filter.nhs_number.is_none_or(shows) && filter.user.as_ref().is_none_or(is_by)
}

fn item(place: u64, search: &Searched) -> SearchItem {
    let viewer = search.viewer.as_deref();
    let organisation = match viewer {
        Some(viewer) => Some(viewer.organisation_code.as_str()),
        None => search.on_behalf_of.as_deref(),
    };
    let criterion = |(name, value): &(Text, Text)| Criterion {
        name: name.as_ref().to_owned(),
        value: value.as_ref().to_owned(),
    };
    SearchItem {
        id: format!("{place:016x}"),
        at: search.at,
        door: PDS.to_owned(),
        client_id: search.client.as_deref().map(str::to_owned),
        user_id: viewer.map(|viewer| viewer.user_id.as_str().to_owned()),
        role_id: viewer.map(|viewer| viewer.role_id.as_str().to_owned()),
        org_code: organisation.map(str::to_owned),
        criteria: search.criteria.iter().map(criterion).collect(),
        returned: search.returned.clone(),
        outcome: search.outcome,
    }
}
