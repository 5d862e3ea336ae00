use super::account::Account;
use super::expiring::Expiring;
use cpis_rules::{Policy, TokenState, is_token_good};
use cpis_vocabulary::{Text, Timestamp};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// Who holds an access token, and since when. IDN-5.
#[derive(Debug)]
pub struct Session {
    /// Who it was issued to.
    pub holder: Holder,
    /// When, by the tenant's clock.
    pub issued_at: Timestamp,
    /// The scope that was granted, as text.
    pub scope: Text,
    client: Option<Text>,
    revoked: AtomicBool,
}

/// Who an access token was issued to.
#[derive(Clone, Debug)]
pub enum Holder {
    /// A user who logged on.
    User(Arc<Account>),
    /// An application without a user.
    Application(Text),
}

/// The access tokens of one tenant.
#[derive(Debug)]
pub struct Sessions {
    by_token: RwLock<Expiring<Arc<Session>>>,
}

/// How many tokens are kept before expired ones are looked for.
const SWEEP_MIN: usize = 100_000;

impl Default for Sessions {
    fn default() -> Self {
        Self {
            by_token: RwLock::new(Expiring::new(SWEEP_MIN)),
        }
    }
}

impl Session {
    /// A session that begins.
    pub fn new(holder: Holder, issued_at: Timestamp, scope: Text) -> Self {
        Self {
            holder,
            issued_at,
            scope,
            client: None,
            revoked: AtomicBool::new(false),
        }
    }

    /// The same, of a user who logged on through this application.
    #[must_use]
    pub fn through(self, client: Option<Text>) -> Self {
        Self { client, ..self }
    }

    /// The application that the token was issued to, where it said its name.
    pub fn client(&self) -> Option<&Text> {
        match &self.holder {
            Holder::User(_) => self.client.as_ref(),
            Holder::Application(client) => Some(client),
        }
    }

    /// What the rules want to know of its token.
    pub fn state(&self) -> TokenState {
        TokenState {
            issued_at: self.issued_at,
            revoked: self.revoked.load(Ordering::SeqCst),
        }
    }
}

impl Sessions {
    /// Keeps a session under its token.
    pub fn begin(&self, token: String, session: Session, policy: &Policy) {
        let mut sessions = self
            .by_token
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let now = session.issued_at;
        sessions.keep(token, Arc::new(session), |other| {
            is_token_good(other.state(), now, policy)
        });
    }

    /// The session of a token, good or not; nothing if the token was never issued here.
    pub fn find(&self, token: &str) -> Option<Arc<Session>> {
        self.by_token
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(token)
            .cloned()
    }

    /// Revokes a token; whether it was ever issued makes no difference to the caller. IDN-5.
    pub fn revoke(&self, token: &str) {
        if let Some(session) = self.find(token) {
            session.revoked.store(true, Ordering::SeqCst);
        }
    }
}
