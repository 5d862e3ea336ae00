//! The judge against a search of Wing, Gong and Lowe over one child's accesses and lists, unanswered ones among them.
//!
//! Written from the rulebook alone (ASN-3, ASN-7, VIEW-2, VIEW-4, VIEW-6, VIEW-7): it tries every order in which operations can have
//! taken effect, and keeps in mind where it has been. An order respects the client's clock; each user's accesses stand in it as the
//! Spine's own account of their instants has them. What different users' instants say of each other is CLK-2's affair, not this one's.

use super::checker_online::told_meanwhile;
use super::checker_operation::operation;
use super::checker_random::Draw;
use super::checker_spine::{caller, child, date, plan};
use cpis_vocabulary::{AccessId, PatientStatus, PlanKind, Timestamp, TraceId};
use loadgen::checker::{ChildTruth, Reading, Tallies, Truth, Verdict, judge};
use loadgen::history::{
    Activity, Caller, Kind, Ledger, ListEntry, Moment, Notice, Operation, PlanSeen, Seen,
};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// In milliseconds.
const WINDOW: i64 = 20;
const LIST: usize = 3;
/// The last one of them looks once, at the end.
const USERS: usize = 4;

#[derive(Clone, Debug)]
enum What {
    /// An access by this user; its id, whether an authority was told, and whether the answer was stamped.
    Access {
        user: usize,
        id: u64,
        is_told: bool,
        is_stamped: bool,
        instant: i64,
    },
    /// A reading of the list by this user, which showed these.
    Read { reader: usize, list: Vec<u64> },
}

/// What was done, between which moments, and between which instants by the client's knowledge.
#[derive(Clone, Debug)]
struct Done {
    what: What,
    trace: u64,
    sent: u64,
    ended: Option<u64>,
    from: i64,
    to: i64,
}

/// How the Spine's clock goes by the moments of the client's.
enum Clock {
    Still,
    Running,
    /// Moved on by so many milliseconds, each time between two moments.
    Moved(Vec<(u64, u64, u64)>),
}

const STEP: i64 = 9;

impl Clock {
    fn draw(draw: &mut Draw) -> Self {
        match draw.below(3) {
            0 => Self::Still,
            1 => Self::Running,
            _ => {
                let moves = (0..5).map(|turn| {
                    let sent = turn * 15 + draw.below(3);
                    let at = sent + draw.below(4);
                    (sent, at, at + draw.below(4))
                });
                Self::Moved(moves.collect())
            }
        }
    }

    /// What it shows, what somebody knows that it shows at least, and at most.
    fn at(&self, moment: u64) -> [i64; 3] {
        let count = |is_so: &dyn Fn(&(u64, u64, u64)) -> bool| match self {
            Self::Moved(moves) => {
                let moves = moves.iter().filter(|one| is_so(one)).count();
                i64::try_from(moves).unwrap() * STEP
            }
            Self::Still | Self::Running => 0,
        };
        match self {
            Self::Still => [0; 3],
            Self::Running => [i64::try_from(moment).unwrap(); 3],
            Self::Moved(_) => [
                count(&|one| one.1 <= moment),
                count(&|one| one.2 < moment),
                count(&|one| one.0 <= moment),
            ],
        }
    }
}

