//! The list of previous views: what each one shows, and the one order behind them all. VIEW-1, 2, 3, 4, 6, IDN-3, ALT-9.

mod certain;
mod certificate;
mod chain;
mod entries;
mod missing;
mod order;
mod own;
mod search;
mod witness;

pub use chain::{ChainVerdict, Fault, Sight, Stay, chain};
pub(super) use entries::about;

use super::register::{During, Within};
use super::rules::{ALT_9, CLK_2, ENV_2, IDN_3, VIEW_1, VIEW_2, VIEW_3, VIEW_4, VIEW_6};
use super::{Case, Checker, Finding, Record, Tallies, joint};
use crate::history::{Kind, ListEntry, Moment, Operation, Outcome, Seen};
use chrono::TimeDelta;
use cpis_vocabulary::RequirementId;
use own::Own;

/// Judges the lists of previous views.
#[derive(Clone, Copy, Debug, Default)]
pub struct PreviousViews;

/// A list as it was read; the operation is absent for the list at the end.
#[derive(Clone, Debug)]
pub(super) struct Read<'a> {
    pub(super) operation: Option<&'a Operation>,
    entries: &'a [ListEntry],
    /// For each entry, the place of its access among the recorded ones, if it is one of them.
    accesses: Vec<Option<usize>>,
    total: u32,
}

impl Checker for PreviousViews {
    fn rules(&self) -> &[RequirementId] {
        &[
            VIEW_1, VIEW_2, VIEW_3, VIEW_4, VIEW_6, IDN_3, ALT_9, CLK_2, ENV_2,
        ]
    }

    fn judge(&self, case: &Case<'_>, tallies: &mut Tallies) {
        let reads = reads_of(case, tallies);
        let recorded = case.accesses.recorded.len();
        tallies.examined(VIEW_1, recorded);
        if reads.is_empty() {
            return;
        }
        let own = Own::of(&case.accesses);
        let mut sound = true;
        for read in &reads {
            sound &= entries::judge(case, (read, &own), tallies);
        }
        for rule in [VIEW_2, VIEW_4] {
            tallies.examined(rule, reads.len());
        }
        if case.world.tenants.are_several() {
            tallies.examined(ENV_2, reads.len());
        }
        tallies.examined(VIEW_6, recorded);
        let repeated = case
            .accesses
            .recorded
            .iter()
            .filter(|access| access.notices.is_empty());
        tallies.examined(
            VIEW_3,
            if case.world.authorities_asked {
                repeated.count()
            } else {
                0
            },
        );
        // A list with a strange, doubled or misplaced entry is told as such; the order would only repeat it.
        if sound {
            judge_order(case, (&reads, &own), tallies);
        }
    }
}

/// Where the accesses of these entries stand among the recorded ones.
fn places(case: &Case<'_>, entries: &[ListEntry]) -> Vec<Option<usize>> {
    entries
        .iter()
        .map(|entry| case.accesses.by_id.get(&entry.access).copied())
        .collect()
}

/// The lists that have to show the record: those of a child with a plan to show.
fn reads_of<'a>(case: &Case<'a>, tallies: &mut Tallies) -> Vec<Read<'a>> {
    let reading = &case.world.truth.reading;
    let mut reads = Vec::new();
    for operation in case.operations.iter().copied() {
        let (Kind::ReadList, Seen::List { entries, total }, Outcome::Answered { .. }) =
            (&operation.kind, &operation.seen, &operation.outcome)
        else {
            continue;
        };
        let read = Read {
            operation: Some(operation),
            entries,
            accesses: places(case, entries),
            total: *total,
        };
        match case.register.any_shown(Within::of(operation, reading)) {
            During::Never => {
                tallies.examined(ALT_9, 1);
                if *total > 0 || !entries.is_empty() {
                    tallies.found(
                        Finding::new(
                            ALT_9,
                            Some(case.key.child),
                            "previous views are shown for a child without a plan to show",
                        )
                        .operation(operation, format!("{total} previous views")),
                    );
                }
            }
            During::Perhaps if entries.is_empty() => {}
            During::Perhaps | During::Always => reads.push(read),
        }
    }
    if let Some(list) = case.final_list {
        let at = Within {
            sent: Moment::MAX,
            ended: Moment::MAX,
            from: case.span.1,
            // The last read comes after the last answer, within a day of the tenant's clock.
            to: case.span.1.plus(TimeDelta::days(1)),
        };
        let shown = case.register.any_shown(at);
        if shown == During::Always || !list.entries.is_empty() {
            let total = u32::try_from(list.entries.len()).unwrap_or(u32::MAX);
            reads.push(Read {
                operation: None,
                entries: &list.entries,
                accesses: places(case, &list.entries),
                total,
            });
        }
    }
    reads
}

