//! The control port, from the client's side: people to test with, time, and what the authorities received.
//!
//! This is the one seam through which a run learns what came of its accesses; the mailboxes will stand behind it later.

mod bookmark;
mod clock;
mod exposed;
mod gauge;
mod settings;
mod tenants;

use bookmark::page_of;
pub use bookmark::{Bookmark, Unread};
pub use exposed::{Exposed, Figure};
pub use gauge::Gauge;

use crate::embedded::SimulatedSpine;
use crate::transport::{
    Answer, AnyTransport, InProcess, Reply, Request, Room, Settings, Target, Transport,
    TransportError,
};
use cpis_wire::control::{
    AccessItem, BugItem, ChangedPatient, ControlError, CreatedPlan, Faults, NewPlan,
    NotificationItem, Page, PatientItem, UserItem,
};
use cpis_wire::header::{AUTHORIZATION, CONTENT_TYPE};
use http::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// Asks a control port.
#[derive(Debug)]
pub struct Control {
    http: AnyTransport,
    /// The tenant whose clock, people and ledger are meant; none for the default one.
    tenant: Option<String>,
    /// Its `Authorization`, where it asks for a token. ENV-3.
    authorization: Option<String>,
}

/// A token that cannot stand in a header; it is not repeated.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "a control port's token has visible ASCII characters only, the one that was given has others"
)]
pub struct TokenError;

/// Why a control port did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum ControlFailed {
    /// No answer.
    #[error("the control port gave no answer to {0}")]
    NoAnswer(String),
    /// What answers is no control port.
    #[error(
        "no control port answers at {0}: is it a data port? --control names the control port and --target the data port"
    )]
    NoControl(String),
    /// It refused.
    #[error("the control port refused {path} with {status}: {why}")]
    Refused {
        /// What was asked.
        path: String,
        /// How it answered.
        status: u16,
        /// What it said.
        why: String,
    },
    /// An answer that is not as the contract has it.
    #[error("the control port's answer to {path} cannot be read: {why}")]
    Unreadable {
        /// What was asked.
        path: String,
        /// What is wrong.
        why: String,
    },
}

/// How long the control port may take: moving a busy mock's ledger takes its time.
const PATIENCE: Duration = Duration::from_secs(30);
/// Questions at one time; one more waits.
const ROOM: Room = Room {
    slots: 64,
    queues: true,
};
/// How many items are asked for at a time.
const PAGE: usize = 1_000;

impl Control {
    /// A client of the control port at this address.
    ///
    /// # Errors
    /// When the settings do not go with the address.
    pub fn new(
        target: &Target,
        settings: &Settings,
        stopwatch: crate::executor::Stopwatch,
    ) -> Result<Self, TransportError> {
        Ok(Self {
            http: AnyTransport::new(target, &settings.for_control(), ROOM, PATIENCE, stopwatch)?,
            tenant: None,
            authorization: None,
        })
    }

    /// A client of the control port of a Spine of this process.
    pub fn simulated(spine: &SimulatedSpine, stopwatch: crate::executor::Stopwatch) -> Self {
        let http = InProcess::new(spine.control(), ROOM, PATIENCE, stopwatch);
        Self {
            http: AnyTransport::InProcess(http),
            tenant: None,
            authorization: None,
        }
    }

    /// The same client, with the token that the control port asks for. ENV-3.
    ///
    /// # Errors
    /// When the token cannot stand in a header.
    pub fn with_token(self, token: Option<&str>) -> Result<Self, TokenError> {
        let authorization = token
            .map(|token| {
                let is_visible = token.bytes().all(|byte| (b'!'..=b'~').contains(&byte));
                is_visible
                    .then(|| format!("Bearer {token}"))
                    .ok_or(TokenError)
            })
            .transpose()?;
        Ok(Self {
            authorization,
            ..self
        })
    }

    /// The same client, for a tenant's part of the control port. ENV-2.
    #[must_use]
    pub fn of_tenant(self, tenant: Option<&str>) -> Self {
        let tenant = tenant.map(str::to_owned);
        Self { tenant, ..self }
    }

    /// Patients, up to so many, chosen by a query.
    ///
    /// # Errors
    /// As [`Control::clock`].
    pub async fn patients(
        &self,
        query: &str,
        most: usize,
    ) -> Result<Vec<PatientItem>, ControlFailed> {
        self.list(&format!("/control/v1/patients?{query}"), most)
            .await
    }

    /// Every user.
    ///
    /// # Errors
    /// As [`Control::clock`].
    pub async fn users(&self) -> Result<Vec<UserItem>, ControlFailed> {
        self.list("/control/v1/users?", usize::MAX).await
    }

    /// Attempts to open an alert, up to so many.
    ///
    /// # Errors
    /// As [`Control::clock`].
    pub async fn accesses(&self, most: usize) -> Result<Vec<AccessItem>, ControlFailed> {
        self.list("/control/v1/accesses?", most).await
    }

    /// What the authorities received.
    ///
    /// # Errors
    /// As [`Control::clock`].
    pub async fn notifications(&self) -> Result<Vec<NotificationItem>, ControlFailed> {
        self.list("/control/v1/notifications?", usize::MAX).await
    }

    /// What the Spine tells of itself, all tenants together.
    ///
    /// # Errors
    /// As [`Control::clock`].
    pub async fn metrics(&self) -> Result<Exposed, ControlFailed> {
        let told = self.raw::<()>(Method::GET, "/metrics", None).await?;
        Ok(Exposed::read(&String::from_utf8_lossy(told.body())))
    }