/// What an honest Spine answers to so many requests that overlap, seen through intervals; some answers are spoilt.
///
/// With `shared`, some accesses are made under the TraceID of one before, too late to be the same.
fn draw(draw: &mut Draw, mut shared: Option<Draw>, requests: u64) -> Vec<Done> {
    let clock = Clock::draw(draw);
    let wide = 1 + draw.below(7);
    let span = 10 + requests * 5;
    let mut moments: Vec<u64> = (0..requests).map(|_| draw.below(span)).collect();
    moments.sort_unstable();
    let stamped = draw.chance(60);
    let spoilt = draw.chance(70);
    let mut silent = [false; USERS];
    let mut opened: [Option<i64>; USERS] = [None; USERS];
    let mut recorded: Vec<View> = Vec::new();
    let mut done: Vec<Done> = Vec::new();
    for (id, moment) in (1..).zip(moments) {
        let user = draw.place(USERS - 1);
        let sent = moment.saturating_sub(draw.below(wide + 1));
        let is_lost = !silent[user] && draw.chance(12);
        let ended = (!is_lost).then(|| moment + draw.below(wide + 1));
        let instant = clock.at(moment)[0];
        let is_read = draw.chance(45);
        let mut trace = id;
        let mut reader = USERS;
        let what = if is_read && is_lost {
            continue;
        } else if is_read {
            if let Some(known) = recorded.last()
                && draw.chance(40)
            {
                trace = known.trace;
                reader = known.user;
            }
            if let Some(shared) = &mut shared
                && shared.chance(30)
            {
                reader = shared.place(USERS);
            }
            let mut list = views(&recorded, (trace, reader));
            if spoilt && draw.chance(12) {
                spoil(draw, &mut list, &recorded);
            }
            What::Read { reader, list }
        } else {
            silent[user] |= is_lost;
            if is_lost && draw.chance(40) {
                continue;
            }
            if let (Some(shared), Some(known)) = (&mut shared, recorded.last())
                && shared.chance(30)
            {
                trace = known.trace;
            }
            let mut is_told = opened[user].is_none_or(|last| instant >= last + WINDOW);
            if is_told {
                opened[user] = Some(instant);
            }
            if spoilt && draw.chance(8) {
                is_told = !is_told;
            }
            let late = if spoilt && draw.chance(10) {
                recorded.len().min(1)
            } else {
                0
            };
            recorded.insert(recorded.len() - late, View { id, trace, user });
            What::Access {
                user,
                id,
                is_told,
                is_stamped: stamped && ended.is_some(),
                instant,
            }
        };
        done.push(Done {
            what,
            trace,
            sent,
            ended,
            from: clock.at(sent)[1],
            to: clock.at(ended.unwrap_or(sent + 100))[2],
        });
    }
    done.push(closing(&clock, span + 30, requests + 1));
    done
}

/// A recorded access.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct View {
    id: u64,
    trace: u64,
    user: usize,
}

/// What a list shows to this user under this TraceID: of the user's accesses under it, the last is the reader's own.
fn views(recorded: &[View], (trace, reader): (u64, usize)) -> Vec<u64> {
    let is_own = |view: &View| (view.trace, view.user) == (trace, reader);
    let own = recorded.iter().rposition(is_own);
    let others = recorded.iter().enumerate().rev();
    let others = others.filter(|(place, _)| Some(*place) != own);
    others.take(LIST).map(|(_, view)| view.id).collect()
}

/// Whether this list is what is shown to somebody who is not told which of the accesses under the TraceID is theirs: any may be left out.
fn may_be_views(recorded: &[View], (trace, _): (u64, usize), list: &[u64]) -> bool {
    let mut shown = list.iter();
    let mut next = shown.next();
    for view in recorded.iter().rev() {
        let Some(id) = next else { break };
        if *id == view.id {
            next = shown.next();
        } else if view.trace != trace {
            return false;
        }
    }
    let is_missing = |view: &View| view.trace != trace && !list.contains(&view.id);
    let is_whole = list.len() == LIST || !recorded.iter().any(is_missing);
    next.is_none() && is_whole
}

/// Somebody else looks when all is over and is told of: so the authorities were asked after everything.
fn closing(clock: &Clock, moment: u64, id: u64) -> Done {
    let [instant, from, to] = clock.at(moment);
    Done {
        what: What::Access {
            user: USERS - 1,
            id,
            is_told: true,
            is_stamped: true,
            instant,
        },
        trace: id,
        sent: moment,
        ended: Some(moment),
        from,
        to,
    }
}

