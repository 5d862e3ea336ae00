use crate::checker::{Finding, Verdict};
use crate::history::{Moment, Operation};
use crate::simulation::Simulated;
use cpis_vocabulary::RequirementId;
use std::collections::HashMap;

/// How a run caught a broken Spine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Catch {
    /// The rule that was found broken.
    pub rule: RequirementId,
    /// What its certificate shows, without what names somebody or counts something.
    pub certificate: String,
    /// How many operations had ended when the last of the certificate had.
    pub operations: u64,
    /// The same as thousandths of the run.
    pub share: u64,
}

/// What is found broken soonest: under the rule that was meant where there is such a finding, else under any.
///
/// That an authority was never told is certain only when the run has settled; such a finding counts from its last operation.
pub(super) fn soonest(run: &Simulated, meant: RequirementId) -> Option<Catch> {
    let ends = Ends::of(&run.operations);
    let under = |rule| match run.tallies.verdict(rule) {
        Verdict::Broken { findings, .. } => findings,
        Verdict::Upheld { .. } | Verdict::Inconclusive { .. } | Verdict::NotExercised { .. } => {
            Vec::new()
        }
    };
    let mut findings = under(meant);
    if findings.is_empty() {
        findings = run.tallies.rules().flat_map(under).collect();
    }
    let moment = |finding: &Finding| ends.last_of(finding);
    let finding = findings.iter().min_by_key(|finding| moment(finding))?;
    let (operations, share) = ends.place(moment(finding));
    Some(Catch {
        rule: finding.rule,
        certificate: without_particulars(&finding.summary),
        operations,
        share,
    })
}

/// When operations ended.
struct Ends {
    by_number: HashMap<u64, Moment>,
    sorted: Vec<Moment>,
}

impl Ends {
    fn of(operations: &[Operation]) -> Self {
        // One that was never answered is as well known when it is sent as later.
        let end = |one: &Operation| one.answered.unwrap_or(one.sent);
        let mut sorted: Vec<_> = operations.iter().map(end).collect();
        sorted.sort_unstable();
        Self {
            by_number: operations
                .iter()
                .map(|one| (one.number.0, end(one)))
                .collect(),
            sorted,
        }
    }

    /// When the last operation of a finding had ended; the end of the run for a finding without any.
    fn last_of(&self, finding: &Finding) -> Moment {
        let operations = finding.operations.iter();
        let ends = operations.filter_map(|number| self.by_number.get(&number.0));
        ends.max().copied().unwrap_or(self.end())
    }

    fn end(&self) -> Moment {
        self.sorted.last().copied().unwrap_or(Moment::ZERO)
    }

    /// How many operations had ended by a moment, and which share of the run had passed.
    fn place(&self, moment: Moment) -> (u64, u64) {
        let ended = self.sorted.partition_point(|end| *end <= moment);
        let share = u128::from(moment.nanos()) * 1_000 / u128::from(self.end().nanos().max(1));
        (
            u64::try_from(ended).unwrap_or(u64::MAX),
            u64::try_from(share).unwrap_or(1_000),
        )
    }
}

/// A sentence whose words with digits are left out: they name somebody or count something. Activity codes stay.
fn without_particulars(sentence: &str) -> String {
    let words = sentence.split(' ').map(|word| {
        let is_particular = word.contains(|letter: char| letter.is_ascii_digit());
        if is_particular && !word.starts_with("B0") {
            "…"
        } else {
            word
        }
    });
    words.collect::<Vec<_>>().join(" ")
}
