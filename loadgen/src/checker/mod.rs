//! The judge: what a run saw, against the rules, derived here from the rulebook alone.
//!
//! It never calls the code that it judges. Each [`Checker`] looks at one child's history ([`Case`]) and takes down what it examined,
//! found and doubts ([`Tallies`]); [`judge`] runs them all. A finding holds in every world that agrees with the client's clock; what
//! allows both is a doubt.

mod access_control;
mod accesses;
mod again;
mod bundles;
mod calendar;
mod clock;
mod consistency;
mod dedup;
mod delivery;
mod deserved;
mod docket;
mod earlier;
mod explain;
mod finding;
mod hashing;
mod joint;
mod judging;
mod list;
mod long;
mod offline;
mod online;
mod piles;
mod reading;
mod register;
mod rules;
mod search;
mod sorter;
mod spilt;
mod survey;
mod survivors;
mod tenants;
mod tokens;
mod truth;
mod verdict;
mod visibility;
mod world;

pub use access_control::AccessControl;
pub(crate) use calendar::{end_on_the_wire, last_day_shown, london_day};
pub use clock::{Clock, ClockBounds, ClockSanity, clock_sanity};
pub use consistency::Consistency;
pub use dedup::{Contradiction, Deduplication, Span, contradictions};
pub use delivery::Delivery;
pub(crate) use deserved::{Otherwise, with_a_good_token};
pub use docket::Case;
pub use earlier::Earlier;
pub(crate) use finding::interval;
pub use finding::{Bar, CertificateLine, Finding, Lane, Mark, Note, TimeLine};
pub use list::{ChainVerdict, Fault, PreviousViews, Sight, Stay, chain};
pub use offline::{
    Files, JudgeError, Judged, LedgerFrom, Onlooker, Room, judge_files, judge_within,
};
pub use online::{Judge, Look, Patience, Suspect};
pub(crate) use reading::count;
pub use reading::{Anchor, Beginning, BothActivities, NewAuthority, Reading, Record};
pub use rules::{ALONE, ALONE_WITHOUT_CHANGES, counted};
pub(crate) use search::disputed;
pub(crate) use tokens::{Liveness, Tokens};
pub use truth::{ChildTruth, People, Truth};
pub use verdict::{AccessCounts, Tallies, Verdict};
pub use visibility::Visibility;

use crate::history::{Ledger, Operation};
use cpis_vocabulary::RequirementId;
use docket::{Docket, Papers};
use std::io;
use survey::Survey;
use world::{Source, World};

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
    let mut tallies = Tallies::default();
    // What is in memory needs no temporary file, and so nothing can go wrong.
    let _ = judge_in_memory(truth, history, ledger, &mut tallies);
    tallies
}

fn judge_in_memory(
    truth: Truth<'_>,
    history: &[Operation],
    ledger: &Ledger,
    tallies: &mut Tallies,
) -> io::Result<()> {
    let mut survey = Survey::in_memory(&truth, history.len());
    for (place, operation) in (0..).zip(history) {
        survey.take(operation, place)?;
    }
    if let Some(notices) = &ledger.notices {
        survey.authorities_were_asked();
        for notice in notices {
            survey.told(&notice.tenant, notice.access)?;
        }
    }
    let source = Held(history);
    let (world, stamps) = survey.finish(truth, &source)?;
    let papers = Papers {
        operations: history,
        notices: ledger.notices.as_deref().unwrap_or_default(),
        final_lists: &ledger.final_lists,
    };
    if world.authorities_asked {
        tallies.count_no_notices();
    }
    judge_cases(&world, papers, tallies);
    for operation in history {
        access_control::judge_childless(&world, operation, tallies);
    }
    let changes = search::Changes::of(history);
    let searches = search::Searches::new(truth, &changes, world.authorities_asked);
    for operation in history {
        searches.judge(operation, tallies);
    }
    stamps.judge(&world, tallies)
}

/// Judges every child that these papers are about.
fn judge_cases(world: &World<'_>, papers: Papers<'_>, tallies: &mut Tallies) {
    let docket = Docket::sort(world, papers);
    for case in docket.cases() {
        judge_case(&case, tallies);
    }
}

fn judge_case(case: &Case<'_>, tallies: &mut Tallies) {
    tallies.go_to(case.rank);
    tallies.count_accesses(case);
    for checker in CHECKERS {
        checker.judge(case, tallies);
    }
}

/// A history that is in memory.
#[derive(Debug)]
struct Held<'a>(&'a [Operation]);

impl Source for Held<'_> {
    fn operation(&self, place: u64) -> io::Result<Option<Operation>> {
        let place = usize::try_from(place).ok();
        Ok(place.and_then(|place| self.0.get(place)).cloned())
    }
}
