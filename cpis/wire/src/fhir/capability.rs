use super::bundle::Base;
use crate::json::Json;

const HEAD: &str = concat!(
    r#""resourceType":"CapabilityStatement","id":"mock-spine-cpis","#,
    r#""name":"MockSpineCpis","title":"CP-IS FHIR API, simulated","status":"active","#,
    r#""experimental":true,"date":"2026-03-02","#,
    r#""description":"A simulator with synthetic data of the 2023 draft of the CP-IS FHIR API","#,
    r#""kind":"instance""#
);

const SECURITY: &str = concat!(
    r#""security":{"cors":false,"service":[{"coding":[{"#,
    r#""system":"http://terminology.hl7.org/CodeSystem/restful-security-service","#,
    r#""code":"OAuth"}]}],"description":"OIDC and OAuth2 via user present CIS2"}"#
);

const CARE_TEAM: &str = concat!(
    r#"{"type":"CareTeam","profile":"http://hl7.org/fhir/StructureDefinition/CareTeam","#,
    r#""interaction":[{"code":"search-type"}],"searchParam":[{"name":"patient","#,
    r#""definition":"http://hl7.org/fhir/SearchParameter/clinical-patient","type":"reference","#,
    r#""documentation":"patient:identifier=https://fhir.nhs.uk/Id/nhs-number|{nhs number}, exactly once"}]}"#
);

const AUDIT_EVENT: &str = concat!(
    r#"{"type":"AuditEvent","profile":"http://hl7.org/fhir/StructureDefinition/AuditEvent","#,
    r#""interaction":[{"code":"search-type"}],"searchInclude":["AuditEvent:entity-type"],"#,
    r#""searchParam":[{"name":"patient","#,
    r#""definition":"http://hl7.org/fhir/SearchParameter/AuditEvent-patient","type":"reference","#,
    r#""documentation":"patient:identifier=https://fhir.nhs.uk/Id/nhs-number|{nhs number}, exactly once"}]}"#
);

/// Writes the answer to `metadata`: what the CP-IS service at `base` can do. `version` is the software's.
pub fn capability_statement(out: &mut Vec<u8>, base: &Base, version: &str) {
    Json::new(out).object(|json| {
        json.verbatim(HEAD);
        json.key("software").object(|json| {
            json.member("name", "mock-spine");
            json.member("version", version);
        });
        json.key("implementation").object(|json| {
            json.member("description", "mock-spine, a simulator with synthetic data");
            json.key("url")
                .quoted(|out| out.extend_from_slice(base.escaped()));
        });
        json.verbatim(r#""fhirVersion":"4.0.1","format":["json"]"#);
        json.key("rest").array(|json| {
            json.object(|json| {
                json.member("mode", "server");
                json.verbatim(SECURITY);
                json.key("resource").array(|json| {
                    json.verbatim(CARE_TEAM);
                    json.verbatim(AUDIT_EVENT);
                });
            });
        });
    });
}
