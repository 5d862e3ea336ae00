//! How a shell compares one answer with what was required of it. SRC-1, SRC-6, SRC-7, SRC-8.

use super::claims::Claim;
use super::play::Play;
use super::steps::name;
use crate::history::{Credential, Operation};
use crate::words::quoted;
use core::fmt::{self, Write};
use cpis_vocabulary::{NhsNumber, Patient};

/// Makes sure that the Spine has a patient of the run, or that nobody has the number.
pub(super) fn patient(
    to: &mut String,
    number: NhsNumber,
    patient: Option<&Patient>,
) -> fmt::Result {
    let status = patient.map_or("nobody", |patient| patient.status.as_str());
    let birth = patient.and_then(|patient| patient.birth_date);
    let birth = birth.map_or_else(String::new, |day| format!(" {day}"));
    writeln!(to, "patient {number} {status}{birth}")
}

/// Compares the answer that the finding names.
pub(super) fn compare(to: &mut String, claim: &Claim, play: &Play<'_>) -> fmt::Result {
    let Some(step) = play.steps.iter().find(|step| step.is_named) else {
        return Ok(());
    };
    let number = name(step.number);
    // A refusal of the caller, or of a Spine that is too busy, says nothing of what was asked for.
    writeln!(to, "{} {number}", about(step.operation))?;
    if let Claim::Marked(patient, _) | Claim::Untold(patient, _) = claim {
        writeln!(to, "present {number} {patient}")?;
    }
    let answer = format!("the answer of step {number}");
    let (what, required, came) = match claim {
        Claim::Refusal { status, code } => {
            let (required, came) = refusal(&number, *status, code.as_deref());
            (answer, required, came)
        }
        Claim::Served => (answer, "200".to_owned(), format!("status {number}")),
        Claim::Record(wanted) => (
            answer,
            format!("200, the record of {wanted}"),
            format!("answer {number}"),
        ),
        Claim::TooMany(true) => (
            answer,
            "200 TOO_MANY_MATCHES".to_owned(),
            format!("answer {number}"),
        ),
        Claim::TooMany(false) => (
            format!("the code of the answer of step {number}"),
            String::new(),
            format!("code {number}"),
        ),
        Claim::Shown(wanted, unwanted) => return shown(to, &number, wanted, unwanted),
        Claim::Marked(patient, is_restricted) => (
            format!("the mark of {patient} in the answer of step {number}"),
            (if *is_restricted { "R" } else { "no R" }).to_owned(),
            format!("mark {number} {patient}"),
        ),
        Claim::Untold(patient, members) => {
            let members: Vec<String> = members.iter().map(|member| quoted(member)).collect();
            (
                format!("what step {number} tells of {patient}, who is restricted"),
                String::new(),
                format!("told_of {number} {patient} {}", members.join(" ")),
            )
        }
        Claim::Form(most) => (
            format!("what is wrong with the form of the answer of step {number}"),
            String::new(),
            format!("form {number} {most}"),
        ),
    };
    writeln!(to, "expect '{what}' '{required}' \"$({came})\"")
}

/// What a refusal has to be, and the command that tells what came.
fn refusal(number: &str, status: Option<u16>, code: Option<&str>) -> (String, String) {
    match (status, code) {
        (None, _) => (
            "4xx".to_owned(),
            format!("status {number} | sed 's/^4..$/4xx/'"),
        ),
        (Some(status), None) => (status.to_string(), format!("status {number}")),
        (Some(status), Some(code)) => (
            format!("{status} {code}"),
            format!("answer {number} {}", by_default(code))
                .trim_end()
                .to_owned(),
        ),
    }
}

/// What is taken for the code of a refusal that has none: only that a record is withdrawn has to be told.
fn by_default(code: &str) -> &str {
    if code == "INVALIDATED_RESOURCE" {
        ""
    } else {
        code
    }
}

fn about(operation: &Operation) -> &'static str {
    // An application is refused with 403 where more than one patient matches.
    if matches!(operation.credential, Credential::Application(_)) {
        "about_the_application"
    } else {
        "about_the_question"
    }
}

fn shown(
    to: &mut String,
    number: &str,
    wanted: &[NhsNumber],
    unwanted: &[NhsNumber],
) -> fmt::Result {
    let wanted = wanted.iter().map(|patient| (patient, "is shown"));
    let unwanted = unwanted.iter().map(|patient| (patient, "is not shown"));
    let all: Vec<(&NhsNumber, &str)> = wanted.chain(unwanted).collect();
    let required: Vec<String> = all
        .iter()
        .map(|(one, what)| format!("{one} {what}"))
        .collect();
    let numbers: Vec<String> = all.iter().map(|(one, _)| one.to_string()).collect();
    writeln!(to, "few_enough {number}")?;
    writeln!(
        to,
        "expect 'whom step {number} finds' '{}' \"$(among {number} {})\"",
        required.join("\n"),
        numbers.join(" ")
    )
}
