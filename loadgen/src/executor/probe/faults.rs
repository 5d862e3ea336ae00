//! Requests with two things wrong at once: the first in the order of checks is told. IDN-4.

use super::Stage;
use crate::cast::Place;
use crate::executor::ask::{self, Ask};
use crate::executor::run::Run;
use crate::executor::sessions::Token;
use crate::history::{Activity, Credential, Flaw, Kind};
use cpis_vocabulary::NhsNumber;
use cpis_wire::header;

/// What a request gets wrong besides its token and its role, and what is told then.
const WRONG: [(&[Flaw], u16); 5] = [
    (&[Flaw::NoRequestId, Flaw::BadNumber], 400),
    (&[Flaw::BadTrace, Flaw::BadNumber], 400),
    (&[Flaw::BadUnscheduled, Flaw::BadNumber], 400),
    (&[Flaw::NotYourRole, Flaw::BadNumber], 400),
    (&[Flaw::NoRequestId], 400),
];

impl Run {
    /// A token that was never issued and malformed headers; malformed headers and no activity; no activity and no NHS number: of the
    /// list and of the plans.
    pub(super) async fn two_faults(&self, stage: &mut Stage) -> Option<bool> {
        let child = self.own_child(stage)?.number;
        let loud = self.cast.players.with(Activity::Notifying, stage.bits)?;
        let without = self.cast.players.with(Activity::Neither, stage.bits)?;
        let mut all = true;
        for door in [Kind::OpenAlert, Kind::ReadList] {
            for (flaws, status) in WRONG {
                for place in [&loud, &without] {
                    let ask = self.faulty(stage, &door, place, child, flaws).await?;
                    all &= self.flawed(ask, place, flaws).await.is_refused_with(status);
                }
            }
            let flaws = [Flaw::BadNumber];
            let ask = self.faulty(stage, &door, &without, child, &flaws).await?;
            let done = self.flawed(ask, &without, &flaws).await;
            all &= done.is_refused_with(403);
            for place in [&loud, &without] {
                let flaws = [Flaw::NoRequestId, Flaw::BadUnscheduled, Flaw::BadNumber];
                let mut ask = self.faulty(stage, &door, place, child, &flaws).await?;
                self.disown(&mut ask, place);
                let done = self.flawed(ask, place, &flaws).await;
                all &= done.is_refused_with(401);
            }
        }
        Some(all)
    }

    /// A request that gets these things wrong, and is lawful in all others.
    async fn faulty(
        &self,
        stage: &Stage,
        door: &Kind,
        place: &Place,
        child: NhsNumber,
        flaws: &[Flaw],
    ) -> Option<Ask> {
        let context = stage.at(place);
        let token = self.token(place, &context).await?;
        let path = if *door == Kind::ReadList {
            ask::audit_event(child)
        } else {
            ask::care_team(child)
        };
        let mut ask = Ask::get(door.clone(), path, context);
        ask.child = Some(child);
        self.sign(&mut ask, place, &token);
        for flaw in flaws {
            spoil(&mut ask, *flaw, child);
        }
        Some(ask)
    }

    /// Puts a token that was never issued in the place of the right one.
    fn disown(&self, ask: &mut Ask, place: &Place) {
        let text = format!("{:032x}", self.next_id().bits());
        let invented = Token::new(&text, crate::history::TokenNumber(0), self.clock.latest());
        ask.request.remove(header::AUTHORIZATION);
        ask.request.add(header::AUTHORIZATION, invented.bearer());
        ask.caller = Some(std::sync::Arc::clone(&place.caller));
        ask.credential = Credential::Invented;
    }
}

/// Gets one thing wrong.
fn spoil(ask: &mut Ask, flaw: Flaw, child: NhsNumber) {
    match flaw {
        Flaw::NoRequestId => ask.request.remove(header::X_REQUEST_ID),
        Flaw::BadTrace => ask.request.add(header::TRACE_ID, "today"),
        Flaw::BadUnscheduled => ask
            .request
            .add(header::IS_UNSCHEDULED_ACCESS_EVENT, "perhaps"),
        Flaw::NoRoleChosen => ask.request.remove(header::SESSION_URID),
        Flaw::NotYourRole => {
            ask.request.remove(header::SESSION_URID);
            ask.request.add(header::SESSION_URID, "999999999999");
        }
        Flaw::BadNumber => {
            let path = ask.request.path().replace(&child.to_string(), "9990000001");
            ask.request.set_path(&path);
            ask.child = None;
        }
    }
}
