use super::run::Context;
use crate::history::{Caller, Credential, Flaw, Kind, Unscheduled};
use crate::transport::Request;
use cpis_vocabulary::{NhsNumber, TraceId};
use cpis_wire::header::CONTENT_TYPE;
use http::Method;
use std::fmt::Write as _;
use std::sync::Arc;

/// A request before it is sent, and what the history will say of it.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub(super) kind: Kind,
    pub(super) request: Request,
    pub(super) child: Option<NhsNumber>,
    pub(super) caller: Option<Arc<Caller>>,
    pub(super) credential: Credential,
    pub(super) flaws: Vec<Flaw>,
    pub(super) unscheduled: Unscheduled,
    pub(super) trace: Option<TraceId>,
    /// Whether the answer is kept, to be compared with the population.
    pub(super) is_verified: bool,
    pub(super) context: Context,
}

/// Most paths fit in so many bytes.
const PATH_USUAL: usize = 256;

/// Where a child's number goes in a FHIR search, already fit for a URL.
const IDENTIFIER: &str = "patient:identifier=https://fhir.nhs.uk/Id/nhs-number%7C";

/// The paths of the data port.
pub(super) fn care_team(child: NhsNumber) -> String {
    of_child(&["/cpis/FHIR/R4/CareTeam?", IDENTIFIER], child)
}

pub(super) fn audit_event(child: NhsNumber) -> String {
    let mut path = of_child(&["/cpis/FHIR/R4/AuditEvent?", IDENTIFIER], child);
    path.push_str(
        "&_include=AuditEvent:entity-type=http://terminology.hl7.org/CodeSystem/v3-RoleClass%7CASSIGNED",
    );
    path
}

pub(super) fn flag(child: NhsNumber) -> String {
    of_child(&["/patient-flags-api/FHIR/R4/Flag?patient="], child)
}

pub(super) fn patient(child: NhsNumber) -> String {
    of_child(&["/personal-demographics/FHIR/R4/Patient/"], child)
}

/// A path with a child's number behind it. One is made for every request.
fn of_child(before: &[&str], child: NhsNumber) -> String {
    let mut path = String::with_capacity(PATH_USUAL);
    path.extend(before.iter().copied());
    // A text takes all that it is given.
    let _ = write!(path, "{child}");
    path
}

pub(super) fn patients(pairs: &[(&str, &str)]) -> String {
    let query: String = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    format!("/personal-demographics/FHIR/R4/Patient?{query}")
}

impl Ask {
    /// A request that reads something at `path`.
    pub(super) fn get(kind: Kind, path: String, context: Context) -> Self {
        Self {
            kind,
            request: Request::get(path),
            child: None,
            caller: None,
            credential: Credential::NotNeeded,
            flaws: Vec::new(),
            unscheduled: Unscheduled::Absent,
            trace: None,
            is_verified: false,
            context,
        }
    }

    /// A request that posts a form.
    pub(super) fn post(kind: Kind, path: &str, form: String, context: Context) -> Self {
        let request = Request::new(Method::POST, path)
            .with(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .with_body(form);
        Self {
            request,
            ..Self::get(kind, String::new(), context)
        }
    }

    /// Adds a header.
    pub(super) fn header(mut self, name: &'static str, value: impl AsRef<str>) -> Self {
        self.request.add(name, value.as_ref());
        self
    }

    /// Adds a header that holds a UUID.
    pub(super) fn add_id(&mut self, name: &'static str, id: TraceId) {
        self.request.add(name, id.encode(&mut [0; TraceId::LENGTH]));
    }
}
