use super::{Account, Tenant, TenantId};
use cpis_population::Population;
use cpis_vocabulary::{Refusal, UserId};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// The users who can log on in one tenant.
#[derive(Debug)]
pub struct Register {
    accounts: Vec<Arc<Account>>,
    by_id: HashMap<UserId, usize>,
}

impl Register {
    /// The users of a population.
    ///
    /// # Errors
    /// When one of them cannot be named as every access has to be (IDN-4).
    pub fn new(population: &Population) -> Result<Self, Refusal> {
        let accounts: Vec<_> = population
            .users()
            .iter()
            .map(|user| Account::new(Arc::clone(user)).map(Arc::new))
            .collect::<Result<_, _>>()?;
        let by_id = accounts
            .iter()
            .enumerate()
            .map(|(place, account)| (account.user.id.clone(), place))
            .collect();
        Ok(Self { accounts, by_id })
    }

    /// Everybody, in a stable order.
    pub fn accounts(&self) -> &[Arc<Account>] {
        &self.accounts
    }

    /// The user with this id.
    pub fn find(&self, id: &UserId) -> Option<&Arc<Account>> {
        self.by_id
            .get(id)
            .and_then(|place| self.accounts.get(*place))
    }
}

/// Every tenant of a mock.
#[derive(Debug)]
pub struct Tenants {
    default: Arc<Tenant>,
    others: RwLock<HashMap<TenantId, Arc<Tenant>>>,
}

impl Tenants {
    /// The tenants of a mock that starts: one.
    pub fn new(default: Arc<Tenant>) -> Self {
        Self {
            default,
            others: RwLock::default(),
        }
    }

    /// The tenant of requests that name none.
    pub fn default_tenant(&self) -> &Arc<Tenant> {
        &self.default
    }

    /// The tenant of this name.
    pub fn find(&self, id: &TenantId) -> Option<Arc<Tenant>> {
        if *id == self.default.id {
            return Some(Arc::clone(&self.default));
        }
        self.others
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(id)
            .cloned()
    }

    /// Every tenant, the default one first, the others by name.
    pub fn all(&self) -> Vec<Arc<Tenant>> {
        let others = self.others.read().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<_> = others.values().cloned().collect();
        all.sort_by(|one, other| one.id.cmp(&other.id));
        all.insert(0, Arc::clone(&self.default));
        all
    }

    /// Adds a tenant, unless there is one of that name: whether it was added.
    pub fn add(&self, tenant: Arc<Tenant>) -> bool {
        if tenant.id == self.default.id {
            return false;
        }
        let mut others = self.others.write().unwrap_or_else(PoisonError::into_inner);
        if others.contains_key(&tenant.id) {
            return false;
        }
        others.insert(tenant.id.clone(), tenant);
        true
    }

    /// Removes a tenant. The default one stays.
    pub fn remove(&self, id: &TenantId) -> Option<Arc<Tenant>> {
        self.others
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(id)
    }
}
