use super::plans;
use crate::control::{Call, Refused};
use cpis_population::{Population, sandbox};
use cpis_vocabulary::NhsNumber;
use cpis_wire::control::{PatientFilter, PatientItem, PlanItem, StatusName};
use std::ops::Range;

/// How many indexes a page passes over at most.
const PASSED_MAX: u64 = 200_000;
/// How many patients a page looks at closely at most.
const LOOKED_AT_MAX: usize = 20_000;
/// How many indexes are looked through at once.
const STRETCH: u64 = 4_096;
/// Where the places of patients begin who are not in the population: after every index.
const ADDED: u64 = 1 << 48;

/// A page of the patients that a filter asks for, and the place to go on from.
///
/// The order is fixed: the population's, then added patients by number. So a walk meets everybody once, whatever is looked at or
/// changed meanwhile. A page ends early, perhaps empty, when it has done its share of work; it still says where to go on.
pub(super) async fn page(
    call: &Call<'_>,
    filter: &PatientFilter,
    place: u64,
) -> Result<(Vec<PatientItem>, Option<u64>), Refused> {
    let mut walk = Walk {
        call,
        filter,
        items: Vec::new(),
        looked_at: 0,
    };
    let population = call.tenant.people.population();
    let mut at = place;
    if at < ADDED {
        let end = at.saturating_add(PASSED_MAX).min(population.len());
        while at < end {
            let stretch = at..(at + STRETCH).min(end);
            for index in walk.candidates(population, stretch.clone()) {
                if walk.is_done() {
                    return Ok((walk.items, Some(index)));
                }
                walk.look_at(population.number(index)).await?;
            }
            at = stretch.end;
            // The port's other calls, and new connections, get their turn.
            tokio::task::yield_now().await;
        }
        if at < population.len() {
            return Ok((walk.items, Some(at)));
        }
    }
    for number in added(call, at.saturating_sub(ADDED)) {
        if walk.is_done() {
            return Ok((walk.items, Some(ADDED + u64::from(number.stem()))));
        }
        walk.look_at(number).await?;
    }
    Ok((walk.items, None))
}

struct Walk<'a> {
    call: &'a Call<'a>,
    filter: &'a PatientFilter,
    items: Vec<PatientItem>,
    looked_at: usize,
}

impl Walk<'_> {
    fn is_done(&self) -> bool {
        self.items.len() >= self.filter.page.limit || self.looked_at >= LOOKED_AT_MAX
    }

    fn status(&self) -> StatusName {
        self.filter.status.unwrap_or(StatusName::Ordinary)
    }

    /// The indexes of a stretch that may be asked for, found without making anybody's record or plans.
    fn candidates(&self, population: &Population, stretch: Range<u64>) -> Vec<u64> {
        let (filter, status) = (self.filter, self.status());
        let noted = self.call.tenant.people.noted(stretch.clone());
        let asks_for_plans =
            filter.displayable == Some(true) || filter.kind.is_some() || filter.authority.is_some();
        // The plans of a superseded number are the surviving one's.
        let holds_own_plans = matches!(status, StatusName::Ordinary | StatusName::Restricted);
        let may_be_asked_for = |index: u64| {
            let has_plans = || population.has_plans(index);
            // Nearly everybody is ordinary: asking would cost more than it saves.
            let has_status = || {
                status == StatusName::Ordinary || StatusName::of(population.status(index)) == status
            };
            (!(asks_for_plans && holds_own_plans) || has_plans()) && has_status()
        };
        stretch
            .filter(|index| noted.contains(index) || may_be_asked_for(*index))
            .collect()
    }

    async fn look_at(&mut self, number: NhsNumber) -> Result<(), Refused> {
        self.looked_at += 1;
        let people = &self.call.tenant.people;
        if people.status(number).map(StatusName::of) != Some(self.status()) {
            return Ok(());
        }
        let plans = plans(self.call, number).await?;
        if !has_asked_plans(&plans, self.filter) {
            return Ok(());
        }
        if let Some(patient) = people.find(number) {
            self.items.push(PatientItem::of(&patient, plans));
        }
        Ok(())
    }
}

/// Whether these plans are what is asked for: one plan has to have it all.
///
/// `displayable=false` asks for patients without any displayable plan; with a kind or authority, for those with another such plan.
pub(super) fn has_asked_plans(plans: &[PlanItem], filter: &PatientFilter) -> bool {
    let is_asked = |plan: &PlanItem| {
        filter.kind.is_none_or(|kind| plan.kind == kind)
            && filter
                .authority
                .as_ref()
                .is_none_or(|code| plan.authority == *code)
    };
    let asks_nothing = filter.kind.is_none() && filter.authority.is_none();
    let mut asked = plans.iter().filter(|plan| is_asked(plan));
    match filter.displayable {
        Some(true) => asked.any(|plan| plan.displayable),
        Some(false) if plans.iter().any(|plan| plan.displayable) => false,
        Some(false) | None => asks_nothing || asked.next().is_some(),
    }
}

/// The numbers of patients who are not in the population, from this stem on; the sandbox three are listed by number only.
fn added(call: &Call<'_>, from_stem: u64) -> Vec<NhsNumber> {
    let people = &call.tenant.people;
    let sandbox = sandbox::patients();
    people
        .changed()
        .iter()
        .map(|patient| patient.number)
        .filter(|number| u64::from(number.stem()) >= from_stem)
        .filter(|number| people.population().index(*number).is_none())
        .filter(|number| sandbox.iter().all(|patient| patient.number != *number))
        .collect()
}
