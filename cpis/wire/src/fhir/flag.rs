use super::{
    bundle::{self, Base, Mode},
    care_team::{self, ShownPlan},
    reference,
};
use crate::{digits, json::Json};
use cpis_vocabulary::{NhsNumber, Timestamp};

/// The code of the CP-IS flag in the system [`crate::system::FLAG_CATEGORY`].
pub const FLAG_CODE: &str = "child-protection-information-system-flag";

/// Writes the answer to `Flag?patient=…`: a Flag, a `CarePlan` and a CareTeam for each plan. ALT-2, ALT-9.
///
/// The Flags are what was searched for and `total` counts them; each `CarePlan` and CareTeam that they lead to follows as an
/// included resource and is not counted. A child without displayable plans gets a bundle with total 0 and no entries.
pub fn flag_bundle(
    out: &mut Vec<u8>,
    base: &Base,
    child: NhsNumber,
    at: Timestamp,
    plans: &[ShownPlan<'_>],
) {
    let search = |out: &mut Vec<u8>| {
        out.extend_from_slice(b"Flag?patient=");
        digits::padded(out, child.value(), 10);
    };
    let kinds: [(&'static str, Mode, Writer); 3] = [
        ("Flag", Mode::Match, flag),
        ("CarePlan", Mode::Include, care_plan),
        ("CareTeam", Mode::Include, flag_care_team),
    ];
    bundle::searchset(out, base, at, plans.len(), search, |json| {
        for (kind, mode, write) in kinds {
            for shown in plans {
                let id = |out: &mut Vec<u8>| digits::hexadecimal(out, shown.plan.id.number());
                bundle::entry(json, base, kind, id, mode, |json| {
                    json.member("resourceType", kind);
                    json.key("id").hexadecimal(shown.plan.id.number());
                    write(json, child, *shown);
                });
            }
        }
    });
}

type Writer = fn(&mut Json<'_>, NhsNumber, ShownPlan<'_>);

const FLAG_PROFILE: &str = concat!(
    r#""meta":{"profile":["https://fhir.nhs.uk/England/StructureDefinition/"#,
    r#"England-Flag-PatientFlag"]}"#
);

const FLAG_CONCEPT: &str = concat!(
    r#""status":"active","code":{"coding":[{"#,
    r#""system":"https://fhir.nhs.uk/England/CodeSystem/England-FlagCategoryPatient","#,
    r#""code":"child-protection-information-system-flag","#,
    r#""display":"Child Protection Information System Flag"}]}"#
);

fn flag(json: &mut Json<'_>, child: NhsNumber, shown: ShownPlan<'_>) {
    json.verbatim(FLAG_PROFILE);
    json.key("contained").array(|json| {
        json.object(|json| provenance(json, shown));
    });
    json.key("extension").array(|json| {
        json.object(|json| {
            json.member("url", "http://hl7.org/fhir/StructureDefinition/flag-detail");
            json.key("valueReference").object(|json| {
                plan_reference(json, "CarePlan/", shown);
                json.member("display", shown.plan.kind.name());
            });
        });
    });
    json.verbatim(FLAG_CONCEPT);
    json.key("subject");
    reference::patient(json, child);
    care_team::period(json, shown);
}

const PROVENANCE: &str = concat!(
    r#""resourceType":"Provenance","id":"provenance","#,
    r#""meta":{"profile":["https://fhir.nhs.uk/England/StructureDefinition/England-Provenance-Flag"]},"#,
    r##""target":[{"reference":"#"}]"##
);

const CREATED: &str = concat!(
    r#""activity":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-DataOperation","#,
    r#""code":"CREATE","display":"create"}]}"#
);

/// Who made the flag: the authority. The upload's own time is not kept, so it dates from the plan's first day.
fn provenance(json: &mut Json<'_>, shown: ShownPlan<'_>) {
    let authority = &shown.plan.authority;
    json.verbatim(PROVENANCE);
    json.key("recorded").quoted(|out| {
        digits::day(out, shown.plan.start);
        out.extend_from_slice(b"T00:00:00Z");
    });
    json.verbatim(CREATED);
    json.key("agent").array(|json| {
        json.object(|json| {
            json.key("who");
            reference::organisation(json, authority.code.as_str(), &authority.name);
        });
    });
}

const CARE_PLAN: &str = concat!(
    r#""meta":{"profile":["https://fhir.nhs.uk/England/StructureDefinition/England-CarePlan-Flag"]},"#,
    r#""status":"active","intent":"plan""#
);

fn care_plan(json: &mut Json<'_>, child: NhsNumber, shown: ShownPlan<'_>) {
    json.verbatim(CARE_PLAN);
    json.verbatim(care_team::category(shown.plan.kind));
    json.key("subject");
    reference::patient(json, child);
    care_team::period(json, shown);
    json.key("careTeam").array(|json| {
        json.object(|json| {
            plan_reference(json, "CareTeam/", shown);
            let authority = &shown.plan.authority;
            json.key("display")
                .texts(&[authority.code.as_str(), " - ", &authority.name]);
        });
    });
}

const CARE_TEAM: &str = concat!(
    r#""meta":{"profile":["https://fhir.nhs.uk/England/StructureDefinition/England-CareTeam-Flag"]},"#,
    r#""status":"active""#
);

fn flag_care_team(json: &mut Json<'_>, _: NhsNumber, shown: ShownPlan<'_>) {
    json.verbatim(CARE_TEAM);
    care_team::name(json, shown.plan);
    care_team::telecom(json, shown.plan);
}

fn plan_reference(json: &mut Json<'_>, kind: &'static str, shown: ShownPlan<'_>) {
    json.key("reference").quoted(|out| {
        out.extend_from_slice(kind.as_bytes());
        digits::hexadecimal(out, shown.plan.id.number());
    });
}
