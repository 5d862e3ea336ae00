//! The operations that a finding is about, and those before it that may have led to it.

use super::lookup::found;
use crate::history::{Credential, HistoryError, Kind, Moment, Operation, Pieces, TokenNumber};
use cpis_vocabulary::{AccessId, NhsNumber};
use std::collections::{HashMap, HashSet, VecDeque};

/// So many of the latest operations about one child are held.
const HELD: usize = 400;

/// The operations that findings name, by number, each with the children of these findings.
pub(super) type Named = HashMap<u64, Vec<NhsNumber>>;

/// The accesses that findings name by their ids, where they name no operation.
pub(super) type Accesses = HashSet<AccessId>;

/// What was asked for, out of a history.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// By number.
    pub(super) named: HashMap<u64, Operation>,
    /// The latest of each child, in the order in which they were sent.
    by_child: HashMap<NhsNumber, VecDeque<Operation>>,
    /// The log-ons and revocations of the tokens that the named ones showed.
    tokens: Vec<Operation>,
}

impl Gathered {
    /// Goes over a history twice: the first time for the named operations, then for what was sent before them.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) fn of(
        history: &Pieces,
        named: &Named,
        accesses: &Accesses,
    ) -> Result<Self, HistoryError> {
        let mut gathered = Self::default();
        each(history, |operation| {
            let access = operation.access.as_ref();
            let is_named = access.is_some_and(|access| accesses.contains(access));
            if is_named || named.contains_key(&operation.number.0) {
                gathered.named.insert(operation.number.0, operation);
            }
        })?;
        let last = gathered.named.values().map(over).max();
        let mut lasts: HashMap<NhsNumber, Moment> = HashMap::new();
        for (number, operation) in &gathered.named {
            // Whom a search found may have been given the name before.
            let children = named.get(number).into_iter().flatten().copied();
            let children = children.chain(operation.child).chain(found(operation));
            for child in children {
                let last = lasts.entry(child).or_insert(operation.sent);
                *last = over(operation).max(*last);
            }
        }
        let tokens: HashSet<TokenNumber> = gathered.named.values().filter_map(token).collect();
        each(history, |operation| {
            if Some(operation.sent) > last {
                return;
            }
            if made_or_revoked(&operation).is_some_and(|token| tokens.contains(&token)) {
                gathered.tokens.push(operation);
            } else if let Some(child) = operation.child
                && lasts
                    .get(&child)
                    .is_some_and(|last| operation.sent <= *last)
            {
                let held = gathered.by_child.entry(child).or_default();
                held.push_back(operation);
                if held.len() > HELD {
                    held.pop_front();
                }
            }
        })?;
        Ok(gathered)
    }

    /// The operations about a child that were answered with these accesses.
    pub(super) fn of_accesses(&self, child: NhsNumber, accesses: &Accesses) -> Vec<u64> {
        let is_one = |one: &&Operation| {
            let access = one.access.filter(|_| one.child == Some(child));
            access.is_some_and(|access| accesses.contains(&access))
        };
        let all = self.named.values().filter(is_one);
        all.map(|one| one.number.0).collect()
    }

    /// Everything held about a child that was sent before `last` was over.
    pub(super) fn before<'g>(
        &'g self,
        child: NhsNumber,
        last: &Operation,
    ) -> impl Iterator<Item = &'g Operation> + use<'g> {
        let until = over(last);
        let held = self.by_child.get(&child).into_iter().flatten();
        held.filter(move |one| one.sent <= until)
    }

    /// The log-on of a token and what revoked it.
    pub(super) fn of_token(&self, token: TokenNumber) -> impl Iterator<Item = &Operation> {
        let is_its = move |one: &&Operation| made_or_revoked(one) == Some(token);
        self.tokens.iter().filter(is_its)
    }
}

/// When an operation was over, as far as that is known.
fn over(operation: &Operation) -> Moment {
    operation.answered.unwrap_or(operation.sent)
}

/// The token of a user that an operation showed.
pub(super) fn token(operation: &Operation) -> Option<TokenNumber> {
    match operation.credential {
        Credential::User(token) => Some(token),
        Credential::NotNeeded
        | Credential::Missing
        | Credential::Invented
        | Credential::Application(_)
        | Credential::Standing => None,
    }
}

/// The token that an operation made or revoked.
fn made_or_revoked(operation: &Operation) -> Option<TokenNumber> {
    if let Kind::Revoke { token } = operation.kind {
        return Some(token);
    }
    let is_log_on = matches!(operation.kind, Kind::LogOn { .. });
    is_log_on.then_some(TokenNumber(operation.number.0))
}

fn each(history: &Pieces, mut take: impl FnMut(Operation)) -> Result<(), HistoryError> {
    for operation in history.read()? {
        take(operation?);
    }
    Ok(())
}
