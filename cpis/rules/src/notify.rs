use crate::{NewAuthority, Policy, Window};
use alloc::vec::Vec;
use cpis_vocabulary::{AccessId, AuthorityCode, Timestamp};

/// Whether an access tells the local authorities. ASN-1, ASN-3.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Notify {
    /// Tell every authority with a displayable plan, and open a window.
    Send,
    /// It repeats `repeats`, but these authorities have not been told since: tell them alone. ASN-5, `new_authority = notify`.
    SendTo {
        /// The notified access that it repeats.
        repeats: AccessId,
        /// Who has not been told.
        authorities: Vec<AuthorityCode>,
    },
    /// They have been told: it repeats `repeats` inside the window.
    Suppress {
        /// The notified access that it repeats.
        repeats: AccessId,
    },
}

/// Decides whether a notifying access to displayable plans tells the authorities.
///
/// `window` is the last one of the same user and organisation at this child; `authorities` are those with a displayable plan. The
/// window is half open: an access exactly `policy.window` after the notified one is news again. Only notified accesses hold it
/// open (unless `anchor = last_access`), so a busy department cannot silence itself for ever. An access stamped before the
/// notified one repeats it: clocks step back, children do not.
///
/// ```
/// use chrono::TimeDelta;
/// use cpis_rules::{Notify, Policy, Window, notify};
/// use cpis_vocabulary::{AccessId, Timestamp};
///
/// let noon = Timestamp::parse("2026-03-28T12:00:00Z")?;
/// let window = Window {
///     access: AccessId::new(1),
///     notified_at: noon,
///     last_access: noon,
///     told: vec!["X01".into()],
/// };
/// let after = |hours| {
///     let at = noon.plus(TimeDelta::hours(hours));
///     notify(Some(&window), at, &["X01".into()], &Policy::default())
/// };
/// assert_eq!(after(23), Notify::Suppress { repeats: AccessId::new(1) });
/// assert_eq!(after(24), Notify::Send);
/// # Ok::<(), cpis_vocabulary::TimestampError>(())
/// ```
///
/// Requirements: ASN-3 (repeats), ASN-5 (authorities).
pub fn notify(
    window: Option<&Window>,
    at: Timestamp,
    authorities: &[AuthorityCode],
    policy: &Policy,
) -> Notify {
    let Some(window) = window.filter(|window| window.covers(at, policy)) else {
        return Notify::Send;
    };
    let repeats = window.access;
    let untold: Vec<_> = match policy.new_authority {
        NewAuthority::Wait => Vec::new(),
        NewAuthority::Notify => authorities
            .iter()
            .filter(|code| !window.told.contains(code))
            .cloned()
            .collect(),
    };
    if untold.is_empty() {
        Notify::Suppress { repeats }
    } else {
        Notify::SendTo {
            repeats,
            authorities: untold,
        }
    }
}
