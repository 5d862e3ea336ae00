//! Bug modes: rules broken on purpose.

use super::cursor::List;
use super::{Answer, Call, Refused};
use crate::bugs::{Bug, CATALOGUE};
use crate::edge;
use crate::tenant::Tenant;
use cpis_wire::control::{BugItem, BugsOn, Page, PageQuery};

/// `GET /bugs`.
#[expect(clippy::unused_async, reason = "every call answers in a future")]
pub(super) async fn list(call: &Call<'_>) -> Answer {
    let page = PageQuery::parse(call.query())?;
    let list = List::of(call, &());
    Ok(edge::json(
        200,
        &list.page(items(call.tenant).items, &page)?,
    ))
}

/// `PUT /bugs`.
#[expect(clippy::unused_async, reason = "every call answers in a future")]
pub(super) async fn set(call: &Call<'_>) -> Answer {
    let BugsOn { on } = call.body()?;
    let bugs = on
        .iter()
        .enumerate()
        .map(|(place, id)| Bug::by_id(id).ok_or_else(|| unknown(place, id)))
        .collect::<Result<Vec<_>, _>>()?;
    if call.tenant.training_live && !bugs.is_empty() {
        let sentence =
            "a tenant for live training keeps every rule: no bug mode can be switched on";
        return Err(Refused::conflict("on", sentence));
    }
    call.tenant.bugs.set(&bugs);
    let names = call.tenant.bugs.on().names();
    if bugs.is_empty() {
        tracing::info!(tenant = %call.tenant.id, "no bug mode is on");
    } else {
        tracing::warn!(tenant = %call.tenant.id, bugs = names, "rules are broken on purpose");
    }
    Ok(edge::json(200, &items(call.tenant)))
}

fn items(tenant: &Tenant) -> Page<BugItem> {
    let on = tenant.bugs.on();
    let items = CATALOGUE.iter().map(|mode| BugItem {
        id: mode.id.to_owned(),
        rule: mode.rule.to_string(),
        text: mode.text.to_owned(),
        on: on.has(mode.bug),
    });
    Page {
        items: items.collect(),
        next: None,
    }
}

fn unknown(place: usize, id: &str) -> Refused {
    let hint = super::hint(id, CATALOGUE.iter().map(|mode| mode.id));
    let found: String = id.chars().take(60).collect();
    Refused::field(
        format!("on[{place}]"),
        format!("{found:?} is no bug mode, GET /control/v1/bugs lists them{hint}"),
    )
}
