//! An application that looks for a patient without a user: it may have one at a time. SRC-6.

use super::after;
use super::asked::{Query, die};
use crate::cast::Child;
use crate::executor::ask::{self, Ask};
use crate::executor::run::{Context, Run};
use crate::executor::send::Done;
use crate::history::{Credential, Kind, TokenNumber};
use cpis_vocabulary::NhsNumber;
use cpis_wire::header;
use cpis_wire::oauth::TokenResponse;

impl Run {
    /// Searches the child; or two patients at once, or with a limit that it may not ask for, which is refused; or reads the record.
    pub(super) async fn find_as_application(
        &self,
        child: &Child,
        bits: u64,
        context: &Context,
    ) -> Option<Done> {
        let (done, token, number) = self.log_on_application(context).await?;
        let context = after(&done, context);
        let ask = match die(bits, 0, 4) {
            0 => self.read_ask(child.number, &context),
            1 => {
                let stretch = self.cast.namesakes.stretch(2, bits.rotate_left(8))?;
                self.search_ask(&Query::of_stretch(&stretch), &context)
            }
            2 => {
                let query = Query::by_name(child)?.with("_max-results", "2");
                self.search_ask(&query, &context)
            }
            _ => self.search_ask(&Query::by_name(child)?, &context),
        };
        let bearer = format!("Bearer {token}");
        let mut ask = ask
            .header(header::AUTHORIZATION, bearer)
            .header(header::X_REQUEST_ID, self.next_id().to_string());
        ask.credential = Credential::Application(number);
        Some(self.send(&ask).await)
    }

    async fn log_on_application(&self, context: &Context) -> Option<(Done, String, TokenNumber)> {
        let form: String = form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "client_credentials")
            .finish();
        let kind = Kind::LogOn {
            expires_in: Some(self.scenario.reading.token_life_s),
        };
        let done = self
            .send(&Ask::post(kind, "/oauth2/token", form, context.clone()))
            .await;
        let answer: TokenResponse = serde_json::from_slice(&done.body).ok()?;
        let number = TokenNumber(done.number);
        Some((done, answer.access_token, number))
    }

    fn read_ask(&self, child: NhsNumber, context: &Context) -> Ask {
        let mut ask = Ask::get(Kind::ReadPatient, ask::patient(child), context.clone());
        ask.child = Some(child);
        ask.is_verified = self.is_verified();
        ask
    }
}
