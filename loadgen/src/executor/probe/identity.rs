//! Who may look, and what a request has to say. IDN-3, IDN-4, IDN-5, ASN-6, SRC-9.

use super::Stage;
use crate::cast::Place;
use crate::executor::ask::{self, Ask};
use crate::executor::deeds::Opening;
use crate::executor::run::Run;
use crate::executor::send::Done;
use crate::executor::sessions::Token;
use crate::history::{Activity, Credential, Flaw, Kind, Unscheduled};
use cpis_population::Draws;
use cpis_vocabulary::NhsNumber;
use cpis_wire::header;
use fake::Fake;
use fake::faker::lorem::en::Sentence;

impl Run {
    /// A silent look between two that notify: neither recorded nor told.
    pub(super) async fn silent_viewer(&self, stage: &mut Stage) -> Option<bool> {
        let child = self.own_child(stage)?.number;
        let silent = self.cast.players.with(Activity::Silent, stage.bits)?;
        let loud = self.cast.players.with(Activity::Notifying, stage.bits)?;
        self.look(stage, &silent, child).await?;
        self.look(stage, &loud, child).await?;
        self.look(stage, &silent, child).await?;
        let said = Opening {
            unscheduled: Unscheduled::True,
            ..self.traced()
        };
        self.look_with(stage, &silent, child, said).await?;
        self.list(stage, &silent, child, None).await?;
        Some(true)
    }

    /// Every way in, with neither activity.
    pub(super) async fn no_activity(&self, stage: &mut Stage) -> Option<bool> {
        let child = self.own_child(stage)?.number;
        let place = self.cast.players.with(Activity::Neither, stage.bits)?;
        let context = stage.at(&place);
        self.open_alert(&place, child, self.traced(), &context)
            .await?;
        self.overview(&place, child, &context).await?;
        self.read_list(&place, child, None, &context).await?;
        let reader = self.cast.players.with(Activity::Notifying, stage.bits)?;
        self.list(stage, &reader, child, None).await?;
        Some(true)
    }

    pub(super) async fn both_activities(&self, stage: &mut Stage) -> Option<bool> {
        let child = self.own_child(stage)?.number;
        let place = self.cast.players.with(Activity::Both, stage.bits)?;
        self.look(stage, &place, child).await?;
        self.list(stage, &place, child, None).await?;
        Some(true)
    }

    /// An absent header means that the access is unscheduled.
    pub(super) async fn missing_header(&self, stage: &mut Stage) -> Option<bool> {
        let child = self.own_child(stage)?.number;
        let place = self.cast.players.with(Activity::Notifying, stage.bits)?;
        let absent = Opening {
            unscheduled: Unscheduled::Absent,
            ..self.traced()
        };
        let done = self.look_with(stage, &place, child, absent).await?;
        self.list(stage, &place, child, None).await?;
        Some(done.is_ok())
    }

    /// `false`, and values that are none.
    pub(super) async fn header_false(&self, stage: &mut Stage) -> Option<bool> {
        let child = self.own_child(stage)?.number;
        let place = self.cast.players.with(Activity::Notifying, stage.bits)?;
        let silent = Opening {
            unscheduled: Unscheduled::False,
            ..self.traced()
        };
        self.look_with(stage, &place, child, silent).await?;
        let token = self.token(&place, &stage.at(&place)).await?;
        for value in ["TRUE", "", "no"] {
            let ask = self
                .lawful(stage, &place, child, &token)
                .header(header::IS_UNSCHEDULED_ACCESS_EVENT, value);
            self.flawed(ask, &place, &[Flaw::BadUnscheduled]).await;
        }
        self.list(stage, &place, child, None).await?;
        Some(true)
    }

    /// No token, an invented one, and one that has been revoked.
    pub(super) async fn stale_token(&self, stage: &mut Stage) -> Option<bool> {
        let child = self.own_child(stage)?.number;
        let place = self.cast.players.with(Activity::Notifying, stage.bits)?;
        let context = stage.at(&place);
        let token = self.log_on(&place, &context).await?;
        self.open_with(stage, &place, child, &token, Credential::User(token.number))
            .await;
        self.revoke(&place, &token, &context).await;
        let revoked = self
            .open_with(stage, &place, child, &token, Credential::User(token.number))
            .await;
        let text = format!("{:032x}", self.next_id().bits());
        let invented = Token::new(&text, token.number, token.good_until);
        self.open_with(stage, &place, child, &invented, Credential::Invented)
            .await;
        let mut ask = Ask::get(Kind::OpenAlert, ask::care_team(child), context)
            .header(header::X_REQUEST_ID, self.next_id().to_string());
        ask.child = Some(child);
        ask.credential = Credential::Missing;
        self.flawed(ask, &place, &[]).await;
        Some(revoked.is_refused_with(401))
    }

