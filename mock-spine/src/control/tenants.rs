//! Tenants: made, deleted, put back to the start. ENV-2.

use super::cursor::List;
use super::{Answer, Call, Refused};
use crate::edge;
use crate::store::Store;
use crate::tenant::{Tenant, TenantId};
use cpis_wire::control::{NewTenant, PageQuery, TenantItem};
use std::sync::Arc;

/// How many tenants a mock holds.
const TENANTS_MAX: usize = 1_000;

/// `POST /reset`.
pub(super) async fn reset(call: &Call<'_>) -> Answer {
    call.nothing()?;
    call.tenant.reset(&call.app.spine).await?;
    tracing::info!(tenant = %call.tenant.id, "put back to the start");
    Ok(edge::no_content())
}

/// `GET /tenants`.
#[expect(clippy::unused_async, reason = "every call answers in a future")]
pub(super) async fn list(call: &Call<'_>) -> Answer {
    let page = PageQuery::parse(call.query())?;
    let tenants = call.app.tenants.all();
    let items = tenants.iter().map(|tenant| item(tenant)).collect();
    Ok(edge::json(200, &List::of(call, &()).page(items, &page)?))
}

/// `POST /tenants`.
pub(super) async fn add(call: &Call<'_>) -> Answer {
    let asked: NewTenant = call.body()?;
    let id = TenantId::parse(&asked.id).map_err(|error| Refused::field("id", error.to_string()))?;
    // Opening a tenant wipes its part of the store: nobody may add one of the same name meanwhile.
    let _alone = call.app.tenant_changes.lock().await;
    if call.app.tenants.find(&id).is_some() {
        return Err(Refused::conflict(
            "id",
            "there is a tenant of this name already",
        ));
    }
    if call.app.tenants.all().len() >= TENANTS_MAX {
        let sentence = format!("a mock holds {TENANTS_MAX} tenants, delete one first");
        return Err(Refused::conflict("id", sentence));
    }
    let mut tenant = Tenant::new(id, &call.app.settings, asked.seed)
        .map_err(|error| Refused::field("seed", error.to_string()))?;
    tenant.training_live = asked.training_live;
    let first = call.app.tenants.default_tenant();
    tenant.bug_memory = first.bug_memory.sharing_lists();
    tenant.open(&call.app.spine).await?;
    let item = item(&tenant);
    call.app.tenants.add(Arc::new(tenant));
    tracing::info!(tenant = item.id, "added");
    Ok(edge::json(201, &item))
}

/// `DELETE /tenants/{id}`.
pub(super) async fn delete(call: &Call<'_>) -> Answer {
    call.nothing()?;
    let unknown = || Refused::not_found("there is no such tenant");
    let id = TenantId::parse(call.params.get("id").unwrap_or_default()).map_err(|_| unknown())?;
    if id == TenantId::default_tenant() {
        let sentence = "the default tenant stays, POST /control/v1/reset puts it back to the start";
        return Err(Refused::conflict("id", sentence));
    }
    let _alone = call.app.tenant_changes.lock().await;
    call.app.tenants.remove(&id).ok_or_else(unknown)?;
    call.app.spine.store().close(&id).await?;
    tracing::info!(tenant = %id, "deleted");
    Ok(edge::no_content())
}

fn item(tenant: &Tenant) -> TenantItem {
    TenantItem {
        id: tenant.id.to_string(),
        training_live: tenant.training_live,
    }
}
