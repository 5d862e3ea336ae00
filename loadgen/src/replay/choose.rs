//! Which requests show a finding again, in which order, and what is compared afterwards.

use super::gather::{Gathered, token};
use crate::checker::{Liveness, Reading, Tokens};
use crate::history::{Kind, Moment, Operation, OperationNumber};
use cpis_vocabulary::{NhsNumber, RequirementGroup, RequirementId, Timestamp};

/// One request of a script.
#[derive(Clone, Debug)]
pub(super) struct Chosen {
    /// As the run sent it.
    pub(super) operation: Operation,
    /// Whether the finding names it: its answer is compared.
    pub(super) is_named: bool,
    /// Whether it is sent at the same time as the others of which this is so.
    pub(super) is_at_once: bool,
}

/// Something that is compared afterwards.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Compare {
    /// Whether a request is refused or served.
    Status,
    /// Which plans are shown.
    Plans,
    /// The list of previous views.
    List,
    /// Who was told.
    Told,
    /// What the notifications say.
    Said,
    /// Whether each notification has an id of its own.
    Ids,
}

/// All that is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Compared(&'static [Compare]);

impl Compared {
    /// Nothing of this kind.
    pub(super) const NOTHING: Self = Self(&[]);

    pub(super) fn has(self, what: Compare) -> bool {
        self.0.contains(&what)
    }

    /// Whether it hangs on the accesses before, and on which of them came first.
    fn depends_on_order(self) -> bool {
        let ordered = [Compare::List, Compare::Told, Compare::Said];
        ordered.into_iter().any(|what| self.has(what))
    }
}

/// So many accesses before a finding are made again; a list has 25.
const BEFORE: usize = 40;

/// So many looks before a finding are made again where it is about what is shown: an answer may have been kept.
const SHOWN_BEFORE: usize = 3;

/// What a script compares that shows this rule broken; nothing where no script is made for it, or one that compares an answer alone: a
/// stamp is compared with the client's own clock.
pub(super) fn compared(rule: RequirementId) -> Option<Compared> {
    use Compare::{Ids, List, Plans, Said, Status, Told};
    let all: &[Compare] = match (rule.group, rule.number) {
        (RequirementGroup::Idn, _) | (RequirementGroup::Asn, 6) => &[Status, List, Told],
        // Which plans and views are shown is compared, not what is said of them.
        (RequirementGroup::Alt, 4) | (RequirementGroup::View, 1) => return None,
        (RequirementGroup::Alt, 9) => &[Plans, Told],
        (RequirementGroup::Alt, 2) | (RequirementGroup::Asn, 7) | (RequirementGroup::Src, 9) => {
            &[List, Told]
        }
        (RequirementGroup::Alt, _) => &[Status, Plans],
        (RequirementGroup::View, _) => &[List],
        (RequirementGroup::Asn, 1 | 3 | 4 | 5 | 9) => &[Told],
        (RequirementGroup::Asn, 2) => &[Said],
        (RequirementGroup::Asn, 8) => &[Ids],
        (
            RequirementGroup::Asn
            | RequirementGroup::Src
            | RequirementGroup::La
            | RequirementGroup::Clk
            | RequirementGroup::Dat
            | RequirementGroup::Env,
            _,
        ) => return None,
    };
    Some(Compared(all))
}

/// The requests, in their order; none where the finding names none that can be made again.
pub(super) fn choose(
    compared: Compared,
    child: NhsNumber,
    named: &[u64],
    gathered: &Gathered,
    reading: &Reading,
) -> Vec<Chosen> {
    let mut chosen: Vec<Chosen> = Vec::new();
    let found = named.iter().filter_map(|number| gathered.named.get(number));
    let found = found.filter(|one| is_request(one));
    for operation in found {
        // A good token is as good as a fresh one.
        if let Some(token) = token(operation)
            && !is_live(gathered.of_token(token), operation, reading)
        {
            add(&mut chosen, gathered.of_token(token), false);
        }
        add(&mut chosen, [operation], true);
    }
    let looks = chosen.iter().filter(|one| one.is_named);
    let Some(last) = looks
        .clone()
        .map(|one| &one.operation)
        .max_by_key(|one| key(one))
    else {
        return Vec::new();
    };
    let first = looks.map(|one| one.operation.v_inv).min();
    // What took effect later has no part in it.
    let before = gathered.before(child, last);
    let before = before.filter(|one| instant(one) <= instant(last));
    let before = supporting(compared, before, first, reading);
    add(&mut chosen, before, false);
    chosen.sort_by_key(|one| key(&one.operation));
    if compared.depends_on_order() {
        fire_at_once(&mut chosen);
    }
    if compared.has(Compare::List) && !reads(&chosen, true) {
        chosen.extend(last_read(&chosen));
    }
    chosen
}

