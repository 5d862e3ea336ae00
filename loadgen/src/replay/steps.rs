//! The requests of a script as a shell sends them.

use super::model::PlanName;
use super::narrate::what;
use super::play::{Play, Step};
use crate::history::{
    Caller, Credential, Flaw, Kind, Operation, PlanFacts, TokenNumber, Unscheduled,
};
use crate::words::quoted;
use core::fmt::{self, Write};
use cpis_wire::control::{Change, ChangedPatient, NewPlan};
use cpis_wire::header;

/// No NHS number: its last digit is another.
pub(super) const NO_NUMBER: &str = "9990000001";

/// The number of a step, of one width so that they sort as they come.
pub(super) fn name(step: usize) -> String {
    format!("{step:03}")
}

/// A plan, as the shell knows it.
pub(super) fn plan(name: &PlanName) -> String {
    match name {
        PlanName::Given(id) => id.to_string(),
        PlanName::Added(step) => format!("$plan_{step}"),
    }
}

/// Writes every request; those that are sent at once wait for each other.
pub(super) fn write(to: &mut String, play: &Play<'_>) -> fmt::Result {
    let mut clock = None;
    let mut known: Vec<TokenNumber> = Vec::new();
    let mut steps = play.steps.iter().peekable();
    while let Some(step) = steps.next() {
        writeln!(to, "\n# {}: {}", name(step.number), what(step))?;
        if clock != Some(step.at) {
            writeln!(to, "at {}", step.at)?;
            clock = Some(step.at);
        }
        if let Kind::LogOn { .. } = step.operation.kind {
            known.push(TokenNumber(step.operation.number.0));
        }
        if !step.is_at_once {
            request(to, step, &known)?;
            continue;
        }
        // Everybody has a token before the first is sent.
        let mut group = vec![step];
        while let Some(next) = steps.next_if(|next| next.is_at_once) {
            writeln!(to, "# {}: {}", name(next.number), what(next))?;
            group.push(next);
        }
        for step in &group {
            log_on(to, step.operation, &known)?;
            writeln!(to, "token_at_once_{}=${{token:-}}", step.number)?;
        }
        for step in &group {
            writeln!(to, "token=$token_at_once_{}", step.number)?;
            let end = " &";
            look(to, step, end)?;
        }
        writeln!(to, "wait")?;
    }
    Ok(())
}

fn request(to: &mut String, step: &Step<'_>, known: &[TokenNumber]) -> fmt::Result {
    let operation = step.operation;
    match &operation.kind {
        Kind::OpenAlert
        | Kind::ReadList
        | Kind::Overview
        | Kind::ReadPatient
        | Kind::Search { .. } => {
            log_on(to, operation, known)?;
            look(to, step, "")
        }
        Kind::ChangePatient { family } => change(to, operation, family),
        Kind::LogOn { .. } => {
            let Some(caller) = operation.caller.as_deref() else {
                return Ok(());
            };
            fresh(to, caller)?;
            writeln!(to, "token_{}=$token", operation.number.0)
        }
        Kind::Revoke { token } => writeln!(
            to,
            "curl -sS -o /dev/null \"$DATA/oauth2/revoke\" --data-urlencode \"token=$token_{}\"",
            token.0
        ),
        Kind::AddPlan { plan } => add_plan(to, step, plan),
        Kind::DeletePlan { .. } => {
            let (Some(child), Some(takes)) = (operation.child, &step.takes) else {
                return Ok(());
            };
            let takes = plan(takes);
            writeln!(
                to,
                "control DELETE \"/t/$TENANT/patients/{child}/plans/{takes}\""
            )
        }
        Kind::AdvanceClock { .. } => Ok(()),
    }
}

fn change(to: &mut String, operation: &Operation, family: &str) -> fmt::Result {
    let Some(child) = operation.child else {
        return Ok(());
    };
    let body = serde_json::to_string(&ChangedPatient {
        family: Change::Set(family.to_owned()),
        ..ChangedPatient::default()
    });
    let body = quoted(&body.unwrap_or_default());
    writeln!(to, "control PUT \"/t/$TENANT/patients/{child}\" {body}")
}

