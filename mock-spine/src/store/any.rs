use super::{Ground, LedgerFilter, MemoryStore, Page, PageAsked, Store, StoreError};
use crate::tenant::TenantId;
use cpis_rules::ChildRecord;
use cpis_vocabulary::{Attempt, NhsNumber, Notification, Timestamp};
use std::sync::Arc;

/// The store that was chosen when the mock started.
#[derive(Debug)]
pub enum AnyStore {
    /// In memory.
    Memory(MemoryStore),
}

impl Store for AnyStore {
    async fn open(&self, tenant: &TenantId, ground: Arc<dyn Ground>) -> Result<(), StoreError> {
        match self {
            Self::Memory(store) => store.open(tenant, ground).await,
        }
    }

    async fn close(&self, tenant: &TenantId) -> Result<(), StoreError> {
        match self {
            Self::Memory(store) => store.close(tenant).await,
        }
    }

    async fn update<R: Send>(
        &self,
        tenant: &TenantId,
        child: NhsNumber,
        change: impl FnOnce(&mut ChildRecord, Timestamp) -> R + Send,
    ) -> Result<R, StoreError> {
        match self {
            Self::Memory(store) => store.update(tenant, child, change).await,
        }
    }

    async fn enter(&self, tenant: &TenantId, attempt: Attempt) -> Result<(), StoreError> {
        match self {
            Self::Memory(store) => store.enter(tenant, attempt).await,
        }
    }

    async fn attempts(
        &self,
        tenant: &TenantId,
        filter: &LedgerFilter,
        page: PageAsked,
    ) -> Result<Page<Attempt>, StoreError> {
        match self {
            Self::Memory(store) => store.attempts(tenant, filter, page).await,
        }
    }

    async fn notifications(
        &self,
        tenant: &TenantId,
        filter: &LedgerFilter,
        page: PageAsked,
    ) -> Result<Page<Notification>, StoreError> {
        match self {
            Self::Memory(store) => store.notifications(tenant, filter, page).await,
        }
    }

    async fn touched(&self, tenant: &TenantId) -> Result<Vec<NhsNumber>, StoreError> {
        match self {
            Self::Memory(store) => store.touched(tenant).await,
        }
    }
}