fn spoil(draw: &mut Draw, list: &mut Vec<u64>, recorded: &[View]) {
    match draw.below(3) {
        0 if list.len() > 1 => {
            let at = draw.place(list.len() - 1);
            list.swap(at, at + 1);
        }
        1 if !list.is_empty() => {
            list.remove(draw.place(list.len()));
        }
        2 if list.len() < LIST && !recorded.is_empty() => {
            let extra = recorded[draw.place(recorded.len())].id;
            if !list.contains(&extra) {
                list.insert(draw.place(list.len() + 1), extra);
            }
        }
        _ => {}
    }
}

/// What is told of an access besides its own answer: by an authority, or by a list.
fn is_seen(done: &[Done], id: u64) -> bool {
    done.iter().any(|one| match &one.what {
        What::Access {
            id: other, is_told, ..
        } => *other == id && *is_told,
        What::Read { list, .. } => list.contains(&id),
    })
}

/// Whose access it is, and its instant.
fn of(done: &[Done], wanted: u64) -> (usize, i64) {
    let access = done.iter().find_map(|one| match one.what {
        What::Access {
            id, user, instant, ..
        } if id == wanted => Some((user, instant)),
        What::Access { .. } | What::Read { .. } => None,
    });
    access.unwrap()
}

/// How far an order has come.
#[derive(Clone, PartialEq, Eq, Hash)]
struct State {
    taken: u64,
    /// The instant of each user's last access: the account of one user's accesses goes in the order in which they took effect.
    clocks: [i64; USERS],
    opened: [Option<i64>; USERS],
    /// Oldest first.
    record: Vec<View>,
}

/// Whether these accesses explain what a list shows under a TraceID to a user.
type Fits = fn(&[View], (u64, usize), &[u64]) -> bool;

/// Whether there is an order that explains everything, where lists are explained so.
fn search(done: &[Done], fits: Fits) -> bool {
    let must = |one: &Done| match &one.what {
        What::Access { id, .. } => one.ended.is_some() || is_seen(done, *id),
        What::Read { .. } => true,
    };
    let all = done.iter().enumerate().filter(|(_, one)| must(one));
    let all = all.fold(0_u64, |all, (place, _)| all | 1 << place);
    let start = State {
        taken: 0,
        clocks: [i64::MIN; USERS],
        opened: [None; USERS],
        record: Vec::new(),
    };
    let mut met = HashSet::new();
    let mut open = vec![start];
    while let Some(state) = open.pop() {
        if state.taken & all == all {
            return true;
        }
        // Unanswered accesses that nobody sees change nothing: they are left out.
        for (place, one) in done.iter().enumerate() {
            let is_left = |place: usize| all & !state.taken & (1 << place) != 0;
            let is_over = |(other, before): (usize, &Done)| {
                is_left(other) && before.ended.is_some_and(|at| at < one.sent)
            };
            if is_left(place)
                && !done.iter().enumerate().any(is_over)
                && let Some(next) = after(done, (&state, fits), place)
                && met.insert(next.clone())
            {
                open.push(next);
            }
        }
    }
    false
}

/// The state after one more; none where it cannot be the next.
fn after(done: &[Done], (state, fits): (&State, Fits), place: usize) -> Option<State> {
    let one = &done[place];
    let mut next = State {
        taken: state.taken | 1 << place,
        ..state.clone()
    };
    match &one.what {
        What::Access {
            user,
            id,
            is_told,
            is_stamped,
            instant,
        } => {
            let earliest = state.clocks[*user].max(one.from);
            let latest = one.ended.map_or(i64::MAX, |_| one.to);
            // An access without account of its instant was told to nobody: the earlier it is, the better it is covered.
            let is_known = *is_stamped || is_seen(done, *id);
            let at = if is_known { *instant } else { earliest };
            if at < earliest || at > latest {
                return None;
            }
            let opens = state.opened[*user].is_none_or(|last| at >= last + WINDOW);
            if opens != *is_told {
                return None;
            }
            if opens {
                next.opened[*user] = Some(at);
            }
            next.clocks[*user] = at;
            next.record.push(View {
                id: *id,
                trace: one.trace,
                user: *user,
            });
        }
        What::Read { reader, list } => {
            let is_newest_first = list
                .iter()
                .map(|id| of(done, *id).1)
                .is_sorted_by(|new, old| new >= old);
            if !is_newest_first || !fits(&state.record, (one.trace, *reader), list) {
                return None;
            }
        }
    }
    Some(next)
}

