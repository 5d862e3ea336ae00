//! The judge: what a run saw, against the rules, derived here from the rulebook alone.
//!
//! It never calls the code that it judges. Each [`Checker`] looks at one child's history ([`Case`]) and takes down what it examined,
//! found and doubts ([`Tallies`]); [`judge`] runs them all. A finding holds in every world that agrees with the client's clock; what
//! allows both is a doubt.

mod access_control;
mod accesses;
mod calendar;
mod clock;
mod consistency;
mod dedup;
mod delivery;
mod deserved;
mod docket;
mod explain;
mod finding;
mod hashing;
mod list;
mod reading;
mod register;
mod rules;
mod search;
mod tokens;
mod truth;
mod verdict;
mod visibility;

pub use access_control::AccessControl;
pub use clock::{Clock, ClockSanity, clock_sanity};
pub use consistency::Consistency;
pub use dedup::{Contradiction, Deduplication, Span, contradictions};
pub use delivery::Delivery;
pub use docket::{Case, Docket};
pub use finding::{Bar, CertificateLine, Finding, Lane, Mark, Note, TimeLine};
pub use list::{ChainVerdict, Fault, PreviousViews, Sight, Stay, chain};
pub use reading::{Anchor, Beginning, BothActivities, NewAuthority, Reading, Record};
pub use rules::counted;
pub(crate) use search::disputed;
pub use truth::{ChildTruth, People, Truth};
pub use verdict::{Tallies, Verdict};
pub use visibility::Visibility;

use crate::history::{Ledger, Operation};
use cpis_vocabulary::RequirementId;

/// Judges one child's history by one group of rules.
pub trait Checker: Sync {
    /// The rules that it can find upheld or broken.
    fn rules(&self) -> &[RequirementId];

    /// Takes down what it examined, found and doubts about one child.
    fn judge(&self, case: &Case<'_>, tallies: &mut Tallies);
}

/// Every checker.
pub const CHECKERS: [&dyn Checker; 7] = [
    &Deduplication,
    &Delivery,
    &PreviousViews,
    &Visibility,
    &AccessControl,
    &Clock,
    &Consistency,
];

/// Judges a whole history by every rule.
pub fn judge(truth: Truth<'_>, history: &[Operation], ledger: &Ledger) -> Tallies {
    let docket = Docket::sort(truth, history, ledger);
    let mut tallies = Tallies::default();
    for case in docket.cases() {
        for checker in CHECKERS {
            checker.judge(&case, &mut tallies);
        }
    }
    access_control::judge_childless(docket.world(), &mut tallies);
    search::judge_searches(&truth, history, &mut tallies);
    clock::judge_tenants(history, &truth.reading, &mut tallies);
    tallies
}
