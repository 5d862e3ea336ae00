//! The 24-hour rule: per user, child and organisation never two notified accesses in one window, never none. ASN-3, ASN-4, ASN-7.
//!
//! It runs twice. From intervals alone, which finds lies; and with the Spine's stamps where they lie inside those intervals, which
//! finds errors at the edge. What tells a notified access from a suppressed one is the authorities' inbox, by access id.

mod certificate;
mod intervals;
mod newcomers;
mod sliding;

pub use intervals::{Contradiction, Span, contradictions};

use super::accesses::Recorded;
use super::earlier;
use super::rules::{ASN_3, ASN_4, ASN_7};
use super::{Anchor, Case, Checker, NewAuthority, Tallies};
use cpis_vocabulary::{OrganisationCode, RequirementId, UserId};
use std::collections::HashMap;

/// Judges the rolling window.
#[derive(Clone, Copy, Debug, Default)]
pub struct Deduplication;

/// So many keys are compared one by one.
const NEAR: usize = 8;

/// The accesses of one user at one organisation to one child.
#[derive(Default)]
struct Key<'c, 'a> {
    notified: Vec<&'c Recorded<'a>>,
    suppressed: Vec<&'c Recorded<'a>>,
}

/// By which account the instants of accesses are taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Account {
    /// The client's intervals.
    Intervals,
    /// The Spine's stamps, where it gave one that can be.
    Stamps,
}

impl Checker for Deduplication {
    fn rules(&self) -> &[RequirementId] {
        &[ASN_3, ASN_4, ASN_7]
    }

    fn judge(&self, case: &Case<'_>, tallies: &mut Tallies) {
        if case.accesses.recorded.is_empty() {
            return;
        }
        if !case.world.authorities_asked {
            let why = "nobody asked the authorities what they received, so notified and suppressed accesses look the same";
            for rule in [ASN_3, ASN_4, ASN_7] {
                tallies.doubted(rule, why);
            }
            return;
        }
        let mut keys = keys_of(case);
        if case.world.truth.reading.new_authority == NewAuthority::Notify {
            for (_, key) in &mut keys {
                newcomers::judge(case, key, tallies);
            }
        }
        let examined = keys
            .iter()
            .map(|(_, key)| key.notified.len() + key.suppressed.len())
            .sum();
        tallies.examined(ASN_3, examined);
        tallies.examined(ASN_7, examined);
        tallies.examined(ASN_4, usize::from(keys.len() > 1));
        for (name, key) in &keys {
            if case.world.truth.reading.anchor == Anchor::Notified {
                earlier::told_again(case, *name, &key.notified, tallies);
            }
            match case.world.truth.reading.anchor {
                Anchor::Notified => judge_anchored(case, &keys, (name, key), tallies),
                Anchor::LastAccess => sliding::judge(case, key, tallies),
            }
        }
    }
}

/// Each key with its accesses, in the order in which they come first.
type Keys<'c, 'a> = Vec<((&'c UserId, &'c OrganisationCode), Key<'c, 'a>)>;

fn keys_of<'c, 'a>(case: &'c Case<'a>) -> Keys<'c, 'a> {
    let mut keys: Keys<'c, 'a> = Vec::new();
    let mut places: HashMap<(&UserId, &OrganisationCode), usize> = HashMap::new();
    for access in &case.accesses.recorded {
        let Some(caller) = access.caller() else {
            continue;
        };
        // What has no right to be recorded is told by other rules; it must not count as a window here.
        if !access.is_rightful || !access.is_attributed {
            continue;
        }
        let name = (&caller.user, &caller.organisation);
        // Most children have few keys; a hot one has many.
        let near = keys.iter().take(NEAR).position(|(known, _)| *known == name);
        let place = near.unwrap_or_else(|| {
            *places.entry(name).or_insert_with(|| {
                keys.push((name, Key::default()));
                keys.len() - 1
            })
        });
        let Some((_, key)) = keys.get_mut(place) else {
            continue;
        };
        if access.notices.is_empty() {
            key.suppressed.push(access);
        } else {
            key.notified.push(access);
        }
    }
    for (_, key) in &mut keys {
        excuse(case, key);
    }
    keys
}

/// Takes out the suppressed accesses that a window from before the run may cover.
fn excuse(case: &Case<'_>, key: &mut Key<'_, '_>) {
    key.suppressed
        .retain(|access| !earlier::may_cover(case, access));
}

