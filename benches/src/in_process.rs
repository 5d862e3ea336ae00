//! The mock without its sockets.

use crate::core::{at_once, runtime};
use crate::mock::{builder, by_identifier, log_on, look_often, reads, ready, with_plans};
use crate::{Failure, cast};
use bytes::Bytes;
use http::Request;
use mock_spine::MockSpine;
use mock_spine::server::{Port, Service as _};
use std::sync::Arc;

/// A mock that is asked in process.
#[derive(Debug)]
pub struct InProcess {
    spine: MockSpine,
    /// What can be asked, by name.
    pub paths: Vec<(&'static str, Requests)>,
}

/// Requests for one target after the other, each with a TraceID of its own.
#[derive(Clone, Debug)]
pub struct Requests {
    targets: Arc<[Box<str>]>,
    authorization: String,
    asked: usize,
    has_traces: bool,
}

impl InProcess {
    /// A mock of 100,000 patients, some of whose children have been looked at often.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start() -> Result<Self, Failure> {
        let spine = runtime()?.block_on(async {
            let spine = builder(100_000).start().await?;
            ready(spine.app()).await?;
            Ok::<_, Failure>(spine)
        })?;
        let tenant = spine.app().tenants.default_tenant();
        let token = log_on(tenant).into_iter().next().unwrap_or_default();
        let people = cast::population(100_000)?;
        let children = with_plans(&people);
        let watched = children.get(..64).unwrap_or(&children);
        runtime()?.block_on(look_often(spine.app(), watched, 30))?;
        let flag = |child| format!("/patient-flags-api/FHIR/R4/Flag?patient={child}").into();
        let paths = [
            (
                "CareTeam",
                by_identifier("/cpis/FHIR/R4/CareTeam", &children),
            ),
            (
                "AuditEvent",
                by_identifier("/cpis/FHIR/R4/AuditEvent", watched),
            ),
            ("Flag", children.iter().map(flag).collect()),
            ("Patient", reads(&people)),
        ];
        let paths = paths.map(|(name, targets)| (name, Requests::new(&targets, &token)));
        Ok(Self {
            spine,
            paths: paths.into(),
        })
    }

    /// Answers a request; whether with 200, at once.
    pub fn answer(&self, request: Request<Bytes>) -> bool {
        let answer = at_once(self.spine.app().respond(Port::Data, request));
        answer.is_some_and(|answer| answer.is_ok_and(|answer| answer.status() == 200))
    }
}

impl Requests {
    fn new(targets: &Arc<[Box<str>]>, token: &str) -> Self {
        Self {
            targets: Arc::clone(targets),
            authorization: format!("Bearer {token}"),
            asked: 0,
            has_traces: true,
        }
    }

    /// The same without any TraceID.
    #[must_use]
    pub fn without_traces(mut self) -> Self {
        self.has_traces = false;
        self
    }

    /// The next request.
    pub fn make_next(&mut self) -> Request<Bytes> {
        let asked = self.asked;
        self.asked += 1;
        let target = self.targets.get(asked % self.targets.len().max(1));
        let mut request = Request::get(target.map_or("/", |target| target))
            .header("host", "127.0.0.1:8700")
            .header("authorization", &self.authorization)
            .header("x-request-id", "60e0b220-8136-4ca5-ae46-1d97ef59d068");
        if self.has_traces {
            request = request.header("traceid", format!("60e0b220-8136-4ca5-ae46-{asked:012x}"));
        }
        request.body(Bytes::new()).unwrap_or_default()
    }
}
