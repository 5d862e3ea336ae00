use super::journal::Journal;
use super::{Ground, LedgerFilter, Page, PageAsked, Store, StoreError};
use crate::tenant::TenantId;
use cpis_rules::{ChildRecord, Entry};
use cpis_vocabulary::{Attempt, NhsNumber, Notification, Timestamp};
use foldhash::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

/// Keeps everything in memory, for as long as the process lives.
#[derive(Debug, Default)]
pub struct MemoryStore {
    shelves: RwLock<HashMap<TenantId, Arc<Shelf>>>,
}

/// One tenant's records. Children share a lock with a 64th of the others; nobody waits while holding one.
#[derive(Debug)]
struct Shelf {
    ground: Arc<dyn Ground>,
    shards: [Mutex<HashMap<NhsNumber, ChildRecord>>; SHARDS],
    journal: Journal,
}

const SHARDS: usize = 64;

impl MemoryStore {
    fn shelf(&self, tenant: &TenantId) -> Result<Arc<Shelf>, StoreError> {
        let shelves = self.shelves.read().unwrap_or_else(PoisonError::into_inner);
        shelves
            .get(tenant)
            .cloned()
            .ok_or_else(|| StoreError::NoTenant(tenant.clone()))
    }
}

impl Shelf {
    fn new(ground: Arc<dyn Ground>) -> Self {
        Self {
            ground,
            shards: std::array::from_fn(|_| Mutex::default()),
            journal: Journal::default(),
        }
    }

    fn shard(&self, child: NhsNumber) -> MutexGuard<'_, HashMap<NhsNumber, ChildRecord>> {
        let place = usize::try_from(child.stem()).unwrap_or_default() % SHARDS;
        let [first, ..] = &self.shards;
        let shard = self.shards.get(place).unwrap_or(first);
        // A change that panics may leave a record half changed; the rules do not panic, so there is none.
        shard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn update<R>(
        &self,
        child: NhsNumber,
        change: impl FnOnce(&mut ChildRecord, Timestamp) -> R,
    ) -> R {
        let mut records = self.shard(child);
        // Stamped inside the exclusive section: stamped outside, two accesses could be decided in the opposite order of their
        // stamps.
        let now = self.ground.now();
        if let Some(record) = records.get_mut(&child) {
            let result = change(record, now);
            self.journal.keep(record.drain_entries());
            return result;
        }
        let mut record = self.ground.untouched(child);
        let result = change(&mut record, now);
        self.journal.keep(record.drain_entries());
        if !record.is_untouched() {
            records.insert(child, record);
        }
        result
    }
}

impl Store for MemoryStore {
    async fn open(&self, tenant: &TenantId, ground: Arc<dyn Ground>) -> Result<(), StoreError> {
        let fresh = Arc::new(Shelf::new(ground));
        self.shelves
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(tenant.clone(), fresh);
        Ok(())
    }

    async fn close(&self, tenant: &TenantId) -> Result<(), StoreError> {
        let mut open = self.shelves.write().unwrap_or_else(PoisonError::into_inner);
        open.remove(tenant)
            .map(drop)
            .ok_or_else(|| StoreError::NoTenant(tenant.clone()))
    }

    async fn update<R: Send>(
        &self,
        tenant: &TenantId,
        child: NhsNumber,
        change: impl FnOnce(&mut ChildRecord, Timestamp) -> R + Send,
    ) -> Result<R, StoreError> {
        Ok(self.shelf(tenant)?.update(child, change))
    }

    async fn enter(&self, tenant: &TenantId, attempt: Attempt) -> Result<(), StoreError> {
        self.shelf(tenant)?
            .journal
            .keep(std::iter::once(Entry::Attempt(attempt)));
        Ok(())
    }

    async fn attempts(
        &self,
        tenant: &TenantId,
        filter: &LedgerFilter,
        page: PageAsked,
    ) -> Result<Page<Attempt>, StoreError> {
        Ok(self.shelf(tenant)?.journal.attempts(filter, page))
    }

    async fn notifications(
        &self,
        tenant: &TenantId,
        filter: &LedgerFilter,
        page: PageAsked,
    ) -> Result<Page<Notification>, StoreError> {
        Ok(self.shelf(tenant)?.journal.notifications(filter, page))
    }

    async fn touched(&self, tenant: &TenantId) -> Result<Vec<NhsNumber>, StoreError> {
        let tenants_own = self.shelf(tenant)?;
        let mut children = Vec::new();
        for shard in &tenants_own.shards {
            children.extend(
                shard
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .keys()
                    .copied(),
            );
        }
        children.sort_unstable();
        Ok(children)
    }
}
