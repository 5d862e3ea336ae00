//! Who is served, and with what.

use super::{Answer, Ask, Bug, HOUR, Held, Spine, child};
use chrono::TimeDelta;
use cpis_vocabulary::{AccessId, NhsNumber, PatientStatus, PlanId, Timestamp};
use loadgen::history::{Activity, Credential, Flaw, Kind, PlanFacts, Seen, TokenNumber};

impl Spine<'_> {
    pub(super) fn stamp(&mut self, now: Timestamp) -> Timestamp {
        let shift = match self.bug {
            Bug::StampOutside => 2 * HOUR,
            Bug::StampsBack if self.next.is_multiple_of(7) => -HOUR,
            _ => 0,
        };
        self.last_stamp = now.millis();
        now.plus(TimeDelta::milliseconds(shift))
    }

    pub(super) fn serve(&mut self, ask: &Ask, number: u64, now: Timestamp, effect: u64) -> Answer {
        match &ask.kind {
            Kind::LogOn { .. } => {
                self.tokens.insert(number, (now, false));
                Answer::ok(Seen::Nothing)
            }
            Kind::Revoke { token } => {
                if let Some(token) = self.tokens.get_mut(&token.0) {
                    token.1 = true;
                }
                Answer::ok(Seen::Nothing)
            }
            Kind::AdvanceClock { .. } => Answer::ok(Seen::Nothing),
            Kind::AddPlan { plan } => {
                let id = PlanId::new(10_000 + number);
                let plan = PlanFacts {
                    id: Some(id),
                    ..plan.clone()
                };
                let held = Held {
                    plan,
                    is_deleted: false,
                };
                self.plans
                    .entry(self.survivor(ask.child.unwrap()))
                    .or_default()
                    .push(held);
                Answer {
                    plan: Some(id),
                    ..Answer::ok(Seen::Nothing)
                }
            }
            Kind::ChangePatient { .. } => Answer::ok(Seen::Nothing),
            Kind::DeletePlan { plan } => {
                let child = self.survivor(ask.child.unwrap());
                for held in self.plans.entry(child).or_default() {
                    held.is_deleted |= held.plan.id == Some(*plan);
                }
                Answer::ok(Seen::Nothing)
            }
            _ if !self.token_is_good(ask.credential, now) => Answer::refused(401, "ACCESS_DENIED"),
            Kind::Search { .. } | Kind::ReadPatient => {
                if self.bug == Bug::SearchNotifies {
                    let child = ask.child.unwrap_or(child(0));
                    self.tell(
                        child,
                        ask.caller.as_ref().unwrap(),
                        now,
                        AccessId::new(7_777),
                    );
                }
                Answer::ok(Seen::Nothing)
            }
            Kind::Overview => self.overview(ask, now),
            Kind::OpenAlert => self
                .refusal(ask)
                .unwrap_or_else(|| self.open(ask, now, effect)),
            Kind::ReadList => self
                .refusal(ask)
                .unwrap_or_else(|| self.list(ask, now, effect)),
        }
    }

    pub(super) fn token_is_good(&self, credential: Credential, now: Timestamp) -> bool {
        match credential {
            Credential::Missing | Credential::Invented => false,
            Credential::User(TokenNumber(number))
            | Credential::Application(TokenNumber(number)) => {
                let (granted, is_revoked) = self.tokens[&number];
                let expired = now.since(granted) >= TimeDelta::hours(1);
                !(is_revoked && self.bug != Bug::RevocationIgnored
                    || expired && self.bug != Bug::TokenExpiryIgnored)
            }
            Credential::NotNeeded | Credential::Standing => true,
        }
    }

    pub(super) fn refusal(&self, ask: &Ask) -> Option<Answer> {
        let header = ask.flaws.iter().any(|flaw| *flaw != Flaw::BadNumber);
        if header && self.bug != Bug::BadHeaderServed {
            return Some(Answer::refused(400, "PRECONDITION_FAILED"));
        }
        if self.activity(ask) == Activity::Neither && self.bug != Bug::ActivityNotChecked {
            return Some(Answer::refused(403, "ACCESS_DENIED"));
        }
        ask.flaws
            .contains(&Flaw::BadNumber)
            .then(|| Answer::refused(400, "INVALID_SEARCH_DATA"))
    }

    pub(super) fn activity(&self, ask: &Ask) -> Activity {
        let activity = ask.caller.as_ref().unwrap().activity;
        match (self.bug, activity) {
            (Bug::CodesSwapped, Activity::Notifying) => Activity::Silent,
            (Bug::CodesSwapped, Activity::Silent) => Activity::Notifying,
            (Bug::BothIsSilent, Activity::Both) => Activity::Silent,
            _ => activity,
        }
    }

    pub(super) fn survivor(&self, number: NhsNumber) -> NhsNumber {
        match self.people.get(&number).map(|child| child.status) {
            Some(PatientStatus::Superseded { by }) => by,
            _ => number,
        }
    }

    pub(super) fn overview(&mut self, ask: &Ask, now: Timestamp) -> Answer {
        let child = self.survivor(ask.child.unwrap());
        if self.activity(ask) == Activity::Neither {
            return Answer::refused(403, "ACCESS_DENIED");
        }
        let mut total = u32::try_from(self.displayable(child, now).len()).unwrap();
        if self.bug == Bug::CachedAlert {
            total = *self.alerts.entry(child).or_insert(total);
        }
        if self.bug == Bug::OverviewNotifies && total > 0 {
            let id = self.id();
            self.tell(child, ask.caller.as_ref().unwrap(), now, id);
        }
        Answer::ok(Seen::Flags {
            total,
            plans: Vec::new(),
        })
    }

    pub(super) fn id(&mut self) -> AccessId {
        self.next += 1;
        AccessId::new(self.next)
    }
}