    /// The bug modes.
    ///
    /// # Errors
    /// As [`Control::clock`].
    pub async fn bugs(&self) -> Result<Vec<BugItem>, ControlFailed> {
        let page: Page<BugItem> = self.get("/control/v1/bugs").await?;
        Ok(page.items)
    }

    /// The faults.
    ///
    /// # Errors
    /// As [`Control::clock`].
    pub async fn faults(&self) -> Result<Faults, ControlFailed> {
        self.get("/control/v1/faults").await
    }

    /// Puts other faults in the place of those there are.
    ///
    /// # Errors
    /// As [`Control::clock`].
    pub async fn set_faults(&self, faults: &Faults) -> Result<(), ControlFailed> {
        let path = "/control/v1/faults";
        self.raw(Method::PUT, path, Some(faults)).await.map(drop)
    }

    /// Puts a plan on a child.
    ///
    /// # Errors
    /// As [`Control::clock`].
    pub async fn add_plan(
        &self,
        number: &str,
        plan: &NewPlan,
    ) -> Result<CreatedPlan, ControlFailed> {
        self.call(
            Method::POST,
            &format!("/control/v1/patients/{number}/plans"),
            Some(plan),
        )
        .await
    }

    /// Changes a patient.
    ///
    /// # Errors
    /// As [`Control::clock`].
    pub async fn change_patient(
        &self,
        number: &str,
        change: &ChangedPatient,
    ) -> Result<(), ControlFailed> {
        let path = format!("/control/v1/patients/{number}");
        self.raw(Method::PUT, &path, Some(change)).await.map(drop)
    }

    /// Takes a plan away.
    ///
    /// # Errors
    /// As [`Control::clock`].
    pub async fn delete_plan(&self, number: &str, plan: &str) -> Result<(), ControlFailed> {
        let path = format!("/control/v1/patients/{number}/plans/{plan}");
        self.raw::<()>(Method::DELETE, &path, None).await.map(drop)
    }

    async fn list<T: DeserializeOwned>(
        &self,
        path: &str,
        most: usize,
    ) -> Result<Vec<T>, ControlFailed> {
        let mut items = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let limit = PAGE.min(most.saturating_sub(items.len()));
            let asked = page_of(path, limit, cursor.as_deref());
            let page: Page<T> = self.get(&asked).await?;
            items.extend(page.items);
            match page.next {
                Some(next) if items.len() < most => cursor = Some(next),
                Some(_) | None => return Ok(items),
            }
        }
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ControlFailed> {
        self.call::<(), T>(Method::GET, path, None).await
    }

    async fn call<B: Serialize, T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&B>,
    ) -> Result<T, ControlFailed> {
        let answer = self.raw(method, path, body).await?;
        serde_json::from_slice(answer.body()).map_err(|error| ControlFailed::Unreadable {
            path: plain(path),
            why: error.to_string(),
        })
    }

    async fn raw<B: Serialize>(
        &self,
        method: Method,
        path: &str,
        body: Option<&B>,
    ) -> Result<Answer, ControlFailed> {
        match (&self.tenant, path.strip_prefix("/control/v1")) {
            (Some(tenant), Some(rest)) => {
                let target = format!("/control/v1/t/{tenant}{rest}");
                self.of_mock(method, &target, body).await
            }
            (Some(_) | None, _) => self.of_mock(method, path, body).await,
        }
    }

    /// A call that is about the whole mock, or names its tenant.
    async fn of_mock<B: Serialize>(
        &self,
        method: Method,
        path: &str,
        body: Option<&B>,
    ) -> Result<Answer, ControlFailed> {
        let body = body.map(|body| serde_json::to_vec(body).unwrap_or_default());
        let mut request = Request::new(method, path)
            .with(CONTENT_TYPE, "application/json")
            .with_body(body.unwrap_or_default());
        if let Some(value) = &self.authorization {
            request.add(AUTHORIZATION, value);
        }
        match self.http.send(&request).await.outcome {
            Reply::Whole(answer) if answer.is_success() => Ok(answer),
            Reply::Whole(answer) => Err(refused(self.http.authority(), path, &answer)),
            Reply::Unknown(_) | Reply::NotSent => Err(ControlFailed::NoAnswer(plain(path))),
        }
    }
}

/// Why a control port did not do it; one that does not know the path and gives no reason is none.
fn refused(at: &str, path: &str, answer: &Answer) -> ControlFailed {
    let status = answer.status();
    let why = match serde_json::from_slice::<ControlError>(answer.body()) {
        Ok(error) if status == 401 => {
            format!("{error} (--control-token or LOADGEN_CONTROL_TOKEN gives it)")
        }
        Ok(error) => error.to_string(),
        Err(_) if status == 404 => {
            return ControlFailed::NoControl(at.to_owned());
        }
        Err(_) => "it did not say why".to_owned(),
    };
    ControlFailed::Refused {
        path: plain(path),
        status,
        why,
    }
}

/// A path without what may name a patient. ENV-4.
fn plain(path: &str) -> String {
    let path = path.split('?').next().unwrap_or(path);
    let hide = |part: &str| {
        if part.len() == 10 && part.bytes().all(|b| b.is_ascii_digit()) {
            "{number}".to_owned()
        } else {
            part.to_owned()
        }
    };
    path.split('/').map(hide).collect::<Vec<_>>().join("/")
}
