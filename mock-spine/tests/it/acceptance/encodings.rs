//! The same request as different HTTP libraries write it. IDN-4, SRC-1.

use super::site::{AUDIT_EVENT, CARE_TEAM, Line, Site, resources, uuid};
use serde_json::json;

#[test]
fn a_search_is_understood_however_it_is_escaped() {
    let site = Site::new();
    let (nurse, child) = (site.nurse(), site.child_with_plan(1));
    let system = "https://fhir.nhs.uk/Id/nhs-number";
    let escaped = "https%3A%2F%2Ffhir.nhs.uk%2FId%2Fnhs-number";
    for query in [
        format!("patient:identifier={system}|{child}"),
        format!("patient:identifier={system}%7C{child}"),
        format!("patient:identifier={system}%7c{child}"),
        format!("patient%3Aidentifier={escaped}%7C{child}"),
        format!(
            "patient%3aidentifier={}%7c{child}",
            escaped.to_lowercase().replace("%2fid%2f", "%2FId%2F")
        ),
    ] {
        let opened = site.ask(&nurse, &format!("{CARE_TEAM}?{query}"), &[]);
        assert_eq!(
            (opened.status, &opened.json()["total"]),
            (200, &json!(1)),
            "{query}"
        );
        let include = "_include=AuditEvent:entity-type=http://terminology.hl7.org/CodeSystem/v3-RoleClass|ASSIGNED";
        let escaped = "_include=AuditEvent%3Aentity-type%3Dhttp%3A%2F%2Fterminology.hl7.org%2FCodeSystem%2Fv3-RoleClass%7CASSIGNED";
        for include in [include, escaped] {
            for target in [
                format!("{AUDIT_EVENT}?{query}&{include}"),
                format!("{AUDIT_EVENT}?{include}&{query}"),
            ] {
                let list = site.ask(&nurse, &target, &[]);
                assert_eq!(list.status, 200, "{target}: {}", list.text());
                assert_eq!(
                    resources(&list.json(), "PractitionerRole").len(),
                    1,
                    "{target}"
                );
            }
        }
    }
}

#[test]
fn header_names_have_no_case_and_request_ids_come_back() {
    let site = Site::new();
    let (nurse, child) = (site.nurse(), site.child_with_plan(1));
    let token = site.log_on(&nurse);
    let bare = token.strip_prefix("Bearer ").unwrap();
    let (id, trace) = (uuid(5), uuid(6));
    let first = [
        ("authorization", &*format!("bearer {bare}")),
        ("x-request-id", &*id),
        ("traceid", &*trace),
    ];
    let again = [
        ("AUTHORIZATION", &*format!("BEARER {bare}")),
        ("X-REQUEST-ID", &*id),
        ("TRACEID", &*trace),
    ];
    let first = site.get(&super::site::care_team(&child), &first);
    let again = site.get(&super::site::care_team(&child), &again);
    assert_eq!((first.status, again.status), (200, 200));
    assert_eq!(
        first.header("x-spine-access"),
        again.header("x-spine-access")
    );
    for answer in [
        first,
        again,
        site.get(&super::site::care_team("1"), &[("X-Request-ID", &id)]),
    ] {
        assert_eq!(answer.header("x-request-id"), Some(&*id));
        assert_eq!(answer.header("content-type"), Some("application/fhir+json"));
    }
}

#[test]
fn an_access_by_head_or_post_is_none() {
    let site = Site::new();
    let (nurse, child) = (site.nurse(), site.child_with_plan(1));
    let token = site.log_on(&nurse);
    let id = uuid(1);
    let headers = [("Authorization", &*token), ("X-Request-ID", &*id)];
    for method in ["POST", "PUT", "DELETE", "PATCH"] {
        let mut line = Line::to(site.data_address());
        let answer = line.send(method, &super::site::care_team(&child), &headers, "");
        assert_eq!(answer.status, 405, "{method}");
        assert!(answer.header("allow").unwrap().contains("GET"));
    }
    assert_eq!(site.accesses(&child).len(), 0);
}
