use cpis_vocabulary::{Text, Timestamp};
use cpis_wire::control::{self, ControlError, PdsMethod};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// What the applications of one tenant may ask of PDS; anything at any rate until somebody says otherwise.
///
/// Rates count by the tenant's clock: under a frozen one a stretch lasts until the clock is moved, so that a test can use a share up
/// and have a new one when it says so.
#[derive(Debug, Default)]
pub struct Limits {
    /// Whether there is any: without one, nobody waits for the lock.
    in_force: AtomicBool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    asked: control::Limits,
    /// By application; users whose log-on named none count as one.
    used: HashMap<Option<Text>, Stretch>,
}

/// The requests of one application in one stretch of time.
#[derive(Debug)]
struct Stretch {
    began: Timestamp,
    requests: u32,
}

/// Whether an application may do what it asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Permit {
    /// It may.
    Granted,
    /// It has used up its share.
    TooMany,
    /// It has no permission.
    Denied,
}

/// How many applications are counted; beyond that the counts begin anew.
const COUNTED_MAX: usize = 10_000;

impl Limits {
    /// Puts other limits in the place of those there are; every count begins anew.
    ///
    /// # Errors
    /// When a limit could not be kept, or two are for one application.
    pub fn set(&self, asked: control::Limits) -> Result<(), ControlError> {
        for (place, limit) in asked.limits.iter().enumerate() {
            check(place, limit)?;
            let earlier = asked.limits.iter().take(place);
            if earlier
                .into_iter()
                .any(|one| one.client_id == limit.client_id)
            {
                return Err(ControlError::field(
                    format!("limits[{place}].client_id"),
                    "an application has one limit, this one has another already",
                ));
            }
        }
        let mut state = self.state();
        self.in_force
            .store(!asked.limits.is_empty(), Ordering::SeqCst);
        *state = State {
            asked,
            used: HashMap::new(),
        };
        Ok(())
    }

    /// The limits in force.
    pub fn asked(&self) -> control::Limits {
        self.state().asked.clone()
    }

    /// Lifts every limit.
    pub fn clear(&self) {
        let mut state = self.state();
        self.in_force.store(false, Ordering::SeqCst);
        *state = State::default();
    }

    /// Whether an application may make this request now; a request that may be made counts, and one too many does not.
    ///
    /// The clock is asked only if there is a rate to be kept.
    pub fn permit(
        &self,
        client: Option<&str>,
        method: PdsMethod,
        now: impl FnOnce() -> Timestamp,
    ) -> Permit {
        if !self.in_force.load(Ordering::SeqCst) {
            return Permit::Granted;
        }
        let mut state = self.state();
        let State { asked, used } = &mut *state;
        let named = |name: Option<&str>| {
            let mut limits = asked.limits.iter();
            limits.find(|limit| limit.client_id.as_deref() == name)
        };
        let Some(limit) = client.and_then(|_| named(client)).or_else(|| named(None)) else {
            return Permit::Granted;
        };
        if limit.denied.contains(&method) {
            return Permit::Denied;
        }
        if let Some(most) = limit.requests {
            let now = now();
            if used.len() >= COUNTED_MAX {
                used.clear();
            }
            let stretch = used.entry(client.map(Text::from)).or_insert(Stretch {
                began: now,
                requests: 0,
            });
            let length = limit.per.length().num_milliseconds();
            if !(0..length).contains(&(now.millis() - stretch.began.millis())) {
                *stretch = Stretch {
                    began: now,
                    requests: 0,
                };
            }
            if stretch.requests >= most {
                return Permit::TooMany;
            }
            stretch.requests += 1;
        }
        Permit::Granted
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn check(place: usize, limit: &control::Limit) -> Result<(), ControlError> {
    if limit.per.length().num_milliseconds() == 0 {
        return Err(ControlError::field(
            format!("limits[{place}].per"),
            "a stretch lasts a millisecond at least, this one lasts no time",
        ));
    }
    if limit.client_id.as_deref() == Some("") {
        return Err(ControlError::field(
            format!("limits[{place}].client_id"),
            "an application has a name; leave client_id out for every other application",
        ));
    }
    Ok(())
}