/// Whether the token that an operation showed was good beyond doubt. IDN-5.
fn is_live<'g>(
    of_token: impl Iterator<Item = &'g Operation>,
    operation: &Operation,
    reading: &Reading,
) -> bool {
    let mut tokens = Tokens::default();
    of_token.for_each(|one| tokens.take(one, reading.token_life_s));
    tokens.liveness(operation, reading.tolerance_ms) == Liveness::Live
}

/// The order of effect, as far as it is known.
fn key(operation: &Operation) -> (Timestamp, Moment, OperationNumber) {
    (instant(operation), operation.sent, operation.number)
}

/// When an operation took effect: the Spine's own account of it where that can be, else when it was sent.
pub(super) fn instant(operation: &Operation) -> Timestamp {
    let is_possible = |at: &Timestamp| operation.v_inv <= *at && *at <= operation.v_ret;
    let stamp = operation.stamp.filter(is_possible);
    stamp.unwrap_or(operation.v_inv)
}

fn add<'g>(
    chosen: &mut Vec<Chosen>,
    operations: impl IntoIterator<Item = &'g Operation>,
    is_named: bool,
) {
    for operation in operations {
        let is_there = |one: &Chosen| one.operation.number == operation.number;
        if !chosen.iter().any(is_there) {
            chosen.push(Chosen {
                operation: operation.clone(),
                is_named,
                is_at_once: false,
            });
        }
    }
}

/// What a script can send.
const fn is_request(operation: &Operation) -> bool {
    matches!(
        operation.kind,
        Kind::OpenAlert
            | Kind::ReadList
            | Kind::Overview
            | Kind::LogOn { .. }
            | Kind::Revoke { .. }
            | Kind::AddPlan { .. }
            | Kind::DeletePlan { .. }
    )
}

/// What happened to the child before, as far as it bears on what is compared: the latest accesses, and every change of its plans.
fn supporting<'g>(
    compared: Compared,
    before: impl Iterator<Item = &'g Operation>,
    first: Option<Timestamp>,
    reading: &Reading,
) -> Vec<&'g Operation> {
    let mut before: Vec<&Operation> = before
        .filter(|one| one.outcome.may_have_happened())
        .collect();
    before.sort_by_key(|one| key(one));
    let is_change =
        |one: &&&Operation| matches!(one.kind, Kind::AddPlan { .. } | Kind::DeletePlan { .. });
    // What nobody knows the end of may have opened a window as well; a window is over after its time.
    let since = first.map(|first| first.millis() - reading.window_ms);
    let is_access = |one: &&&Operation| {
        matches!(one.kind, Kind::OpenAlert)
            && (compared.has(Compare::List)
                || since.is_none_or(|since| one.v_inv.millis() >= since))
    };
    let most = if compared.depends_on_order() {
        BEFORE
    } else {
        SHOWN_BEFORE
    };
    let accesses = before.iter().rev().filter(is_access).take(most);
    let changes = before.iter().filter(is_change);
    changes.chain(accesses).copied().collect()
}

/// Accesses of the finding that were under way at the same time are sent at the same time: those of the first such knot.
fn fire_at_once(chosen: &mut [Chosen]) {
    let mut knot: Vec<OperationNumber> = Vec::new();
    let mut until = None;
    let named = chosen.iter().filter(|one| one.is_named);
    for Chosen { operation, .. } in named {
        if !matches!(operation.kind, Kind::OpenAlert) {
            continue;
        }
        if until.is_some_and(|until| operation.sent < until) {
            knot.push(operation.number);
            until = until.max(Some(operation.ended()));
        } else if knot.len() < 2 {
            knot = vec![operation.number];
            until = Some(operation.ended());
        }
    }
    if knot.len() < 2 {
        return;
    }
    for one in chosen.iter_mut() {
        one.is_at_once = knot.contains(&one.operation.number);
    }
    // What lay between them comes before them.
    let first = chosen.iter().position(|one| one.is_at_once).unwrap_or(0);
    let last = chosen.iter().rposition(|one| one.is_at_once).unwrap_or(0);
    if let Some(span) = chosen.get_mut(first..=last) {
        span.sort_by_key(|one| one.is_at_once);
    }
}

fn reads(chosen: &[Chosen], is_named: bool) -> bool {
    let mut reads = chosen.iter().filter(|one| one.is_named == is_named);
    reads.any(|one| matches!(one.operation.kind, Kind::ReadList))
}

/// A list read at the end by whoever last opened the alert lawfully.
fn last_read(chosen: &[Chosen]) -> Option<Chosen> {
    let is_lawful = |one: &&Chosen| {
        matches!(one.operation.kind, Kind::OpenAlert)
            && one.operation.outcome.happened()
            && one.operation.flaws.is_empty()
    };
    let last = chosen.iter().rev().find(is_lawful)?;
    let mut operation = last.operation.clone();
    operation.kind = Kind::ReadList;
    operation.trace = None;
    operation.v_inv = chosen.iter().map(|one| instant(&one.operation)).max()?;
    operation.stamp = None;
    Some(Chosen {
        operation,
        is_named: true,
        is_at_once: false,
    })
}
