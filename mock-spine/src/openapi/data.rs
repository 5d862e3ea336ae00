use super::control::plain;
use super::operation::{Operation, schema};
use crate::doors::{Kind, Path};
use crate::edge::Route;
use serde_json::{Value, json};

const FHIR: &str = "application/fhir+json";
const HTML: &str = "text/html";

/// What a route of the data port takes and gives.
pub(super) fn operation(route: &Route<Path>) -> Operation {
    match route.path.kind() {
        Kind::Cpis => cpis(route.path),
        Kind::Pds => pds(route.path),
        Kind::Flags => looking(told(Operation::fhir()))
            .must_query("patient", &schema("NhsNumber"), "the child")
            .query(
                "code",
                &text(),
                "the kind of flag; all of them unless given",
            )
            .gives_as(
                200,
                "a Flag, CarePlan and CareTeam for each displayable plan",
                FHIR,
                "Bundle",
            )
            .refuses(&[400, 401, 403, 503]),
        Kind::Identity => identity(route.path),
        Kind::Operations => operations(route.path),
    }
}

fn cpis(path: Path) -> Operation {
    const CHILD: &str = "the child, as https://fhir.nhs.uk/Id/nhs-number|{number}";
    let it = told(Operation::fhir());
    if path == Path::CpisMetadata {
        return it
            .open()
            .answers_with(
                "X-Spine-Epoch",
                "which record is kept: another after a reset, and after a start that has lost it",
            )
            .gives_as(200, "the capability statement", FHIR, "CapabilityStatement");
    }
    let it = looking(it).must_query("patient:identifier", &text(), CHILD);
    let it = if path == Path::CareTeam {
        it.answers_with("X-Spine-Access", "the id of the access, if it was recorded")
            .gives_as(200, "a CareTeam for each displayable plan", FHIR, "Bundle")
    } else {
        it.query(
            "_include",
            &text(),
            "asks for each viewer's PractitionerRole too",
        )
        .gives_as(
            200,
            "an AuditEvent for each listed access, newest first",
            FHIR,
            "Bundle",
        )
    };
    it.refuses(&[400, 401, 403, 503])
}

fn pds(path: Path) -> Operation {
    let it = asking(told(Operation::fhir())).header(
        "NHSD-End-User-Organisation-ODS",
        &text(),
        "for whom an application asks; noted in the ledger of searches",
    );
    if path != Path::PatientSearch {
        return it
            .answers_with("ETag", "the version of the record")
            .gives_as(200, "the patient", FHIR, "FhirPatient")
            .refuses(&[400, 401, 403, 404, 429]);
    }
    let texts = json!({"type": "array", "items": {"type": "string"}});
    let yes_or_no = json!({"type": "boolean"});
    let most = json!({"type": "integer", "minimum": 1, "maximum": 50});
    it.query("family", &text(), "family name; * from the third character")
        .query("given", &texts, "given names; * from the third character")
        .query("gender", &schema("Gender"), "gender")
        .query("birthdate", &texts, "a day, or ge and le")
        .query("death-date", &texts, "a day, or ge and le")
        .query(
            "address-postalcode",
            &text(),
            "postcode; * from the third character",
        )
        .query("address-postcode", &text(), "the same by its old name")
        .query("general-practitioner", &text(), "the practice's ODS code")
        .query("email", &text(), "e-mail address")
        .query("phone", &text(), "telephone number")
        .query(
            "_max-results",
            &most,
            "more are refused; an application may have one",
        )
        .query("_exact-match", &yes_or_no, "only scores of 1")
        .query(
            "_fuzzy-match",
            &yes_or_no,
            "names that sound alike, swapped and previous ones too; no *",
        )
        .query(
            "_history",
            &yes_or_no,
            "names and addresses of the past too",
        )
        .header(
            "X-Spine-Explain",
            &json!({"type": "string", "enum": ["1"]}),
            "asks for the reasons; where nobody matches, which criterion failed and for how many",
        )
        .gives_as(
            200,
            "the patients who match, or that there are too many",
            FHIR,
            "Bundle",
        )
        .refuses(&[400, 401, 403, 429])
}

fn identity(path: Path) -> Operation {
    let it = Operation::log_on();
    if path == Path::Token {
        it.takes_form("TokenRequest")
            .gives(200, "the token", "Token")
            .refuses(&[400, 401, 503])
    } else if path == Path::Revoke {
        it.takes_form("RevokeRequest")
            .gives_nothing(200, "revoked, if it ever was a token")
            .refuses(&[400])
    } else if path == Path::UserInfo {
        it.with_token()
            .gives(200, "the user", "UserInfo")
            .refuses(&[401, 403])
    } else if path == Path::Authorize || path == Path::AuthorizeSubmit {
        let it = if path == Path::AuthorizeSubmit {
            let again = "the log-on page again: no user has this number and passcode";
            it.takes_form("LogOn")
                .gives_nothing(303, "back to the application")
                .gives_as(403, again, HTML, "Text")
        } else {
            log_on(it).gives_nothing(302, "back to the application")
        };
        it.gives_as(200, "the log-on page", HTML, "Text").gives_as(
            400,
            "the application's address cannot be used",
            HTML,
            "Text",
        )
    } else {
        it.gives(200, "the document", "Document")
    }
}

fn log_on(it: Operation) -> Operation {
    it.must_query("client_id", &text(), "the application")
        .must_query("redirect_uri", &text(), "where the code goes")
        .must_query("response_type", &text(), "code")
        .query("scope", &text(), "openid and more")
        .query("state", &text(), "returned with the code")
        .query("nonce", &text(), "returned in the ID token")
        .query("code_challenge", &text(), "the proof key's challenge")
        .query("code_challenge_method", &text(), "S256 or plain")
        .query("prompt", &text(), "login: always the page; none: never")
        .query(
            "login_hint",
            &text(),
            "a user's id: that user is logged on at once",
        )
}

fn operations(path: Path) -> Operation {
    let it = Operation::fhir().open();
    if path == Path::Ready {
        plain(it, "ready").gives_as(503, "loading", "text/plain", "Text")
    } else if path == Path::Live {
        plain(it, "live")
    } else {
        it.gives(200, "the description", "Document")
    }
}

/// The headers of whoever asks.
fn asking(it: Operation) -> Operation {
    let uuid = json!({"type": "string", "format": "uuid"});
    it.must_header("X-Request-ID", &uuid, "the request's identity")
        .header("X-Correlation-ID", &text(), "returned as it came")
        .header(
            "NHSD-Session-URID",
            &text(),
            "the role profile, where the user has several",
        )
}

/// The headers of whoever may open an alert.
fn looking(it: Operation) -> Operation {
    let uuid = json!({"type": "string", "format": "uuid"});
    asking(it)
        .header("TraceID", &uuid, "the same for a retry of the same access")
        .header(
            "IsUnscheduledAccessEvent",
            &json!({"type": "string", "enum": ["true", "false"]}),
            "false: the access is silent",
        )
        .header(
            "X-Spine-Explain",
            &json!({"type": "string", "enum": ["1"]}),
            "asks for the reasons",
        )
}

/// The headers of every answer.
fn told(it: Operation) -> Operation {
    it.answers_with("X-Spine-At", "the instant at which the Spine decided")
        .answers_with("X-Request-ID", "as it was sent")
        .answers_with("X-Correlation-ID", "as it was sent")
        .answers_with("X-Spine-Bug", "the bug modes that are on")
        .answers_with(
            "X-Spine-Reason",
            "the rules applied, where they were asked for",
        )
}

fn text() -> Value {
    json!({"type": "string"})
}
