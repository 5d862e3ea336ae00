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

/// Frees what a tenant kept on a thread of its own: a long ledger takes seconds to free, and a reset disturbs nobody (ENV-2).
fn free_aside(shelf: Option<Arc<Shelf>>) {
    if let Some(shelf) = shelf {
        let thread = std::thread::Builder::new().name("spine-free".into());
        // No thread to be had: then what would have run on it, and the shelf with it, is freed here.
        let _ = thread.spawn(move || drop(shelf));
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
        let mut open = self.shelves.write().unwrap_or_else(PoisonError::into_inner);
        let earlier = open.insert(tenant.clone(), fresh);
        drop(open);
        free_aside(earlier);
        Ok(())
    }

    async fn close(&self, tenant: &TenantId) -> Result<(), StoreError> {
        let mut open = self.shelves.write().unwrap_or_else(PoisonError::into_inner);
        let closed = open.remove(tenant);
        drop(open);
        let closed = closed.ok_or_else(|| StoreError::NoTenant(tenant.clone()))?;
        free_aside(Some(closed));
        Ok(())
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
        Ok(self.shelf(tenant)?.journal.attempts(filter, page).await)
    }

    async fn notifications(
        &self,
        tenant: &TenantId,
        filter: &LedgerFilter,
        page: PageAsked,
    ) -> Result<Page<Notification>, StoreError> {
        Ok(self
            .shelf(tenant)?
            .journal
            .notifications(filter, page)
            .await)
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

#[cfg(test)]
mod tests {
    use super::super::conformance::ground::{Ticking, block_on, child};
    use super::*;
    use std::sync::mpsc::{Receiver, Sender, channel};
    use std::time::Duration;

    /// Ground that is freed only when it is told to be, and says whether it was told.
    #[derive(Debug)]
    struct Slow {
        told: Mutex<Receiver<()>>,
        freed: Sender<bool>,
    }

    impl Ground for Slow {
        fn now(&self) -> Timestamp {
            Timestamp::from_millis(0)
        }

        fn untouched(&self, child: NhsNumber) -> ChildRecord {
            ChildRecord::new(child, None, Vec::new())
        }
    }

    impl Drop for Slow {
        fn drop(&mut self) {
            let told = self.told.get_mut().unwrap();
            let was_told = told.recv_timeout(Duration::from_secs(5)).is_ok();
            self.freed.send(was_told).unwrap();
        }
    }

    /// ENV-2.
    #[test]
    fn nobody_waits_until_what_a_tenant_kept_is_freed() {
        let one = TenantId::parse("one").unwrap();
        let other = TenantId::parse("other").unwrap();
        let store = MemoryStore::default();
        let open = |tenant, ground| block_on(store.open(tenant, ground)).unwrap();
        let look = |tenant| block_on(store.update(tenant, child(0), |_, _| ())).unwrap();
        let slow = || {
            let (tell, told) = channel();
            let (freed, is_freed) = channel();
            let told = Mutex::new(told);
            (Arc::new(Slow { told, freed }), tell, is_freed)
        };
        open(&other, Arc::new(Ticking::default()));
        let (first, tell_first, first_is_freed) = slow();
        let (second, tell_second, second_is_freed) = slow();
        open(&one, first);
        open(&one, second);
        look(&one);
        look(&other);
        block_on(store.close(&one)).unwrap();
        look(&other);
        // Whoever was not told in time has left already, which its answer says.
        let _ = (tell_first.send(()), tell_second.send(()));
        assert!(first_is_freed.recv().unwrap(), "opened anew");
        assert!(second_is_freed.recv().unwrap(), "closed");
    }
}
