//! Where records are kept. The one property that matters: a child's record is handed out alone.
//!
//! Nothing here knows HTTP, and nothing here decides.

mod any;
mod chains;
#[cfg(test)]
mod conformance;
mod journal;
mod memory;
mod roll;

use crate::tenant::TenantId;
use cpis_rules::ChildRecord;
use cpis_vocabulary::{Attempt, AuthorityCode, NhsNumber, Notification, Timestamp};
use std::{future::Future, sync::Arc};

pub use any::AnyStore;
pub use memory::MemoryStore;

/// What a tenant's records stand on: its clock, and what the population says of a child nobody has looked at.
pub trait Ground: Send + Sync + std::fmt::Debug + 'static {
    /// What the tenant's clock shows. It is asked inside the exclusive section (CLK-2).
    fn now(&self) -> Timestamp;

    /// The record of a child as the population has it.
    fn untouched(&self, child: NhsNumber) -> ChildRecord;
}

/// Keeps the records of children and the ledger of what became of every attempt.
///
/// An implementation passes the conformance tests, most of all that no two changes of one child overlap. A cost of getting it wrong:
/// two requests inside together notify twice, and a notification that is not kept in the same commit as the access hides a child.
pub trait Store: Send + Sync + 'static {
    /// Opens a tenant, or opens it anew on other ground, with nothing recorded.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn open(
        &self,
        tenant: &TenantId,
        ground: Arc<dyn Ground>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Forgets a tenant and everything in it.
    ///
    /// # Errors
    /// When the tenant is not open, or the store cannot be written.
    fn close(&self, tenant: &TenantId) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Hands one child's record, alone, to `change`, with the instant taken inside the exclusive section.
    ///
    /// The future does nothing until it is polled; it is ready once what `change` did is kept, ledger entries and all. `change` runs
    /// at most once.
    ///
    /// # Errors
    /// When the tenant is not open, or the store cannot be read or written; then `change` has left nothing behind.
    fn update<R: Send>(
        &self,
        tenant: &TenantId,
        child: NhsNumber,
        change: impl FnOnce(&mut ChildRecord, Timestamp) -> R + Send,
    ) -> impl Future<Output = Result<R, StoreError>> + Send;

    /// Enters an attempt that concerns no record: a refused one, or one for a number that nobody has.
    ///
    /// # Errors
    /// When the tenant is not open, or the store cannot be written.
    fn enter(
        &self,
        tenant: &TenantId,
        attempt: Attempt,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// A page of attempts in the order in which they were entered.
    ///
    /// # Errors
    /// When the tenant is not open, or the store cannot be read.
    fn attempts(
        &self,
        tenant: &TenantId,
        filter: &LedgerFilter,
        page: PageAsked,
    ) -> impl Future<Output = Result<Page<Attempt>, StoreError>> + Send;

    /// A page of notifications in the order in which they were decided.
    ///
    /// # Errors
    /// When the tenant is not open, or the store cannot be read.
    fn notifications(
        &self,
        tenant: &TenantId,
        filter: &LedgerFilter,
        page: PageAsked,
    ) -> impl Future<Output = Result<Page<Notification>, StoreError>> + Send;

    /// The children whose records differ from what the population says.
    ///
    /// # Errors
    /// When the tenant is not open, or the store cannot be read.
    fn touched(
        &self,
        tenant: &TenantId,
    ) -> impl Future<Output = Result<Vec<NhsNumber>, StoreError>> + Send;
}

/// Which ledger entries are asked for; nothing set means all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerFilter {
    /// Those about one of these numbers.
    pub children: Vec<NhsNumber>,
    /// Those to this authority.
    pub authority: Option<AuthorityCode>,
}

/// Which part of a list is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageAsked {
    /// The place in the ledger to go on from; 0 is the beginning.
    pub from: usize,
    /// How many at most.
    pub limit: usize,
}

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The entries.
    pub items: Vec<T>,
    /// The place to go on from, if there is more.
    pub next: Option<usize>,
}

/// Why a store could not do what it was asked.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum StoreError {
    /// No such tenant.
    #[error("there is no tenant {0}")]
    NoTenant(TenantId),
}
