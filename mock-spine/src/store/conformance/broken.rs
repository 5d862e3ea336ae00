//! Stores that are broken on purpose.

use super::super::{Ground, LedgerFilter, MemoryStore, Page, PageAsked, Store, StoreError};
use crate::tenant::TenantId;
use cpis_rules::ChildRecord;
use cpis_vocabulary::{Attempt, NhsNumber, Notification, Timestamp};
use std::future::Future;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

/// Reads a record, changes a copy, and writes it back: others come in between.
#[derive(Debug, Default)]
pub(super) struct RacyStore(MemoryStore);

/// Changes the record when it is asked to, not when it is waited for.
#[derive(Debug, Default)]
pub(super) struct EagerStore(MemoryStore);

/// Everything but `update` as the memory store has it.
macro_rules! rest_of_a_memory_store {
    () => {
        async fn open(&self, tenant: &TenantId, ground: Arc<dyn Ground>) -> Result<(), StoreError> {
            self.0.open(tenant, ground).await
        }

        async fn close(&self, tenant: &TenantId) -> Result<(), StoreError> {
            self.0.close(tenant).await
        }

        async fn enter(&self, tenant: &TenantId, attempt: Attempt) -> Result<(), StoreError> {
            self.0.enter(tenant, attempt).await
        }

        async fn attempts(
            &self,
            tenant: &TenantId,
            filter: &LedgerFilter,
            page: PageAsked,
        ) -> Result<Page<Attempt>, StoreError> {
            self.0.attempts(tenant, filter, page).await
        }

        async fn notifications(
            &self,
            tenant: &TenantId,
            filter: &LedgerFilter,
            page: PageAsked,
        ) -> Result<Page<Notification>, StoreError> {
            self.0.notifications(tenant, filter, page).await
        }

        async fn touched(&self, tenant: &TenantId) -> Result<Vec<NhsNumber>, StoreError> {
            self.0.touched(tenant).await
        }
    };
}

impl Store for RacyStore {
    async fn update<R: Send>(
        &self,
        tenant: &TenantId,
        child: NhsNumber,
        change: impl FnOnce(&mut ChildRecord, Timestamp) -> R + Send,
    ) -> Result<R, StoreError> {
        let read = |record: &mut ChildRecord, now| (record.clone(), now);
        let (mut copy, now) = self.0.update(tenant, child, read).await?;
        let result = change(&mut copy, now);
        let write = |record: &mut ChildRecord, _| *record = copy;
        self.0.update(tenant, child, write).await?;
        Ok(result)
    }

    rest_of_a_memory_store!();
}

impl Store for EagerStore {
    fn update<R: Send>(
        &self,
        tenant: &TenantId,
        child: NhsNumber,
        change: impl FnOnce(&mut ChildRecord, Timestamp) -> R + Send,
    ) -> impl Future<Output = Result<R, StoreError>> + Send {
        let mut future = Box::pin(self.0.update(tenant, child, change));
        let done = match future
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
        {
            Poll::Ready(done) => done,
            Poll::Pending => panic!("the memory store is ready at once"),
        };
        async move { done }
    }

    rest_of_a_memory_store!();
}
