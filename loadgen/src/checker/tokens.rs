use super::hashing::IdMap;
use crate::history::{Credential, Kind, Moment, Operation, Outcome, TokenNumber};
use cpis_vocabulary::Timestamp;

/// Whether a token was good when it was shown. IDN-5.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Liveness {
    /// At every instant of the request.
    Live,
    /// At none.
    Dead,
    /// A log-on, a revocation or the expiry overlaps the request.
    Either,
}

/// Every token of a history, with its birth and its end.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    by_number: IdMap<TokenNumber, Token>,
}

#[derive(Debug)]
struct Token {
    epoch: u32,
    known: bool,
    granted: (Timestamp, Timestamp),
    life_ms: i64,
    /// A revocation can have taken effect from here on.
    revoked_from: Moment,
    /// A revocation has certainly taken effect from here on.
    revoked_by: Moment,
}

/// One of which no log-on is known.
impl Default for Token {
    fn default() -> Self {
        Self {
            epoch: 0,
            known: false,
            granted: (Timestamp::MIN, Timestamp::MAX),
            life_ms: 0,
            revoked_from: Moment::MAX,
            revoked_by: Moment::MAX,
        }
    }
}

impl Tokens {
    /// An expiry is told in whole seconds: within one second of it, either answer is right.
    const GRAIN_MS: i64 = 1_000;

    /// Takes a log-on or a revocation down; every operation may be given, in any order.
    pub(crate) fn take(&mut self, operation: &Operation, life_s: u32) {
        if let Kind::LogOn { expires_in } = operation.kind {
            let token = self
                .by_number
                .entry(TokenNumber(operation.number.0))
                .or_default();
            token.known = operation.outcome.happened();
            token.epoch = operation.epoch;
            token.granted = (operation.v_inv, operation.v_ret);
            token.life_ms = i64::from(expires_in.unwrap_or(life_s)) * 1_000;
        }
        if let Kind::Revoke { token } = operation.kind {
            // The log-on may be read after it.
            let token = self.by_number.entry(token).or_default();
            match operation.outcome {
                Outcome::Answered { .. } => {
                    token.revoked_from = token.revoked_from.min(operation.sent);
                    token.revoked_by = token.revoked_by.min(operation.ended());
                }
                Outcome::Unknown { .. } => {
                    token.revoked_from = token.revoked_from.min(operation.sent);
                }
                Outcome::Refused { .. } | Outcome::NotSent => {}
            }
        }
    }

    /// Whether the token of a request was good.
    pub(crate) fn liveness(&self, request: &Operation, tolerance_ms: i64) -> Liveness {
        let (Credential::User(number) | Credential::Application(number)) = request.credential
        else {
            return match request.credential {
                Credential::Missing | Credential::Invented => Liveness::Dead,
                Credential::NotNeeded
                | Credential::Standing
                | Credential::User(_)
                | Credential::Application(_) => Liveness::Live,
            };
        };
        let Some(token) = self.by_number.get(&number) else {
            return Liveness::Either;
        };
        if !token.known || token.epoch != request.epoch {
            return Liveness::Either;
        }
        let slack = Self::GRAIN_MS + tolerance_ms;
        let expires_first = token.granted.0.millis() + token.life_ms - slack;
        let expires_last = token.granted.1.millis() + token.life_ms + slack;
        if token.revoked_by < request.sent || request.v_inv.millis() >= expires_last {
            Liveness::Dead
        } else if token.revoked_from > request.ended() && request.v_ret.millis() < expires_first {
            Liveness::Live
        } else {
            Liveness::Either
        }
    }
}
