use cpis_wire::fhir::Base;
use std::sync::{Arc, PoisonError, RwLock};

/// The addresses under which callers reach the mock, made once each: they stand in every body, and callers use few.
#[derive(Debug, Default)]
pub(crate) struct Bases {
    known: RwLock<Vec<(Box<str>, Arc<Base>)>>,
}

/// How many addresses are kept; beyond that all are forgotten and kept anew.
const KEPT_MAX: usize = 64;

impl Bases {
    /// The base of an address, for example `http://127.0.0.1:8700/cpis/FHIR/R4`, given in parts.
    pub(crate) fn base(&self, parts: &[&str]) -> Arc<Base> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, base)) = known.iter().find(|(address, _)| is_made_of(address, parts)) {
            return Arc::clone(base);
        }
        drop(known);
        let address = parts.concat();
        let base = Arc::new(Base::new(&address));
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, base)) = known.iter().find(|(known, _)| **known == *address) {
            return Arc::clone(base);
        }
        // Whoever invents addresses does not keep the others from being known.
        if known.len() >= KEPT_MAX {
            known.clear();
        }
        known.push((address.into_boxed_str(), Arc::clone(&base)));
        base
    }
}

/// Whether a text is these parts, one after the other.
fn is_made_of(text: &str, parts: &[&str]) -> bool {
    let mut rest = text;
    for part in parts {
        match rest.strip_prefix(part) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_made_once_however_it_is_cut() {
        let bases = Bases::default();
        let first = bases.base(&["http://", "localhost", "", "/cpis"]);
        let again = bases.base(&["http://local", "host/", "cpis"]);
        let other = bases.base(&["http://", "localhost", "/t/class-1", "/cpis"]);
        assert!(Arc::ptr_eq(&first, &again));
        assert!(!Arc::ptr_eq(&first, &other));
    }

    #[test]
    fn many_addresses_do_not_fill_the_memory() {
        let bases = Bases::default();
        for host in 0..1_000 {
            bases.base(&["http://", &host.to_string()]);
        }
        assert!(bases.known.read().unwrap().len() <= KEPT_MAX);
        let parts = ["http://", "localhost"];
        assert!(Arc::ptr_eq(&bases.base(&parts), &bases.base(&parts)));
    }
}
