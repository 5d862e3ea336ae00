//! A reading or a search shown again: whoever the run had given another name is given it first.

use super::answers;
use super::choose::{Chosen, instant};
use super::claims::{Claim, claim, patients};
use super::gather::Gathered;
use crate::checker::People;
use crate::history::{Kind, Operation, Seen};
use crate::people::patient_of;
use core::fmt;
use cpis_vocabulary::NhsNumber;
use reports::Finding;

/// After so many patients it is asked whether they are those of the run, where the finding names none.
const ASKED_AFTER: usize = 2;

/// What is asked and what was required, before it is laid out.
#[derive(Debug)]
pub(super) struct Lookup {
    /// The changes before, and the reading or search.
    pub(super) chosen: Vec<Chosen>,
    pub(super) claim: Claim,
    /// The patients whom the finding is about.
    about: Vec<NhsNumber>,
}

impl Lookup {
    /// What a finding about an answer asks; nothing where a script cannot ask it again, or does not know what was required.
    pub(super) fn of(finding: &Finding, gathered: &Gathered) -> Option<Self> {
        let named = finding.about.operations.iter();
        let mut named = named.filter_map(|number| gathered.named.get(number));
        let operation = named.find(|one| is_lookup(one))?;
        let mut about = patients(finding);
        about.extend(operation.child);
        if about.is_empty() {
            about.extend(found(operation).take(ASKED_AFTER));
        }
        about.sort_unstable();
        about.dedup();
        let mut touched: Vec<NhsNumber> = about.iter().copied().chain(found(operation)).collect();
        touched.sort_unstable();
        touched.dedup();
        let before = touched.iter().flat_map(|number| {
            let before = gathered.before(*number, operation);
            before.filter(|one| is_change_before(one, operation))
        });
        let mut chosen: Vec<Chosen> = before.map(|one| step(one, false)).collect();
        chosen.sort_by_key(|one| (one.operation.sent, one.operation.number));
        chosen.push(step(operation, true));
        Some(Self {
            chosen,
            claim: claim(finding, operation)?,
            about,
        })
    }

    /// Makes sure that the Spine has the people of the run.
    pub(super) fn people(&self, to: &mut String, people: &dyn People) -> fmt::Result {
        let Some(population) = people.population() else {
            return Ok(());
        };
        for number in &self.about {
            let patient = patient_of(population, *number);
            answers::patient(to, *number, patient.as_ref())?;
        }
        Ok(())
    }
}

fn step(operation: &Operation, is_named: bool) -> Chosen {
    Chosen {
        operation: operation.clone(),
        is_named,
        is_at_once: false,
    }
}

fn is_lookup(operation: &Operation) -> bool {
    operation.kind == Kind::ReadPatient || operation.kind.kept_search().is_some()
}

/// Whether a patient had certainly been given another name by then: where that is not certain, no finding hangs on it.
fn is_change_before(change: &Operation, operation: &Operation) -> bool {
    let is_done = change.outcome.happened() && change.ended() <= operation.sent;
    is_done
        && matches!(change.kind, Kind::ChangePatient { .. })
        && instant(change) <= instant(operation)
}

/// The patients whom an answer showed.
pub(super) fn found(operation: &Operation) -> impl Iterator<Item = NhsNumber> {
    let found: &[_] = match &operation.seen {
        Seen::Patients { found } => found,
        Seen::Nothing
        | Seen::Plans { .. }
        | Seen::List { .. }
        | Seen::Flags { .. }
        | Seen::TooManyMatches => &[],
    };
    found.iter().map(|seen| seen.number)
}
