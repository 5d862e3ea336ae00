use super::{Call, cpis, flags, identity, operations, pds};
use crate::edge::route_table;
use crate::server::AnswerBody;
use http::Response;

/// Where PDS answers.
pub(super) const PDS: &str = "/personal-demographics/FHIR/R4";

/// The doors, for faults and figures.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Kind {
    /// Log-on.
    Identity,
    /// Demographics.
    Pds,
    /// CP-IS.
    Cpis,
    /// Patient Flags.
    Flags,
    /// Health and documentation; never disturbed.
    Operations,
}

route_table! {
    /// What answers on the data port.
    Path: Call => Response<AnswerBody>;
    /// Whose door it is.
    kind: Kind;

    CareTeam Cpis Get "/cpis/FHIR/R4/CareTeam", cpis::care_team
        "Opens a child's alert: the displayable plans. This is the access.";
    AuditEvent Cpis Get "/cpis/FHIR/R4/AuditEvent", cpis::audit_event
        "The previous views of a child, newest first.";
    CpisMetadata Cpis Get "/cpis/FHIR/R4/metadata", cpis::metadata
        "What the CP-IS door can do.";
    PatientRead Pds Get "/personal-demographics/FHIR/R4/Patient/{number}", pds::read
        "A patient by NHS number.";
    PatientUnnamed Pds Get "/personal-demographics/FHIR/R4/Patient/", pds::unnamed
        "A patient without a number: refused.";
    PatientSearch Pds Get "/personal-demographics/FHIR/R4/Patient", pds::search
        "Patients by name and date of birth.";
    Flag Flags Get "/patient-flags-api/FHIR/R4/Flag", flags::flag
        "Whether there is an alert, without opening it.";
    PatientFlag Flags Get "/patient-flags-api/FHIR/R4/PatientFlag", flags::flag
        "The same under the name that the guide uses.";
    Token Identity Post "/oauth2/token", identity::token
        "Issues an access token.";
    UserInfo Identity Get "/oauth2/userinfo", identity::user_info
        "Who holds an access token, with their roles.";
    Authorize Identity Get "/oauth2/authorize", identity::authorize
        "The log-on page; with `login_hint`, a log-on without one.";
    AuthorizeSubmit Identity Post "/oauth2/authorize", identity::submit
        "The log-on page, filled in.";
    Jwks Identity Get "/oauth2/jwks", identity::jwks
        "The keys that ID tokens are signed with.";
    Revoke Identity Post "/oauth2/revoke", identity::revoke
        "Revokes an access token.";
    Discovery Identity Get "/.well-known/openid-configuration", identity::discovery
        "Where everything of the log-on is.";
    Live Operations Get "/health/live", operations::live
        "Whether the process runs.";
    Ready Operations Get "/health/ready", operations::ready
        "Whether everything is loaded.";
    OpenApi Operations Get "/openapi.json", operations::openapi
        "This description.";
}
