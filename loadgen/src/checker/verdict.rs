use super::{Case, Finding};
use crate::history::Operation;
use cpis_vocabulary::{RequirementGroup, RequirementId};
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// What a history shows about one rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Everything examined agrees with the rule.
    Upheld {
        /// How many things were examined.
        examined: u64,
    },
    /// Something contradicts it.
    Broken {
        /// How many things were examined.
        examined: u64,
        /// The first findings.
        findings: Vec<Finding>,
        /// How many there were in all.
        total: u64,
    },
    /// It was put to the test, and what was seen allows both.
    Inconclusive {
        /// How many things were examined.
        examined: u64,
        /// Why nothing can be said.
        why: String,
    },
    /// The history never came where the rule applies.
    NotExercised {
        /// Why not, where there is more to say.
        why: Option<String>,
    },
}

/// What has been counted and found, rule by rule; two of them can be joined in any order.
#[derive(Clone, Debug)]
pub struct Tallies {
    /// By the rule's place among all rules there can be.
    slots: Vec<Tally>,
    /// Where the judge is: what is found now is found there.
    rank: Rank,
    accesses: AccessCounts,
    /// Digests of what was found, where the same may be met again and is to count once.
    once: Option<HashSet<u64>>,
}

/// What became of the accesses that were answered with an id.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct AccessCounts {
    /// How many there were.
    pub recorded: u64,
    /// How many of them no authority was told of.
    pub untold: u64,
    /// How many notifications the authorities received; nothing where nobody asked them.
    pub notices: Option<u64>,
}

/// Where something was met. Of many findings the first by rank are kept, so that they are the same in whatever order the children
/// are judged.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Rank {
    pub(super) stage: Stage,
    /// When the first operation was sent, or what else gives an order.
    pub(super) first: u64,
    /// The operation's number, where moments are equal.
    pub(super) second: u64,
}

/// What is judged, in the order in which its findings are told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Stage {
    /// The children whom the run was about.
    Children,
    /// Children of whom the authorities were told and nobody asked.
    Untouched,
    /// Requests that name no child.
    Childless,
    /// Searches.
    Searches,
    /// The clock of each tenant.
    Tenants,
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Tally {
    examined: u64,
    /// By rank.
    findings: Vec<(Rank, Finding)>,
    found: u64,
    doubt: Option<(Rank, String)>,
    doubts: u64,
}

impl Rank {
    pub(super) const fn new(stage: Stage, first: u64, second: u64) -> Self {
        Self {
            stage,
            first,
            second,
        }
    }

    /// The rank of an operation.
    pub(super) const fn of(stage: Stage, operation: &Operation) -> Self {
        Self::new(stage, operation.sent.nanos(), operation.number.0)
    }
}

impl Tallies {
    /// How many findings of one rule are kept; the others are counted.
    pub const KEPT: usize = 20;

    /// More than any group has rules.
    const GROUP: usize = 32;

    /// Counts a finding that is met several times once.
    pub(super) fn telling_once() -> Self {
        Self {
            once: Some(HashSet::new()),
            ..Self::default()
        }
    }

    /// How many findings there are of all rules.
    pub fn findings_total(&self) -> u64 {
        self.slots.iter().map(|tally| tally.found).sum()
    }

    /// How many findings there are of one rule.
    pub fn found_of(&self, rule: RequirementId) -> u64 {
        let tally = self.slots.get(Self::slot(rule));
        tally.map_or(0, |tally| tally.found)
    }

    /// Says where the judge goes next.
    pub(super) const fn go_to(&mut self, rank: Rank) {
        self.rank = rank;
    }

    /// Counts what was examined.
    pub(super) fn examined(&mut self, rule: RequirementId, count: usize) {
        if count > 0
            && let Some(tally) = self.of(rule)
        {
            tally.examined += u64::try_from(count).unwrap_or(u64::MAX);
        }
    }

    /// Takes a finding down.
    pub(super) fn found(&mut self, finding: Finding) {
        let rank = self.rank;
        if let Some(once) = &mut self.once
            && !once.insert(digest(&finding))
        {
            return;
        }
        if let Some(tally) = self.of(finding.rule) {
            tally.found += 1;
            tally.keep(rank, finding);
        }
    }

    /// Takes out what was found.
    pub(super) fn take_findings(&mut self) -> Vec<Finding> {
        let mut taken = Vec::new();
        for tally in self.slots.iter_mut().filter(|tally| tally.found > 0) {
            tally.found = 0;
            taken.extend(tally.findings.drain(..).map(|(_, finding)| finding));
        }
        taken
    }

    /// Takes a doubt down: something was examined and allows both.
    pub(super) fn doubted(&mut self, rule: RequirementId, why: impl Into<String>) {
        let rank = self.rank;
        if let Some(tally) = self.of(rule) {
            tally.doubts += 1;
            if tally.doubt.as_ref().is_none_or(|(known, _)| rank < *known) {
                tally.doubt = Some((rank, why.into()));
            }
        }
    }

    /// What became of the accesses.
    pub const fn accesses(&self) -> AccessCounts {
        self.accesses
    }

    /// Says that the authorities were asked, whether they received something or not.
    pub(super) fn count_no_notices(&mut self) {
        self.accesses.notices.get_or_insert(0);
    }