fn worker(user: usize) -> Arc<Caller> {
    caller(
        &format!("W{user}"),
        &format!("W{user}-1"),
        "XED01",
        Activity::Notifying,
    )
}

fn at(instant: i64) -> Timestamp {
    let begin = Timestamp::parse("2026-03-02T09:00:00Z").unwrap();
    Timestamp::from_millis(begin.millis() + instant)
}

/// The same as a client records it, and what the authority received.
fn recorded(done: &[Done]) -> (Vec<Operation>, Ledger) {
    let facts = plan(1, PlanKind::Cpp, date(2024, 1, 1), None, "LA1");
    let shown = PlanSeen {
        id: facts.id,
        kind: facts.kind,
        start: facts.start,
        end: facts.end,
        authority: facts.authority,
        emergency_phone: facts.emergency_phone,
        office_phone: facts.office_phone,
    };
    let mut notices = Vec::new();
    let mut operations = Vec::new();
    for (number, one) in done.iter().enumerate() {
        let moment = |moment: u64| Moment::from_nanos((moment + 1) * 1_000_000);
        let moments = (moment(one.sent), one.ended.map(moment));
        let instants = (at(one.from), at(one.to));
        let trace = Some(TraceId::from_bits(u128::from(one.trace)));
        operations.push(match &one.what {
            What::Access {
                user,
                id,
                is_told,
                is_stamped,
                instant,
            } => {
                let who = worker(*user);
                if *is_told {
                    notices.push(notice(*id, &who, at(*instant)));
                }
                let is_answered = one.ended.is_some();
                Operation {
                    trace,
                    stamp: is_stamped.then(|| at(*instant)),
                    access: is_answered.then(|| AccessId::new(*id)),
                    seen: if is_answered {
                        Seen::Plans {
                            plans: vec![shown.clone()],
                            total: 1,
                        }
                    } else {
                        Seen::Nothing
                    },
                    ..operation(number, Kind::OpenAlert, &who, moments, instants)
                }
            }
            What::Read { reader, list } => {
                let entries = list.iter().map(|id| {
                    let (user, instant) = of(done, *id);
                    ListEntry {
                        access: AccessId::new(*id),
                        at: at(instant),
                        viewer: Some(worker(user).user_name.clone()),
                        organisation: None,
                        post: Some(worker(user).post()),
                    }
                });
                Operation {
                    trace,
                    seen: Seen::List {
                        entries: entries.collect(),
                        total: u32::try_from(list.len()).unwrap(),
                    },
                    ..operation(number, Kind::ReadList, &worker(*reader), moments, instants)
                }
            }
        });
    }
    let ledger = Ledger {
        notices: Some(notices),
        ..Ledger::default()
    };
    (operations, ledger)
}

fn notice(id: u64, who: &Caller, at: Timestamp) -> Notice {
    Notice {
        id: format!("{id}").into(),
        tenant: "default".into(),
        epoch: 0,
        at,
        child: child(0),
        authority: "LA1".into(),
        user: who.user.clone(),
        user_name: who.user_name.clone(),
        job_role: who.job_role.clone(),
        job_role_name: who.job_role_name.clone(),
        organisation: who.organisation.clone(),
        organisation_name: who.organisation_name.clone(),
        local_id: Some("L1".into()),
        upload: "000001".into(),
        access: AccessId::new(id),
        delivered: None,
        acknowledged: None,
    }
}

