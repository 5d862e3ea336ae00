use super::Account;
use super::expiring::Expiring;
use chrono::TimeDelta;
use cpis_vocabulary::{Text, Timestamp};
use std::sync::{Arc, Mutex, PoisonError};

/// What a user allowed an application when they logged on: what an authorization code stands for. IDN-2.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Who logged on.
    pub account: Arc<Account>,
    /// The application that asked; another one gets nothing for the code.
    pub client_id: Text,
    /// Where the code was sent; the application repeats it.
    pub redirect_uri: Text,
    /// The scopes that were asked for.
    pub scope: Text,
    /// What the application asked to see again in the ID token.
    pub nonce: Option<Text>,
    /// What proves that the code comes back from where it was asked for (RFC 7636).
    pub challenge: Option<Challenge>,
    /// When, by the tenant's clock.
    pub issued_at: Timestamp,
}

/// The challenge of a proof key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Challenge {
    /// The verifier itself.
    Plain(Text),
    /// The base64url form of the verifier's SHA-256.
    S256(Text),
}

/// The authorization codes of one tenant. Each opens a session once.
#[derive(Debug)]
pub struct Codes {
    by_code: Mutex<Expiring<State>>,
}

#[derive(Debug)]
enum State {
    Fresh(Arc<Grant>),
    /// It was shown before, at the latest then; the token that it brought, if it brought one.
    Spent {
        issued_at: Timestamp,
        token: Option<Box<str>>,
    },
}

/// What a code is worth.
#[derive(Clone, Debug)]
pub enum Spending {
    /// It stood for this, and is spent now.
    Granted(Arc<Grant>),
    /// It was never given, or so long ago that it is forgotten.
    Unknown,
    /// It is past its life.
    Expired,
    /// It was shown before. What it brought then is to be revoked (RFC 6749, section 4.1.2).
    Again {
        /// The token that it brought.
        token: Option<Box<str>>,
    },
}

/// How long a code can be exchanged; RFC 6749 recommends ten minutes at most.
const CODE_LIFE: TimeDelta = TimeDelta::minutes(10);

/// How many codes are kept before expired ones are forgotten.
const SWEEP_MIN: usize = 10_000;

impl Default for Codes {
    fn default() -> Self {
        Self {
            by_code: Mutex::new(Expiring::new(SWEEP_MIN)),
        }
    }
}

impl Codes {
    /// Keeps what a code stands for.
    pub fn keep(&self, code: String, grant: Grant) {
        let mut codes = self.by_code.lock().unwrap_or_else(PoisonError::into_inner);
        let now = grant.issued_at;
        codes.keep(code, State::Fresh(Arc::new(grant)), |other| {
            now.since(other.issued_at()) < CODE_LIFE
        });
    }

    /// Spends a code: whatever comes of it, it opens nothing again.
    pub fn spend(&self, code: &str, now: Timestamp) -> Spending {
        let mut codes = self.by_code.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(state) = codes.get_mut(code) else {
            return Spending::Unknown;
        };
        let issued_at = state.issued_at();
        let spent = State::Spent {
            issued_at,
            token: None,
        };
        match std::mem::replace(state, spent) {
            State::Spent { token, .. } => Spending::Again { token },
            State::Fresh(_) if now.since(issued_at) >= CODE_LIFE => Spending::Expired,
            State::Fresh(grant) => Spending::Granted(grant),
        }
    }

    /// Notes the token that a code brought, so that showing the code again can take it back.
    pub fn brought(&self, code: &str, brought: &str) {
        let mut codes = self.by_code.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(State::Spent { token, .. }) = codes.get_mut(code) {
            *token = Some(brought.into());
        }
    }
}

impl State {
    fn issued_at(&self) -> Timestamp {
        match self {
            Self::Fresh(grant) => grant.issued_at,
            Self::Spent { issued_at, .. } => *issued_at,
        }
    }
}
