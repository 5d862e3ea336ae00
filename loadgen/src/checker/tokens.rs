use crate::history::{Credential, Kind, Moment, Operation, Outcome, TokenNumber};
use cpis_vocabulary::Timestamp;
use std::collections::HashMap;

/// Whether a token was good when it was shown. IDN-5.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Liveness {
    /// At every instant of the request.
    Live,
    /// At none.
    Dead,
    /// A log-on, a revocation or the expiry overlaps the request.
    Either,
}

/// Every token of a history, with its birth and its end.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    by_number: HashMap<TokenNumber, Token>,
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

impl Tokens {
    /// An expiry is told in whole seconds: within one second of it, either answer is right.
    const GRAIN_MS: i64 = 1_000;

    pub(super) fn of(history: &[Operation], life_s: u32) -> Self {
        let mut by_number = HashMap::new();
        for operation in history {
            if let Kind::LogOn { expires_in } = operation.kind {
                by_number.insert(
                    TokenNumber(operation.number.0),
                    Token {
                        epoch: operation.epoch,
                        known: operation.outcome.happened(),
                        granted: (operation.v_inv, operation.v_ret),
                        life_ms: i64::from(expires_in.unwrap_or(life_s)) * 1_000,
                        revoked_from: Moment::MAX,
                        revoked_by: Moment::MAX,
                    },
                );
            }
        }
        for operation in history {
            let Kind::Revoke { token } = operation.kind else {
                continue;
            };
            let Some(token) = by_number.get_mut(&token) else {
                continue;
            };
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
        Self { by_number }
    }

    /// Whether the token of a request was good.
    pub(super) fn liveness(&self, request: &Operation, tolerance_ms: i64) -> Liveness {
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