/// Looks for one order of all accesses behind the lists.
fn judge_order(case: &Case<'_>, (reads, own): (&[Read<'_>], &Own<'_>), tallies: &mut Tallies) {
    let members = members(case);
    let mut place_of = vec![None; case.accesses.recorded.len()];
    for (place, access) in members.iter().enumerate() {
        if let Some(slot) = place_of.get_mut(*access) {
            *slot = Some(place);
        }
    }
    let stays = stays_of(case, &members);
    let sights = sights_of(case, (reads, own), &place_of);
    let lists = joint::Lists {
        reads,
        sights: &sights,
        members: &members,
        stays: &stays,
    };
    match chain(&stays, &sights) {
        ChainVerdict::Ordered(order) => joint::judge(case, lists, &order, tallies),
        ChainVerdict::Unresolved { order, read } => {
            if !joint::settle(case, lists, (&order, read), tallies) {
                tallies.doubted(
                    VIEW_6,
                    "the lists allow more orders than could be tried, and no contradiction was found",
                );
            }
        }
        ChainVerdict::Broken(faults) => {
            for fault in faults {
                for finding in certificate::of(case, reads, &members, fault) {
                    tallies.found(finding);
                }
            }
        }
    }
}

/// How the order sees these accesses.
fn stays_of(case: &Case<'_>, members: &[usize]) -> Vec<Stay> {
    members
        .iter()
        .filter_map(|access| case.accesses.recorded.get(*access))
        .map(|access| Stay {
            sent: access.sent,
            // What was told had happened by the time everything was quiet.
            ended: access.ended.min(Moment::from_nanos(u64::MAX - 1)),
            hint: access.stamp.unwrap_or(access.from).millis(),
        })
        .collect()
}

/// How the order sees these lists; `place_of` is where each recorded access stands among those that have to be in them.
fn sights_of(
    case: &Case<'_>,
    (reads, own): (&[Read<'_>], &Own<'_>),
    place_of: &[Option<usize>],
) -> Vec<Sight> {
    let place = |access: usize| *place_of.get(access)?;
    reads
        .iter()
        .map(|read| {
            let shown = read.accesses.iter().flatten().copied();
            let list: Vec<usize> = shown.filter_map(place).collect();
            let left_out = read
                .operation
                .map(|operation| own.left_out(operation, &read.accesses));
            let left_out = left_out.into_iter().flatten().filter_map(place);
            Sight {
                sent: read
                    .operation
                    .map_or(Moment::MAX, |operation| operation.sent),
                ended: read.operation.map_or(Moment::MAX, Operation::ended),
                own: left_out.collect(),
                is_full: read.entries.len() >= case.world.truth.reading.list_length,
                list,
            }
        })
        .collect()
}

/// The accesses that have to be in the list.
fn members(case: &Case<'_>) -> Vec<usize> {
    let all = case.accesses.recorded.iter().enumerate();
    match case.world.truth.reading.record {
        Record::NotifiedOnly if case.world.authorities_asked => all
            .filter(|(_, access)| !access.notices.is_empty())
            .map(|(place, _)| place)
            .collect(),
        // While the authorities have not been asked, whatever was answered with an id was recorded.
        Record::EveryAccess | Record::NotifiedOnly => all.map(|(place, _)| place).collect(),
    }
}
