//! What a viewer can do, one request each.

use super::ask::{self, Ask};
use super::run::{Context, Run};
use super::send::Done;
use super::sessions::Token;
use crate::cast::Place;
use crate::history::{Credential, Flaw, Kind, TokenNumber, Unscheduled};
use chrono::TimeDelta;
use cpis_vocabulary::{NhsNumber, TraceId};
use cpis_wire::header;
use cpis_wire::oauth::TokenResponse;
use std::sync::Arc;

/// How an alert is opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Opening {
    /// The header `IsUnscheduledAccessEvent`.
    pub(super) unscheduled: Unscheduled,
    /// The `TraceID`.
    pub(super) trace: Option<TraceId>,
}

impl Run {
    /// Logs on in one call, whatever tokens there are.
    pub(super) async fn log_on(&self, place: &Place, context: &Context) -> Option<Arc<Token>> {
        let before = self.clock.earliest();
        let form: String = form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "urn:mock-spine:smartcard")
            .append_pair("user_id", place.player.user.as_str())
            .append_pair("passcode", &place.player.passcode)
            .finish();
        let kind = Kind::LogOn {
            expires_in: Some(self.scenario.reading.token_life_s),
        };
        let mut ask = Ask::post(kind, "/oauth2/token", form, context.clone());
        ask.caller = Some(Arc::clone(&place.caller));
        let done = self.send(&ask).await;
        if !done.is_ok() {
            return None;
        }
        let answer: TokenResponse = serde_json::from_slice(&done.body).ok()?;
        let life = i64::try_from(answer.expires_in)
            .ok()
            .and_then(TimeDelta::try_seconds)?;
        let number = TokenNumber(done.number);
        let token = Token::new(&answer.access_token, number, before.plus(life));
        let token = Arc::new(token);
        self.sessions
            .keep(place.player.user.clone(), Arc::clone(&token));
        Some(token)
    }

    /// The user's token: the one there is, or a new one.
    pub(super) async fn token(&self, place: &Place, context: &Context) -> Option<Arc<Token>> {
        match self.sessions.find(&place.player.user, &self.clock) {
            Some(token) => Some(token),
            None => self.log_on_first(place, context).await,
        }
    }

    /// Logs on because a step takes a token.
    async fn log_on_first(&self, place: &Place, context: &Context) -> Option<Arc<Token>> {
        let step = Context {
            step: "log on".into(),
            ..context.clone()
        };
        self.log_on(place, &step).await
    }

    /// Opens the alert: the access. ALT-2.
    pub(super) async fn open_alert(
        &self,
        place: &Place,
        child: NhsNumber,
        opening: Opening,
        context: &Context,
    ) -> Option<Done> {
        let mut ask = Ask::get(Kind::OpenAlert, ask::care_team(child), context.clone());
        ask.child = Some(child);
        ask.unscheduled = opening.unscheduled;
        ask.trace = opening.trace;
        self.as_user(ask, place).await
    }

    /// Reads the previous views; `trace` is the one under which the same viewer opened the alert. VIEW-7.
    pub(super) async fn read_list(
        &self,
        place: &Place,
        child: NhsNumber,
        trace: Option<TraceId>,
        context: &Context,
    ) -> Option<Done> {
        let mut ask = Ask::get(Kind::ReadList, ask::audit_event(child), context.clone());
        ask.child = Some(child);
        ask.trace = trace;
        self.as_user(ask, place).await
    }

    /// Asks whether there is an alert. ALT-1.
    pub(super) async fn overview(
        &self,
        place: &Place,
        child: NhsNumber,
        context: &Context,
    ) -> Option<Done> {
        let mut ask = Ask::get(Kind::Overview, ask::flag(child), context.clone());
        ask.child = Some(child);
        self.as_user(ask, place).await
    }

    /// Sends a request with the user's token, role and identities. A token that turns out to have expired is replaced once.
    pub(super) async fn as_user(&self, mut ask: Ask, place: &Place) -> Option<Done> {
        let token = if let Some(token) = self.sessions.find(&place.player.user, &self.clock) {
            token
        } else {
            let token = self.log_on_first(place, &ask.context).await?;
            // It could not fall due before: what the log-on took is told of the log-on, and is no lateness of the generator's.
            ask.context.due = ask.context.due.max(self.stopwatch.now());
            token
        };
        let unsigned = ask.request.mark();
        self.sign(&mut ask, place, &token);
        let done = self.send(&ask).await;
        if !done.is_refused_with(401) {
            return Some(done);
        }
        self.sessions.turn_down();
        self.sessions.drop_token(&place.player.user, token.number);
        ask.context.due = done.ended;
        let token = self.token(place, &ask.context).await?;
        ask.request.take_back(unsigned);
        self.sign(&mut ask, place, &token);
        Some(self.send(&ask).await)
    }

    /// Gives a request everything that a lawful one carries.
    pub(super) fn sign(&self, ask: &mut Ask, place: &Place, token: &Token) {
        ask.request.add(header::AUTHORIZATION, token.bearer());
        ask.add_id(header::X_REQUEST_ID, self.next_id());
        let role = place.post.role.as_str();
        ask.request.add(header::SESSION_URID, role);
        ask.credential = Credential::User(token.number);
        dress(ask, place);
    }

    /// A request that gets something wrong on purpose.
    pub(super) async fn flawed(&self, mut ask: Ask, place: &Place, flaws: &[Flaw]) -> Done {
        dress(&mut ask, place);
        ask.flaws = flaws.to_vec();
        self.send(&ask).await
    }

    /// Revokes a token.
    pub(super) async fn revoke(&self, place: &Place, token: &Token, context: &Context) -> Done {
        let form: String = form_urlencoded::Serializer::new(String::new())
            .append_pair("token", token.text())
            .finish();
        let kind = Kind::Revoke {
            token: token.number,
        };
        let mut ask = Ask::post(kind, "/oauth2/revoke", form, context.clone());
        ask.caller = Some(Arc::clone(&place.caller));
        self.sessions.drop_token(&place.player.user, token.number);
        self.send(&ask).await
    }
}

/// Gives a request the headers that say what the access is.
fn dress(ask: &mut Ask, place: &Place) {
    ask.caller = Some(Arc::clone(&place.caller));
    if let Some(trace) = ask.trace {
        ask.add_id(header::TRACE_ID, trace);
    }
    let is_unscheduled = match ask.unscheduled {
        Unscheduled::Absent => return,
        Unscheduled::True => "true",
        Unscheduled::False => "false",
    };
    ask.request
        .add(header::IS_UNSCHEDULED_ACCESS_EVENT, is_unscheduled);
}
