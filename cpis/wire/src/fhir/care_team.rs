use super::{
    bundle::{self, Base, Mode},
    reference,
};
use crate::{
    digits,
    json::{Json, escape},
};
use chrono::NaiveDate;
use cpis_vocabulary::{NhsNumber, Plan, PlanKind, Timestamp};

/// A displayable plan with the end that goes out. ALT-4, ALT-6.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ShownPlan<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The end to show: none where the authority gave none, the 18th birthday where it gave a later one.
    pub end: Option<NaiveDate>,
}

/// Writes the answer to `CareTeam?patient:identifier=…`: one CareTeam for each plan, in the order given. ALT-3, ALT-4, ALT-9.
///
/// `total` is the number of plans. A child without displayable plans gets a bundle with total 0 and no entries.
pub fn care_team_bundle(
    out: &mut Vec<u8>,
    base: &Base,
    child: NhsNumber,
    at: Timestamp,
    plans: &[ShownPlan<'_>],
) {
    let search = |out: &mut Vec<u8>| {
        out.extend_from_slice(b"CareTeam?");
        bundle::by_identifier(out, child);
    };
    bundle::searchset(out, base, at, plans.len(), search, |json| {
        for shown in plans {
            let id = |out: &mut Vec<u8>| digits::hexadecimal(out, shown.plan.id.number());
            bundle::entry(json, base, "CareTeam", id, Mode::Match, |json| {
                care_team(json, child, *shown);
            });
        }
    });
}

fn care_team(json: &mut Json<'_>, child: NhsNumber, shown: ShownPlan<'_>) {
    let authority = &shown.plan.authority;
    json.by_hand(|out| {
        out.extend_from_slice(br#""resourceType":"CareTeam","id":""#);
        digits::hexadecimal(out, shown.plan.id.number());
        out.extend_from_slice(br#"","status":"active""#);
    });
    json.verbatim(category(shown.plan.kind));
    name(json, shown.plan);
    json.key("subject");
    reference::patient(json, child);
    period(json, shown);
    json.key("managingOrganization").array(|json| {
        reference::organisation(json, authority.code.as_str(), &authority.name);
    });
    telecom(json, shown.plan);
}

/// The kind of plan, as the members `category`: a SNOMED code of the value set England-ChildProtectionPlan.
pub(super) fn category(kind: PlanKind) -> &'static str {
    match kind {
        PlanKind::Cpp => concat!(
            r#""category":[{"coding":[{"system":"http://snomed.info/sct","code":"342191000000101","#,
            r#""display":"Subject to child protection plan"}]}]"#
        ),
        PlanKind::Lac => concat!(
            r#""category":[{"coding":[{"system":"http://snomed.info/sct","code":"764841000000100","#,
            r#""display":"Looked after child"}]}]"#
        ),
        PlanKind::Ucpp => concat!(
            r#""category":[{"coding":[{"system":"http://snomed.info/sct","code":"818901000000100","#,
            r#""display":"Unborn child subject to child protection plan"}]}]"#
        ),
    }
}

/// The responsible authority as code and name: `SFD1 - SHEFFIELD CITY COUNCIL`.
pub(super) fn name(json: &mut Json<'_>, plan: &Plan) {
    json.key("name")
        .texts(&[plan.authority.code.as_str(), " - ", &plan.authority.name]);
}

/// The first day, and the last one that goes out.
pub(super) fn period(json: &mut Json<'_>, shown: ShownPlan<'_>) {
    json.key("period").object(|json| {
        json.key("start").day(shown.plan.start);
        if let Some(end) = shown.end {
            json.key("end").day(end);
        }
    });
}

/// The telephone numbers: `mobile` is the emergency duty team, `work` the office.
pub(super) fn telecom(json: &mut Json<'_>, plan: &Plan) {
    json.key("telecom").array(|json| {
        phone(json, &plan.authority.emergency_phone, "mobile");
        if let Some(office) = &plan.authority.office_phone {
            phone(json, office, "work");
        }
    });
}

fn phone(json: &mut Json<'_>, number: &str, used: &'static str) {
    json.by_hand(|out| {
        out.extend_from_slice(br#"{"system":"phone","value":""#);
        escape(out, number);
        out.extend_from_slice(br#"","use":""#);
        out.extend_from_slice(used.as_bytes());
        out.extend_from_slice(br#""}"#);
    });
}