    /// One thing wrong at a time: each is refused, none is recorded.
    pub(super) async fn refused_headers(&self, stage: &mut Stage) -> Option<bool> {
        let child = self.own_child(stage)?.number;
        let place = self.cast.players.with(Activity::Notifying, stage.bits)?;
        let token = self.token(&place, &stage.at(&place)).await?;
        let lawful = self.lawful(stage, &place, child, &token);
        let without = |name: &str| {
            let mut ask = lawful.clone();
            ask.request.remove(name);
            ask
        };
        let other = (0..8)
            .filter_map(|turn| {
                self.cast
                    .players
                    .with(Activity::Silent, stage.bits.rotate_left(turn))
            })
            .find(|other| other.player.user != place.player.user)?;
        let asks = [
            (without(header::X_REQUEST_ID), Flaw::NoRequestId),
            (
                without(header::X_REQUEST_ID).header(header::X_REQUEST_ID, "7"),
                Flaw::BadTrace,
            ),
            (
                lawful.clone().header(header::TRACE_ID, no_uuid(stage.bits)),
                Flaw::BadTrace,
            ),
            (
                without(header::SESSION_URID)
                    .header(header::SESSION_URID, other.post.role.as_str()),
                Flaw::NotYourRole,
            ),
        ];
        let mut all = true;
        for (ask, flaw) in asks {
            all &= self.flawed(ask, &place, &[flaw]).await.is_refused_with(400);
        }
        let mut bad = lawful.clone();
        let path = bad.request.path().replace(&child.to_string(), "9990000001");
        bad.request.set_path(&path);
        bad.child = None;
        all &= self
            .flawed(bad, &place, &[Flaw::BadNumber])
            .await
            .is_refused_with(400);
        if let Some((two, _)) = self.cast.players.two_organisations(stage.bits) {
            let token = self.token(&two, &stage.at(&two)).await?;
            let mut ask = self.lawful(stage, &two, child, &token);
            ask.request.remove(header::SESSION_URID);
            all &= self
                .flawed(ask, &two, &[Flaw::NoRoleChosen])
                .await
                .is_refused_with(400);
        }
        Some(all)
    }

    /// A look, the same with the number as people write it, which the API does not take, and one more; then the list.
    pub(super) async fn spaced_number(&self, stage: &mut Stage) -> Option<bool> {
        let child = self.own_child(stage)?.number;
        let place = self.cast.players.with(Activity::Notifying, stage.bits)?;
        self.look(stage, &place, child).await?;
        let token = self.token(&place, &stage.at(&place)).await?;
        let mut ask = self.lawful(stage, &place, child, &token);
        let digits = child.to_string();
        let (area, rest) = digits.split_at_checked(3)?;
        let (middle, end) = rest.split_at_checked(3)?;
        let written = format!("{area}%20{middle}%20{end}");
        let path = ask.request.path().replace(&digits, &written);
        ask.request.set_path(&path);
        let done = self.flawed(ask, &place, &[Flaw::BadNumber]).await;
        self.look(stage, &place, child).await?;
        self.list(stage, &place, child, None).await?;
        Some(done.is_refused_with(400))
    }

    /// Found by number and by name, seen on the overview, never opened; somebody else not found; then the list.
    pub(super) async fn search_only(&self, stage: &mut Stage) -> Option<bool> {
        let child = self.own_child(stage)?;
        let place = self.cast.players.with(Activity::Notifying, stage.bits)?;
        let context = stage.at(&place);
        self.find_by_number(&place, child.number, &context).await?;
        self.find_by_name(&place, &child, &context).await?;
        self.find_nobody(&place, stage.bits, &context).await?;
        self.overview(&place, child.number, &context).await?;
        self.list(stage, &place, child.number, None).await?;
        Some(true)
    }

    /// A request that would open the alert.
    fn lawful(&self, stage: &Stage, place: &Place, child: NhsNumber, token: &Token) -> Ask {
        let mut ask = Ask::get(Kind::OpenAlert, ask::care_team(child), stage.at(place));
        ask.child = Some(child);
        self.sign(&mut ask, place, token);
        ask
    }

    pub(super) async fn open_with(
        &self,
        stage: &Stage,
        place: &Place,
        child: NhsNumber,
        token: &Token,
        credential: Credential,
    ) -> Done {
        let mut ask = self.lawful(stage, place, child, token);
        ask.credential = credential;
        self.send(&ask).await
    }
}

/// Words in the place of a UUID, other ones each time.
fn no_uuid(bits: u64) -> String {
    Sentence(2..5).fake_with_rng(&mut Draws::following(bits))
}