fn add_plan(to: &mut String, step: &Step<'_>, plan: &PlanFacts) -> fmt::Result {
    let Some(child) = step.operation.child else {
        return Ok(());
    };
    let body = serde_json::to_string(&NewPlan {
        kind: plan.kind,
        start: plan.start,
        end: plan.end,
        authority: plan.authority.as_str().to_owned(),
        local_id: None,
    });
    let body = quoted(&body.unwrap_or_default());
    writeln!(
        to,
        "control POST \"/t/$TENANT/patients/{child}/plans\" {body}"
    )?;
    let number = step.number;
    writeln!(
        to,
        "plan_{number}=$(sed -n 's/.*\"id\":\"\\([^\"]*\\)\".*/\\1/p' \"$WORK/control\")"
    )
}

fn fresh(to: &mut String, caller: &Caller) -> fmt::Result {
    let user = quoted(caller.user.as_str());
    let organisation = quoted(caller.organisation.as_str());
    writeln!(to, "log_on {user} {organisation}")
}

/// Sets `$token` to what a request shows.
fn log_on(to: &mut String, operation: &Operation, known: &[TokenNumber]) -> fmt::Result {
    match (operation.credential, operation.caller.as_deref()) {
        (Credential::Application(_), _) => writeln!(to, "application"),
        (Credential::Missing, _) | (_, None) => writeln!(to, "token="),
        (Credential::Invented, _) => writeln!(to, "token=$(uuid)"),
        (Credential::User(token), _) if known.contains(&token) => {
            writeln!(to, "token=$token_{}", token.0)
        }
        (Credential::User(_) | Credential::NotNeeded | Credential::Standing, Some(caller)) => {
            fresh(to, caller)
        }
    }
}

/// A request to the data port, with all that it said and all that it got wrong.
fn look(to: &mut String, step: &Step<'_>, end: &str) -> fmt::Result {
    let operation = step.operation;
    let (command, object) = asked(operation);
    write!(to, "{command} {} {object}", name(step.number))?;
    if operation.credential != Credential::Missing {
        write!(to, " \\\n  -H \"{}: Bearer $token\"", header::AUTHORIZATION)?;
    }
    if !operation.flaws.contains(&Flaw::NoRequestId) {
        write!(to, " \\\n  -H \"{}: $(uuid)\"", header::X_REQUEST_ID)?;
    }
    for (name, value) in said(operation) {
        write!(to, " \\\n  -H {}", quoted(&format!("{name}: {value}")))?;
    }
    writeln!(to, "{end}")
}

/// The command that asks, and what it asks for.
fn asked(operation: &Operation) -> (&'static str, String) {
    let number = match operation.child {
        Some(child) if !operation.flaws.contains(&Flaw::BadNumber) => child.to_string(),
        Some(_) | None => NO_NUMBER.to_owned(),
    };
    match &operation.kind {
        Kind::ReadList => ("read_list", number),
        Kind::Overview => ("overview", number),
        Kind::ReadPatient => ("read_patient", number),
        Kind::Search { asked } => {
            // A search without parameters is kept with one that has no name.
            let pairs = asked.iter().filter(|(name, _)| !name.is_empty());
            let query: String = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(pairs)
                .finish();
            ("search", quoted(&query))
        }
        Kind::OpenAlert
        | Kind::LogOn { .. }
        | Kind::Revoke { .. }
        | Kind::AdvanceClock { .. }
        | Kind::ChangePatient { .. }
        | Kind::AddPlan { .. }
        | Kind::DeletePlan { .. } => ("open_alert", number),
    }
}

/// The other headers.
fn said(operation: &Operation) -> Vec<(&'static str, String)> {
    let has = |flaw: Flaw| operation.flaws.contains(&flaw);
    let role = operation.caller.as_deref().map(|caller| {
        if has(Flaw::NotYourRole) {
            // The run took somebody else's; nobody has this one.
            "000000000000".to_owned()
        } else {
            caller.role.to_string()
        }
    });
    let role = role.filter(|_| !has(Flaw::NoRoleChosen));
    let trace = if has(Flaw::BadTrace) {
        Some("no uuid".to_owned())
    } else {
        operation.trace.map(|trace| trace.to_string())
    };
    let unscheduled = match operation.unscheduled {
        _ if has(Flaw::BadUnscheduled) => Some("no"),
        Unscheduled::Absent => None,
        Unscheduled::True => Some("true"),
        Unscheduled::False => Some("false"),
    };
    let unscheduled = unscheduled.map(str::to_owned);
    let all = [
        (header::SESSION_URID, role),
        (header::TRACE_ID, trace),
        (header::IS_UNSCHEDULED_ACCESS_EVENT, unscheduled),
    ];
    let all = all.into_iter();
    all.filter_map(|(name, value)| Some((name, value?)))
        .collect()
}
