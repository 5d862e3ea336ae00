use super::Finding;
use cpis_vocabulary::RequirementId;
use std::collections::BTreeMap;

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
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tallies {
    by_rule: BTreeMap<RequirementId, Tally>,
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Tally {
    examined: u64,
    findings: Vec<Finding>,
    found: u64,
    doubt: Option<String>,
    doubts: u64,
}

impl Tallies {
    /// How many findings of one rule are kept; the others are counted.
    pub const KEPT: usize = 20;

    /// Counts what was examined.
    pub(super) fn examined(&mut self, rule: RequirementId, count: usize) {
        if count > 0 {
            self.of(rule).examined += u64::try_from(count).unwrap_or(u64::MAX);
        }
    }

    /// Takes a finding down.
    pub(super) fn found(&mut self, finding: Finding) {
        let tally = self.of(finding.rule);
        tally.found += 1;
        if tally.findings.len() < Self::KEPT {
            tally.findings.push(finding);
        }
    }

    /// Takes a doubt down: something was examined and allows both.
    pub(super) fn doubted(&mut self, rule: RequirementId, why: impl Into<String>) {
        let tally = self.of(rule);
        tally.doubts += 1;
        tally.doubt.get_or_insert_with(|| why.into());
    }

    /// Adds what another one holds.
    pub fn join(&mut self, other: Self) {
        for (rule, more) in other.by_rule {
            let tally = self.of(rule);
            tally.examined += more.examined;
            tally.found += more.found;
            tally.doubts += more.doubts;
            tally.doubt = tally.doubt.take().or(more.doubt);
            let room = Self::KEPT.saturating_sub(tally.findings.len());
            tally.findings.extend(more.findings.into_iter().take(room));
        }
    }

    /// The verdict on one rule.
    pub fn verdict(&self, rule: RequirementId) -> Verdict {
        let Some(tally) = self.by_rule.get(&rule) else {
            return Verdict::NotExercised { why: None };
        };
        if tally.found > 0 {
            Verdict::Broken {
                examined: tally.examined,
                findings: tally.findings.clone(),
                total: tally.found,
            }
        } else if let (Some(why), true) = (&tally.doubt, tally.examined > 0) {
            Verdict::Inconclusive {
                examined: tally.examined,
                why: why.clone(),
            }
        } else if tally.examined > 0 {
            Verdict::Upheld {
                examined: tally.examined,
            }
        } else {
            Verdict::NotExercised {
                why: tally.doubt.clone(),
            }
        }
    }

    /// Every rule that was examined, doubted or broken.
    pub fn rules(&self) -> impl Iterator<Item = RequirementId> + '_ {
        self.by_rule.keys().copied()
    }

    fn of(&mut self, rule: RequirementId) -> &mut Tally {
        self.by_rule.entry(rule).or_default()
    }
}