fn with_truth<T>(use_it: impl FnOnce(Truth<'_>) -> T) -> T {
    let facts = plan(1, PlanKind::Cpp, date(2024, 1, 1), None, "LA1");
    let truth = ChildTruth {
        birth_date: None,
        status: PatientStatus::Ordinary,
        plans: vec![facts],
    };
    let people = HashMap::from([(child(0), truth)]);
    let reading = Reading {
        window_ms: WINDOW,
        list_length: LIST,
        merge_ms: 0,
        ..Reading::default()
    };
    use_it(Truth {
        reading,
        people: &people,
    })
}

fn judged(done: &[Done]) -> Tallies {
    let (operations, ledger) = recorded(done);
    with_truth(|truth| judge(truth, &operations, &ledger))
}

/// What a judge says who is told each operation when it is over; the client's moments are so many times as far apart.
fn judged_meanwhile(done: &[Done], times: u64) -> Tallies {
    let (mut operations, _) = recorded(done);
    let stretched = |moment: Moment| Moment::from_nanos(moment.nanos() * times);
    for operation in &mut operations {
        operation.sent = stretched(operation.sent);
        operation.answered = operation.answered.map(stretched);
    }
    with_truth(|truth| told_meanwhile(truth, &operations))
}

fn accusations(tallies: &Tallies) -> Vec<String> {
    let broken = tallies
        .rules()
        .filter_map(|rule| match tallies.verdict(rule) {
            Verdict::Broken { findings, .. } => Some(format!("{rule}: {findings:#?}")),
            Verdict::Inconclusive { .. }
            | Verdict::Upheld { .. }
            | Verdict::NotExercised { .. } => None,
        });
    broken.collect()
}

/// The same, and then somebody else looks hundreds of times, one after the other, while the clock stands still: that explains nothing
/// and contradicts nothing, and the judge holds only parts of it together.
fn followed(done: &[Done]) -> Vec<Done> {
    let last = done.last().unwrap();
    let (_, instant) = of(done, last.trace);
    let looks = (1..=600).map(|turn| Done {
        what: What::Access {
            user: USERS,
            id: last.trace + turn,
            is_told: turn == 1,
            is_stamped: true,
            instant,
        },
        trace: last.trace + turn,
        sent: last.sent + turn,
        ended: Some(last.sent + turn),
        ..*last
    });
    done.iter().cloned().chain(looks).collect()
}

/// Whether a lost access has the TraceID of another: the judge takes the later one for possibly the same.
fn is_lost_and_repeated(done: &[Done]) -> bool {
    let accesses = || {
        let all = done.iter().enumerate();
        all.filter(|(_, one)| matches!(one.what, What::Access { .. }))
    };
    let is_repeated = |(place, lost): (usize, &Done)| {
        lost.ended.is_none()
            && accesses().any(|(other, one)| other != place && one.trace == lost.trace)
    };
    accesses().any(is_repeated)
}

/// Judges one history both ways; whether it can be explained.
///
/// Whoever is accused has done something that no order explains, and whoever has is accused: but where accesses share a TraceID the judge
/// does not ask which of those that a list leaves out was the last.
pub(crate) fn agree(seed: u64) -> bool {
    let mut bits = Draw::new(seed);
    let is_shared = seed % 8 == 3 || seed % 128 == 32;
    let shared = is_shared.then(|| Draw::new(!seed));
    // As few as an exhaustive search would take, or many more.
    let requests = if bits.chance(50) {
        3 + bits.below(6)
    } else {
        12 + bits.below(9)
    };
    let done = draw(&mut bits, shared, requests);
    let tallies = if seed.is_multiple_of(32) {
        judged(&followed(&done))
    } else {
        judged(&done)
    };
    let broken = accusations(&tallies);
    let fits = search(&done, |recorded, reader, list| {
        views(recorded, reader) == list
    });
    let may_pass = is_shared && (search(&done, may_be_views) || is_lost_and_repeated(&done));
    assert!(
        broken.is_empty() == fits || broken.is_empty() && may_pass,
        "seed {seed}: {done:#?} accused of {}",
        broken.join("\n")
    );
    if fits {
        // Close together, or so that each is judged before the next.
        let times = if seed.is_multiple_of(2) { 1 } else { 1_000 };
        let early = accusations(&judged_meanwhile(&done, times));
        let early = early.join("\n");
        assert_eq!(early, "", "seed {seed}, meanwhile: {done:#?}");
    }
    fits
}