fn judge_anchored(
    case: &Case<'_>,
    keys: &Keys<'_, '_>,
    (name, key): (&(&UserId, &OrganisationCode), &Key<'_, '_>),
    tallies: &mut Tallies,
) {
    let window = case.world.truth.reading.window_ms;
    for account in [Account::Intervals, Account::Stamps] {
        let notified: Vec<Span> = key
            .notified
            .iter()
            .map(|access| span(access, account))
            .collect();
        let suppressed: Vec<Span> = key
            .suppressed
            .iter()
            .map(|access| span(access, account))
            .collect();
        let long = |span: &Span| span.to - span.from >= window;
        if notified.iter().chain(&suppressed).any(long) {
            // The algorithm wants spans shorter than the window; only an unanswered access without a stamp is longer.
            if account == Account::Stamps {
                tallies.doubted(
                    ASN_3,
                    "an unanswered access may have taken effect over more than a window",
                );
            }
            continue;
        }
        let found = contradictions(&notified, &suppressed, window);
        for contradiction in &found {
            let finding = certificate::of(case, key, contradiction, account);
            for rule in also_broken(case, keys, name, key, contradiction) {
                tallies.found(finding.also(rule));
            }
            tallies.found(finding);
        }
        if !found.is_empty() {
            return;
        }
    }
    out_of_order(case, key, tallies);
}

fn span(access: &Recorded<'_>, account: Account) -> Span {
    match (account, access.stamp) {
        (Account::Stamps, Some(stamp)) => Span {
            from: stamp.millis(),
            to: stamp.millis(),
        },
        (Account::Stamps, None) | (Account::Intervals, _) => Span {
            from: access.from.millis(),
            to: access.to.millis(),
        },
    }
}

/// The further rules that a contradiction breaks: other keys that explain it, and the promise under concurrency.
fn also_broken(
    case: &Case<'_>,
    keys: &Keys<'_, '_>,
    name: &(&UserId, &OrganisationCode),
    key: &Key<'_, '_>,
    contradiction: &Contradiction,
) -> Vec<RequirementId> {
    let window = case.world.truth.reading.window_ms;
    match contradiction {
        Contradiction::TwoNotified { earlier, later } => {
            let (Some(a), Some(b)) = (key.notified.get(*earlier), key.notified.get(*later)) else {
                return Vec::new();
            };
            let overlapping = a.sent <= b.ended && b.sent <= a.ended;
            let repeated = a.operation.trace.is_some() && a.operation.trace == b.operation.trace;
            let unanswered = !a.was_answered || !b.was_answered;
            let roles_differ = a.caller().map(|c| &c.role) != b.caller().map(|c| &c.role);
            let mut also = Vec::new();
            if overlapping || repeated || unanswered {
                also.push(ASN_7);
            }
            if roles_differ {
                also.push(ASN_4);
            }
            also
        }
        Contradiction::NoneNotified { suppressed, .. } => {
            let Some(s) = key.suppressed.get(*suppressed) else {
                return Vec::new();
            };
            let explained = keys
                .iter()
                .filter(|(other, _)| other != name)
                .any(|(_, other)| {
                    other
                        .notified
                        .iter()
                        .any(|n| n.from <= s.to && s.from.millis() < n.to.millis() + window)
                });
            if explained {
                vec![ASN_4, ASN_7]
            } else {
                vec![ASN_7]
            }
        }
        Contradiction::Squeeze { .. } => Vec::new(),
    }
}

/// Finds suppressed accesses that were over before every access began that could cover them. On a clock that stands still the
/// instants are equal, and only this tells.
fn out_of_order(case: &Case<'_>, key: &Key<'_, '_>, tallies: &mut Tallies) {
    if key.suppressed.is_empty() {
        return;
    }
    let openings = Openings::of(key, case.world.truth.reading.window_ms);
    for (place, s) in key.suppressed.iter().enumerate() {
        if openings.cover(s) {
            continue;
        }
        let mut notified = key.notified.iter();
        let contradiction = Contradiction::NoneNotified {
            suppressed: place,
            before: None,
            after: notified.position(|n| n.from <= s.to && n.sent > s.ended),
        };
        let finding = certificate::of(case, key, &contradiction, Account::Intervals);
        tallies.found(finding.also(ASN_7));
        tallies.found(finding);
    }
}

/// The notified accesses of one key by the instants from which they can have opened a window, each with the latest instant at which
/// it or one before it can.
struct Openings<'c, 'a> {
    by_instant: Vec<(Span, i64, &'c Recorded<'a>)>,
    window: i64,
}

impl<'c, 'a> Openings<'c, 'a> {
    fn of(key: &Key<'c, 'a>, window: i64) -> Self {
        let notified = key.notified.iter();
        let mut by_instant: Vec<_> = notified
            .map(|n| (span(n, Account::Stamps), 0, *n))
            .collect();
        by_instant.sort_by_key(|(span, ..)| span.from);
        let mut latest = i64::MIN;
        for (span, until, _) in &mut by_instant {
            latest = latest.max(span.to);
            *until = latest;
        }
        Self { by_instant, window }
    }

    /// Whether one of the windows can hold a suppressed access, and began before that was over.
    fn cover(&self, s: &Recorded<'_>) -> bool {
        let suppressed = span(s, Account::Stamps);
        let begun = self
            .by_instant
            .partition_point(|(span, ..)| span.from <= suppressed.to);
        let begun = self
            .by_instant
            .get(..begun)
            .unwrap_or_default()
            .iter()
            .rev();
        begun
            .take_while(|(_, latest, _)| suppressed.from < latest + self.window)
            .any(|(span, _, n)| suppressed.from < span.to + self.window && n.sent <= s.ended)
    }
}
