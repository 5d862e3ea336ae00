//! Users to log on as.

use super::cursor::List;
use super::{Answer, Call, Refused, hint};
use crate::edge;
use cpis_population::UserKind;
use cpis_vocabulary::{Role, User};
use cpis_wire::control::{Page, UserFilter, UserItem};
use std::sync::Arc;

/// `GET /users`.
#[expect(clippy::unused_async, reason = "every call answers in a future")]
pub(super) async fn list(call: &Call<'_>) -> Answer {
    let filter = UserFilter::parse(call.query())?;
    let kind = filter.kind.as_deref().map(kind).transpose()?;
    let list = List::of(call, &(&filter.activity, &filter.kind, &filter.org_code));
    let place = list.place(filter.page.cursor.as_deref())?;
    let population = call.tenant.people.population();
    let users: Box<dyn Iterator<Item = &Arc<User>>> = match kind {
        None => Box::new(population.users().iter()),
        Some(kind) => Box::new(population.users_of(kind)),
    };
    let mut found = (0_u64..)
        .zip(users)
        .filter(|(nth, user)| *nth >= place && is_asked(user, &filter));
    let items = found
        .by_ref()
        .take(filter.page.limit)
        .map(|(_, user)| UserItem::of(user))
        .collect();
    let next = found.next().map(|(nth, _)| list.cursor(nth));
    Ok(edge::json(200, &Page { items, next }))
}

/// Whether one of the roles has all that is asked for.
fn is_asked(user: &User, filter: &UserFilter) -> bool {
    let has = |role: &Arc<Role>| {
        let activity = filter.activity.as_deref();
        let organisation = filter.org_code.as_deref();
        activity.is_none_or(|code| role.activities.iter().any(|held| held.as_str() == code))
            && organisation.is_none_or(|code| role.organisation.code.as_str() == code)
    };
    user.roles.iter().any(has)
}

fn kind(name: &str) -> Result<UserKind, Refused> {
    UserKind::ALL
        .into_iter()
        .find(|kind| kind.as_str() == name)
        .ok_or_else(|| {
            let hint = hint(name, UserKind::ALL.iter().map(|kind| kind.as_str()));
            Refused::field("kind", format!("there is no such kind of user{hint}"))
        })
}
