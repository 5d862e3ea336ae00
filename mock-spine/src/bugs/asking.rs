//! The broken rules of what a search may ask: what ought to be refused is mended and made. SRC-6.

use super::{Bug, Mutation};
use cpis_wire::query::{PdsQuery, pairs};
use cpis_wire::{SpineError, SpineErrorKind};

type Pairs = Vec<(String, String)>;

impl Mutation<'_> {
    /// Reads the parameters of a search as the broken rules do.
    ///
    /// # Errors
    /// When even they refuse it.
    pub(crate) fn parsed(&self, query: &str) -> Result<PdsQuery, SpineError> {
        let right = PdsQuery::parse(query);
        if self.bugs.is_empty() || right.is_ok() {
            return right;
        }
        let written: Pairs = pairs(query)
            .flatten()
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        let is_born = written.iter().any(|(name, _)| name == "birthdate");
        if self.bugs.has(Bug::MinimumFirst) && !is_born && !written.is_empty() {
            return PdsQuery::parse("gender=female");
        }
        let mut mended = written.clone();
        if self.bugs.has(Bug::UnknownIgnored) {
            mended.retain(|(name, _)| is_known(name));
        }
        if self.bugs.has(Bug::EarlyWildcard) {
            for (_, value) in &mut mended {
                value.retain(|one| one != '*');
            }
        }
        if self.bugs.has(Bug::LimitLowered) {
            let limits = mended.iter_mut().filter(|(name, _)| name == "_max-results");
            for (_, value) in limits {
                let asked: u64 = value.parse().unwrap_or(0);
                if asked > 50 {
                    "50".clone_into(value);
                }
            }
        }
        if self.bugs.has(Bug::MinimumUnchecked) && !is_born {
            mended.push(("birthdate".to_owned(), "ge1800-01-01".to_owned()));
        }
        if mended == written {
            return right;
        }
        PdsQuery::parse(&encoded(&mended))
    }
}

fn is_known(name: &str) -> bool {
    let alone = encoded(&[(name.to_owned(), "1".to_owned())]);
    !PdsQuery::parse(&alone).is_err_and(|error| error.kind == SpineErrorKind::AdditionalProperties)
}

fn encoded(pairs: &[(String, String)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}
