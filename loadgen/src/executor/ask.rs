use super::run::Context;
use crate::cast::Place;
use crate::history::{Credential, Flaw, Kind, Unscheduled};
use crate::transport::Request;
use cpis_vocabulary::{NhsNumber, TraceId};
use cpis_wire::header::CONTENT_TYPE;
use http::Method;

/// A request before it is sent, and what the history will say of it.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub(super) kind: Kind,
    pub(super) request: Request,
    pub(super) child: Option<NhsNumber>,
    pub(super) place: Option<Place>,
    pub(super) credential: Credential,
    pub(super) flaws: Vec<Flaw>,
    pub(super) unscheduled: Unscheduled,
    pub(super) trace: Option<TraceId>,
    /// Whether the answer is kept, to be compared with the population.
    pub(super) is_verified: bool,
    pub(super) context: Context,
}

/// Where a child's number goes in a FHIR search, already fit for a URL.
const IDENTIFIER: &str = "patient:identifier=https://fhir.nhs.uk/Id/nhs-number%7C";

/// The paths of the data port.
pub(super) fn care_team(child: NhsNumber) -> String {
    format!("/cpis/FHIR/R4/CareTeam?{IDENTIFIER}{child}")
}

pub(super) fn audit_event(child: NhsNumber) -> String {
    format!(
        "/cpis/FHIR/R4/AuditEvent?{IDENTIFIER}{child}&_include=AuditEvent:entity-type=\
         http://terminology.hl7.org/CodeSystem/v3-RoleClass%7CASSIGNED"
    )
}

pub(super) fn flag(child: NhsNumber) -> String {
    format!("/patient-flags-api/FHIR/R4/Flag?patient={child}")
}

pub(super) fn patient(child: NhsNumber) -> String {
    format!("/personal-demographics/FHIR/R4/Patient/{child}")
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
            place: None,
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
}
