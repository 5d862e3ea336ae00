use super::percent::pairs;
use crate::{fhir::FLAG_CODE, system};
use cpis_vocabulary::{NhsNumber, Refusal};
use std::borrow::Cow;

/// A search for previous views.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AuditEventQuery {
    /// The number asked for.
    pub child: NhsNumber,
    /// Whether each viewer's PractitionerRole is asked for too.
    pub include: bool,
}

/// A search for flags.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FlagQuery {
    /// The number asked for.
    pub child: NhsNumber,
    /// Whether the CP-IS flag is among the flags asked for; if not, the answer is empty whatever the child has.
    pub wants_cpis: bool,
}

const IDENTIFIER: &str = "patient:identifier";
const INCLUDE: &str = "_include";
const PATIENT: &str = "patient";
const CODE: &str = "code";
const FORMAT: &str = "_format";

/// The one `_include` that the guide knows.
const ASSIGNED: &str =
    "AuditEvent:entity-type=http://terminology.hl7.org/CodeSystem/v3-RoleClass|ASSIGNED";

/// The kinds of flag that a patient can have.
const FLAG_CODES: [&str; 3] = [
    FLAG_CODE,
    "national-reasonable-adjustment-flag",
    "female-genital-mutilation-flag",
];

/// Reads the parameters of `CareTeam?…`: exactly one `patient:identifier`. IDN-4.
///
/// # Errors
/// [`Refusal::BadSearch`] for an unknown, repeated, missing or misshapen parameter; [`Refusal::BadNumber`] for a number that is none.
pub fn care_team(query: &str) -> Result<NhsNumber, Refusal> {
    if let Some(digits) = alone(query) {
        return NhsNumber::parse(digits).map_err(Refusal::BadNumber);
    }
    let [child, format] = taken(query, [IDENTIFIER, FORMAT])?;
    check_format(format.as_deref())?;
    by_identifier(child.as_deref())
}

/// Reads the parameters of `AuditEvent?…`: exactly one `patient:identifier`, at most one `_include` with its one value.
///
/// # Errors
/// As [`care_team`].
pub fn audit_event(query: &str) -> Result<AuditEventQuery, Refusal> {
    let [child, include, format] = taken(query, [IDENTIFIER, INCLUDE, FORMAT])?;
    check_format(format.as_deref())?;
    let include = match include.as_deref() {
        None => false,
        Some(ASSIGNED) => true,
        Some(_) => return Err(bad(format!("_include must be {ASSIGNED}, it is another"))),
    };
    Ok(AuditEventQuery {
        child: by_identifier(child.as_deref())?,
        include,
    })
}

/// Reads the parameters of `Flag?…`: exactly one `patient`, at most one `code`, alone or as `system|code`.
///
/// # Errors
/// As [`care_team`]; a code that is none of the three kinds of flag is refused too, since a slip would read like "no flag".
pub fn flag(query: &str) -> Result<FlagQuery, Refusal> {
    let [child, code, format] = taken(query, [PATIENT, CODE, FORMAT])?;
    check_format(format.as_deref())?;
    let wants_cpis = code.as_deref().map_or(Ok(true), read_code)?;
    let digits = child.ok_or_else(|| bad("patient is required, the search has none"))?;
    Ok(FlagQuery {
        child: NhsNumber::parse(&digits).map_err(Refusal::BadNumber)?,
        wants_cpis,
    })
}

fn read_code(code: &str) -> Result<bool, Refusal> {
    let alone = match code.split_once('|') {
        Some((found, alone)) if found == system::FLAG_CATEGORY => alone,
        Some(_) => {
            return Err(bad(format!(
                "code must be of the system {}",
                system::FLAG_CATEGORY
            )));
        }
        None => code,
    };
    if FLAG_CODES.contains(&alone) {
        Ok(alone == FLAG_CODE)
    } else {
        Err(bad(format!(
            "code must be one of {}",
            FLAG_CODES.join(", ")
        )))
    }
}

/// The ten digits of a query that is the identifier and nothing else, as nearly every one is: it needs no decoding.
fn alone(query: &str) -> Option<&str> {
    let value = query.strip_prefix("patient:identifier=")?;
    let rest = value.strip_prefix(system::NHS_NUMBER)?;
    let digits = rest
        .strip_prefix("%7C")
        .or_else(|| rest.strip_prefix('|'))?;
    let is_number = digits.len() == 10 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(digits)
}

fn by_identifier(value: Option<&str>) -> Result<NhsNumber, Refusal> {
    let value = value.ok_or_else(|| bad("patient:identifier is required, the search has none"))?;
    let digits = value
        .strip_prefix(system::NHS_NUMBER)
        .and_then(|rest| rest.strip_prefix('|'))
        .ok_or_else(|| {
            bad(format!(
                "patient:identifier must be {}|, then the NHS number",
                system::NHS_NUMBER
            ))
        })?;
    NhsNumber::parse(digits).map_err(Refusal::BadNumber)
}

fn check_format(format: Option<&str>) -> Result<(), Refusal> {
    match format {
        // A `+` that was not written as %2B arrives as a space.
        None
        | Some("json" | "application/json" | "application/fhir+json" | "application/fhir json") => {
            Ok(())
        }
        Some(_) => Err(bad("_format must be json or application/fhir+json")),
    }
}

/// The values of the parameters that an interface takes, each at most once.
fn taken<'a, const N: usize>(
    query: &'a str,
    known: [&'static str; N],
) -> Result<[Option<Cow<'a, str>>; N], Refusal> {
    let mut values = [const { None }; N];
    for pair in pairs(query) {
        let (name, value) = pair.map_err(|reason| bad(reason.to_string()))?;
        let slot = known
            .iter()
            .zip(&mut values)
            .find(|(known, _)| **known == name)
            .map(|(_, slot)| slot)
            .ok_or_else(|| {
                bad(format!(
                    "{} is not a parameter of this search, it takes {}",
                    shown(&name),
                    known.join(", ")
                ))
            })?;
        if slot.replace(value).is_some() {
            return Err(bad(format!(
                "{} may be given once, it is given again",
                shown(&name)
            )));
        }
    }
    Ok(values)
}

/// A parameter's name for a message; one that could be a person's data is not repeated.
fn shown(name: &str) -> &str {
    let is_name = name.len() <= 64
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-' | b':' | b'.'));
    if is_name && !name.is_empty() {
        name
    } else {
        "a name with other characters than letters"
    }
}

fn bad(reason: impl Into<cpis_vocabulary::Text>) -> Refusal {
    Refusal::BadSearch(reason.into())
}
