//! The ledger: what became of every attempt, and who was told.

use super::cursor::List;
use super::{Answer, Call, Refused};
use crate::edge;
use crate::store::{LedgerFilter, PageAsked, Store};
use cpis_vocabulary::{AuthorityCode, NhsNumber};
use cpis_wire::control::{
    AccessFilter, AccessItem, NotificationFilter, NotificationItem, Page, PageQuery,
};

/// `GET /accesses`.
pub(super) async fn accesses(call: &Call<'_>) -> Answer {
    let AccessFilter { nhs_number, page } = AccessFilter::parse(call.query())?;
    let filter = LedgerFilter {
        children: numbers(call, nhs_number),
        authority: None,
    };
    let list = List::of(call, &nhs_number.map(NhsNumber::value));
    let asked = asked(list, &page)?;
    let store = call.app.spine.store();
    let found = store.attempts(&call.tenant.id, &filter, asked).await?;
    let items = found.items.iter().map(AccessItem::of).collect();
    Ok(answer(list, items, found.next))
}

/// `GET /notifications`.
pub(super) async fn notifications(call: &Call<'_>) -> Answer {
    let NotificationFilter {
        nhs_number,
        authority,
        page,
    } = NotificationFilter::parse(call.query())?;
    let list = List::of(call, &(nhs_number.map(NhsNumber::value), &authority));
    let filter = LedgerFilter {
        children: numbers(call, nhs_number),
        authority: authority.as_deref().map(AuthorityCode::from),
    };
    let asked = asked(list, &page)?;
    let store = call.app.spine.store();
    let found = store.notifications(&call.tenant.id, &filter, asked).await?;
    let items = found.items.iter();
    // Nothing delivers yet: a notification stands as decided.
    let items = items
        .map(|notification| NotificationItem::of(notification, None, None))
        .map(|item| call.tenant.notification_now(item))
        .collect();
    Ok(answer(list, items, found.next))
}

/// The numbers under which the ledger may know a child: the one asked for, and the one that has taken its place since. ALT-10.
fn numbers(call: &Call<'_>, number: Option<NhsNumber>) -> Vec<NhsNumber> {
    let survivor = number.and_then(|number| call.tenant.people.surviving(number));
    number.into_iter().chain(survivor).collect()
}

fn asked(list: List, page: &PageQuery) -> Result<PageAsked, Refused> {
    let place = list.place(page.cursor.as_deref())?;
    Ok(PageAsked {
        from: usize::try_from(place).unwrap_or(usize::MAX),
        limit: page.limit,
    })
}

fn answer<T: serde::Serialize>(
    list: List,
    items: Vec<T>,
    next: Option<usize>,
) -> http::Response<crate::server::AnswerBody> {
    let next = next
        .and_then(|place| u64::try_from(place).ok())
        .map(|place| list.cursor(place));
    edge::json(200, &Page { items, next })
}