    /// Counts the accesses of a child.
    pub(super) fn count_accesses(&mut self, case: &Case<'_>) {
        let answered = case.accesses.recorded.iter();
        for access in answered.filter(|access| access.was_answered) {
            self.accesses.recorded += 1;
            self.accesses.untold += u64::from(access.notices.is_empty());
        }
        if case.world.authorities_asked {
            let ids: HashSet<&str> = case.notices.iter().map(|notice| &*notice.id).collect();
            let received = u64::try_from(ids.len()).unwrap_or(u64::MAX);
            *self.accesses.notices.get_or_insert(0) += received;
        }
    }

    /// Adds what another one holds.
    pub fn join(&mut self, other: Self) {
        self.accesses.recorded += other.accesses.recorded;
        self.accesses.untold += other.accesses.untold;
        if let Some(notices) = other.accesses.notices {
            *self.accesses.notices.get_or_insert(0) += notices;
        }
        for (tally, more) in self.slots.iter_mut().zip(other.slots) {
            tally.examined += more.examined;
            tally.found += more.found;
            tally.doubts += more.doubts;
            for (rank, finding) in more.findings {
                tally.keep(rank, finding);
            }
            if let Some((rank, why)) = more.doubt
                && tally.doubt.as_ref().is_none_or(|(known, _)| rank < *known)
            {
                tally.doubt = Some((rank, why));
            }
        }
    }

    /// The same with everything found at one rank.
    pub(super) fn join_at(&mut self, rank: Rank, mut other: Self) {
        for tally in &mut other.slots {
            let findings = tally.findings.iter_mut().map(|(known, _)| known);
            findings
                .chain(tally.doubt.as_mut().map(|(known, _)| known))
                .for_each(|known| *known = rank);
        }
        self.join(other);
    }

    /// Takes back what was found about some rules: it may have another reason, which nobody here can know.
    pub fn leave_open(&mut self, is_open: impl Fn(RequirementId) -> bool, why: &str) {
        let touched: Vec<RequirementId> = self.rules().filter(|rule| is_open(*rule)).collect();
        for rule in touched {
            if let Some(tally) = self.of(rule) {
                tally.examined += tally.found;
                tally.findings.clear();
                tally.found = 0;
                tally.doubts += 1;
                tally.doubt = Some((Rank::new(Stage::Children, 0, 0), why.to_owned()));
            }
        }
    }

    /// The verdict on one rule.
    pub fn verdict(&self, rule: RequirementId) -> Verdict {
        let Some(tally) = self.slots.get(Self::slot(rule)) else {
            return Verdict::NotExercised { why: None };
        };
        let why = tally.doubt.as_ref().map(|(_, why)| why.clone());
        let examined = tally.examined;
        match why {
            _ if tally.found > 0 => Verdict::Broken {
                examined,
                findings: tally
                    .findings
                    .iter()
                    .map(|(_, finding)| finding.clone())
                    .collect(),
                total: tally.found,
            },
            Some(why) if examined > 0 => Verdict::Inconclusive { examined, why },
            None if examined > 0 => Verdict::Upheld { examined },
            why => Verdict::NotExercised { why },
        }
    }

    /// Every rule that was examined, doubted or broken.
    pub fn rules(&self) -> impl Iterator<Item = RequirementId> + '_ {
        let rules = RequirementGroup::ALL.into_iter().flat_map(|group| {
            (0..=u8::MAX)
                .take(Self::GROUP)
                .map(move |number| RequirementId::new(group, number))
        });
        let touched = |tally: &Tally| tally.examined > 0 || tally.found > 0 || tally.doubts > 0;
        rules
            .zip(&self.slots)
            .filter(move |(_, tally)| touched(tally))
            .map(|(rule, _)| rule)
    }

    fn of(&mut self, rule: RequirementId) -> Option<&mut Tally> {
        self.slots.get_mut(Self::slot(rule))
    }

    fn slot(rule: RequirementId) -> usize {
        let group = match rule.group {
            RequirementGroup::Idn => 0,
            RequirementGroup::Src => 1,
            RequirementGroup::Alt => 2,
            RequirementGroup::View => 3,
            RequirementGroup::Asn => 4,
            RequirementGroup::La => 5,
            RequirementGroup::Clk => 6,
            RequirementGroup::Dat => 7,
            RequirementGroup::Env => 8,
        };
        let number = usize::from(rule.number);
        if number < Self::GROUP {
            group * Self::GROUP + number
        } else {
            usize::MAX
        }
    }
}

impl Default for Tallies {
    fn default() -> Self {
        Self {
            slots: vec![Tally::default(); RequirementGroup::ALL.len() * Self::GROUP],
            rank: Rank::new(Stage::Children, 0, 0),
            accesses: AccessCounts::default(),
            once: None,
        }
    }
}

/// Where the judge went last is no part of what it found.
impl PartialEq for Tallies {
    fn eq(&self, other: &Self) -> bool {
        self.slots == other.slots && self.accesses == other.accesses
    }
}

impl Eq for Tallies {}

fn digest(finding: &Finding) -> u64 {
    let mut hasher = DefaultHasher::new();
    finding.hash(&mut hasher);
    hasher.finish()
}

impl Tally {
    /// Keeps a finding if it is among the first.
    fn keep(&mut self, rank: Rank, finding: Finding) {
        let place = self.findings.partition_point(|(known, _)| *known <= rank);
        if place < Tallies::KEPT {
            self.findings.insert(place, (rank, finding));
            self.findings.truncate(Tallies::KEPT);
        }
    }
}
