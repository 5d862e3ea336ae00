use super::clock_view::ClockView;
use crate::history::TokenNumber;
use chrono::TimeDelta;
use cpis_vocabulary::{Timestamp, UserId};
use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// An access token of the run.
#[derive(Debug)]
pub(super) struct Token {
    /// What goes into the header.
    bearer: String,
    /// The operation that logged on.
    pub(super) number: TokenNumber,
    /// From when on it may have expired, by the Spine's clock.
    pub(super) good_until: Timestamp,
}

/// What stands before a token in a header.
const BEARER: &str = "Bearer ";

impl Token {
    pub(super) fn new(text: &str, number: TokenNumber, good_until: Timestamp) -> Self {
        Self {
            bearer: [BEARER, text].concat(),
            number,
            good_until,
        }
    }

    /// What goes into the header `Authorization`.
    pub(super) fn bearer(&self) -> &str {
        &self.bearer
    }

    /// The token itself.
    pub(super) fn text(&self) -> &str {
        self.bearer.get(BEARER.len()..).unwrap_or_default()
    }
}

/// The tokens that the run holds, the latest of each user.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    by_user: Mutex<HashMap<UserId, Arc<Token>, RandomState>>,
    was_turned_down: AtomicBool,
}

/// How long before its end a token is no longer used: requests take their time.
const MARGIN: TimeDelta = TimeDelta::seconds(60);

impl Sessions {
    /// The user's token, if it is certainly good for a while.
    pub(super) fn find(&self, user: &UserId, clock: &ClockView) -> Option<Arc<Token>> {
        let sessions = self.by_user.lock().unwrap_or_else(PoisonError::into_inner);
        let token = sessions.get(user)?;
        (clock.latest().plus(MARGIN) < token.good_until).then(|| Arc::clone(token))
    }

    /// Keeps a token.
    pub(super) fn keep(&self, user: UserId, token: Arc<Token>) {
        self.by_user
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(user, token);
    }

    /// How many users hold a token.
    pub(super) fn count(&self) -> usize {
        let sessions = self.by_user.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.len()
    }

    /// Notes that a token was turned down that seemed to be good.
    pub(super) fn turn_down(&self) {
        self.was_turned_down.store(true, Ordering::Relaxed);
    }

    /// Whether one was.
    pub(super) fn was_turned_down(&self) -> bool {
        self.was_turned_down.load(Ordering::Relaxed)
    }

    /// Drops a token that turned out to be good no longer, unless another has taken its place.
    pub(super) fn drop_token(&self, user: &UserId, number: TokenNumber) {
        let mut sessions = self.by_user.lock().unwrap_or_else(PoisonError::into_inner);
        if sessions
            .get(user)
            .is_some_and(|token| token.number == number)
        {
            sessions.remove(user);
        }
    }
}
