use super::operation::{Operation, schema};
use crate::control::Path;
use serde_json::{Value, json};

/// What a route of the control port takes and gives.
pub(super) fn operation(path: Path) -> Operation {
    let it = Operation::control();
    match path {
        Path::Clock => moved(it).gives(200, "the clock", "Clock"),
        Path::SetClock => done(moved(it.takes("SetClock")), "Clock").refuses(&[409]),
        Path::Advance => done(moved(it.takes("Advance")), "Clock"),
        Path::Patients => patients(it),
        Path::Patient => done(it, "Patient").refuses(&[404]),
        Path::PutPatient => {
            done(it.takes("ChangedPatient"), "Patient").gives(201, "created", "Patient")
        }
        Path::AddPlan => it
            .takes("NewPlan")
            .gives(201, "added", "CreatedPlan")
            .refuses(&[400, 404, 413]),
        Path::DeletePlan => it.gives_nothing(204, "deleted").refuses(&[400, 404]),
        Path::Users => users(it),
        Path::Search => search(it),
        Path::Accesses => {
            page(it, "AccessPage").query("nhs_number", &number(), "only this child's")
        }
        Path::Notifications => notifications(it),
        Path::Searches => searches(it),
        Path::Limits => it.gives(200, "the limits in force", "Limits"),
        Path::SetLimits => done(it.takes("Limits"), "Limits"),
        Path::Settings => it.gives(
            200,
            "the settings of the rules, whatever is broken on purpose",
            "Settings",
        ),
        Path::Faults => it.gives(200, "the faults that are on", "Faults"),
        Path::SetFaults => done(it.takes("Faults"), "Faults"),
        Path::Bugs => it.gives(200, "every bug mode", "BugPage"),
        Path::SetBugs => done(it.takes("BugsOn"), "BugPage").refuses(&[409]),
        Path::Reset => it.gives_nothing(204, "put back to the start"),
        Path::Tenants => it.gives(200, "every tenant, the default one first", "TenantPage"),
        Path::AddTenant => it
            .takes("NewTenant")
            .gives(201, "added", "Tenant")
            .refuses(&[400, 409, 413]),
        Path::DeleteTenant => it.gives_nothing(204, "deleted").refuses(&[404, 409]),
        Path::Live => plain(it.open(), "live"),
        Path::Ready => plain(it.open(), "ready").gives_as(503, "loading", PLAIN, "Text"),
        Path::Metrics => it.gives_as(200, "the counts", METRICS, "Text"),
        Path::OpenApi => it.gives(200, "the description", "Document"),
    }
}

const PLAIN: &str = "text/plain";
const METRICS: &str = "application/openmetrics-text";

fn notifications(it: Operation) -> Operation {
    page(it, "NotificationPage")
        .query("nhs_number", &number(), "only this child's")
        .query(
            "authority",
            &text(),
            "only those to this local authority, by code",
        )
}

fn search(it: Operation) -> Operation {
    let explain = json!({"type": "string", "enum": ["1"]});
    let told = "the rules applied, where they were asked for";
    let it = it.takes("SearchForm").header(
        "X-Spine-Explain",
        &explain,
        "asks for the reasons, and for near misses where nobody matches",
    );
    it.refuses(&[400, 413])
        .answers_with("X-Spine-Reason", told)
        .gives(200, "done", "SearchAnswer")
}

fn searches(it: Operation) -> Operation {
    page(it, "SearchPage")
        .query(
            "nhs_number",
            &number(),
            "only those that showed this patient",
        )
        .query("user", &text(), "only those by this user, by id")
}

fn moved(it: Operation) -> Operation {
    let told = "how often somebody has set or moved the clock since the start or the last reset";
    it.answers_with("X-Spine-Clock-Moves", told)
}

fn patients(it: Operation) -> Operation {
    page(it, "PatientPage")
        .query(
            "nhs_number",
            &number(),
            "only this one, whatever the status",
        )
        .query(
            "displayable",
            &json!({"type": "boolean"}),
            "true: only with a plan that is displayable as of the clock; false: only without any",
        )
        .query(
            "kind",
            &schema("PlanKind"),
            "only with a plan of this kind; with displayable=true, the same plan",
        )
        .query(
            "authority",
            &text(),
            "only with a plan of this local authority, by code",
        )
        .query("status", &schema("PatientStatus"), "ordinary unless given")
}

fn users(it: Operation) -> Operation {
    page(it, "UserPage")
        .query(
            "activity",
            &text(),
            "only users with a role that holds this activity",
        )
        .query(
            "kind",
            &text(),
            "only users of this kind, by its name in scenarios",
        )
        .query(
            "org_code",
            &text(),
            "only users with a role here; with activity, the same role",
        )
}

/// Health answers whoever asks.
pub(super) fn plain(it: Operation, text: &str) -> Operation {
    it.gives_as(200, text, PLAIN, "Text")
}

fn done(it: Operation, schema: &str) -> Operation {
    it.gives(200, "done", schema).refuses(&[400, 413])
}

fn page(it: Operation, schema: &str) -> Operation {
    let limit = json!({"type": "integer", "minimum": 1, "maximum": 1000, "default": 100});
    it.gives(200, "a page", schema)
        .refuses(&[400])
        .query("limit", &limit, "the most items")
        .query(
            "cursor",
            &text(),
            "the `next` of the page before, with the same filters",
        )
}

fn text() -> Value {
    json!({"type": "string"})
}

fn number() -> Value {
    schema("NhsNumber")
}
