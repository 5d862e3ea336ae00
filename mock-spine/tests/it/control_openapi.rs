//! The description of the interfaces: it is whole, and it is true.

use crate::bench::Bench;
use crate::control::{call, call_with, get};
use serde_json::Value;

/// The documents of both ports.
fn documents(bench: &Bench) -> [(&'static str, Value); 2] {
    let data = bench.get("/openapi.json", &[]).json();
    [
        ("data", data),
        ("control", call(bench, "GET", "/openapi.json", "").json()),
    ]
}

fn send(bench: &Bench, port: &str, method: &str, path: &str) -> u16 {
    match port {
        "data" => bench.send(method, path, &[], "").status,
        _ => call(bench, method, path, "").status,
    }
}

#[test]
fn every_documented_path_answers_by_its_documented_methods_and_no_other() {
    let bench = Bench::new();
    crate::control::done(&bench, "POST", "/tenants", r#"{"id": "t"}"#);
    for (port, document) in documents(&bench) {
        for (path, operations) in document["paths"].as_object().unwrap() {
            let target = path
                .replace("{tenant}", "t")
                .replace("{number}", "9999999999")
                .replace("{id}", "nobody");
            for method in ["GET", "PUT", "POST", "DELETE"] {
                let is_documented = operations.get(method.to_lowercase()).is_some();
                let status = send(&bench, port, method, &target);
                assert_eq!(
                    status != 405,
                    is_documented,
                    "{port} {method} {target}: {status}"
                );
            }
        }
    }
}

#[test]
fn every_answer_is_one_of_those_documented() {
    let bench = Bench::new();
    for (port, document) in documents(&bench) {
        for (path, operations) in document["paths"].as_object().unwrap() {
            for (method, operation) in operations.as_object().unwrap() {
                let target = path
                    .replace("{tenant}", "default")
                    .replace("{number}", "9999999999")
                    .replace("{id}", "nobody");
                let status = send(&bench, port, &method.to_uppercase(), &target).to_string();
                let documented = operation["responses"].as_object().unwrap();
                assert!(
                    documented.contains_key(&status),
                    "{port} {method} {path}: {status}"
                );
            }
        }
    }
}

#[test]
fn every_schema_that_is_named_is_there_and_every_one_there_is_named() {
    let bench = Bench::new();
    let mut named = std::collections::BTreeSet::new();
    let mut there = std::collections::BTreeSet::new();
    for (port, document) in documents(&bench) {
        let schemas = document["components"]["schemas"].as_object().unwrap();
        there.extend(schemas.keys().cloned());
        let text = document.to_string();
        for reference in text.split("#/components/schemas/").skip(1) {
            let name = reference.split('"').next().unwrap();
            assert!(schemas.contains_key(name), "{port} {name}");
            named.insert(name.to_owned());
        }
    }
    assert_eq!(named, there);
}

#[test]
fn ids_of_operations_differ() {
    let bench = Bench::new();
    for (port, document) in documents(&bench) {
        let mut seen = std::collections::BTreeSet::new();
        for operations in document["paths"].as_object().unwrap().values() {
            for operation in operations.as_object().unwrap().values() {
                let id = operation["operationId"].as_str().unwrap();
                assert!(seen.insert(id.to_owned()), "{port} {id}");
            }
        }
    }
}

#[test]
fn items_have_the_properties_that_are_documented() {
    let bench = Bench::new();
    let user = bench.log_on(cpis_population::UserKind::Notifying);
    let child = bench.case(cpis_population::Case::TwoAuthorities);
    bench.ask(
        &user,
        &crate::bench::by_identifier(crate::bench::CARE_TEAM, child),
    );
    let smiths = [("family", "Smith"), ("birthdate", "2010-10-22")];
    bench.ask(&user, &crate::pds::search(&smiths));
    let [_, (_, document)] = documents(&bench);
    for (path, name) in [
        ("/patients?displayable=true", "Patient"),
        ("/users", "User"),
        ("/accesses", "Access"),
        ("/notifications", "Notification"),
        ("/searches", "Search"),
        ("/bugs", "Bug"),
        ("/tenants", "Tenant"),
    ] {
        let item = &get(&bench, path)["items"][0];
        check(&document, name, item);
        if name == "Patient" {
            check(&document, "Plan", &item["plans"][0]);
        }
        if name == "User" {
            check(&document, "Role", &item["roles"][0]);
        }
    }
    check(&document, "Clock", &get(&bench, "/clock"));
    check(&document, "SearchPage", &get(&bench, "/searches"));
    check(&document, "Limits", &get(&bench, "/limits"));
    check(&document, "Settings", &get(&bench, "/settings"));
    let find = |form: &str| {
        let explain = [("X-Spine-Explain", "1")];
        call_with(&bench, "POST", "/control/v1/search", &explain, form).json()
    };
    let found = find(r#"{"nhs_number": "9000000009"}"#);
    check(&document, "SearchAnswer", &found);
    check(&document, "FoundPatient", &found["items"][0]);
    let nobody = r#"{"gender": "male", "surname": "Smith", "birth_date": "2010-10-22", "first_name": "Jane"}"#;
    let nobody = find(nobody);
    check(&document, "SearchAnswer", &nobody);
    check(&document, "NearMiss", &nobody["near_misses"][0]);
    let refused = find("{}");
    check(&document, "ControlError", &refused);
    check(&document, "FormMistake", &refused["mistakes"][0]);
}

fn check(document: &Value, name: &str, item: &Value) {
    let schema = &document["components"]["schemas"][name];
    for property in item
        .as_object()
        .unwrap_or_else(|| panic!("{name}: {item}"))
        .keys()
    {
        assert!(
            schema["properties"].get(property).is_some(),
            "{name}: {property}"
        );
    }
    for required in schema["required"].as_array().unwrap() {
        assert!(
            item.get(required.as_str().unwrap()).is_some(),
            "{name}: {required}"
        );
    }
}

#[test]
fn what_a_log_on_refuses_is_documented() {
    let bench = Bench::new();
    let application = bench.application();
    let token = ("Authorization", application.as_str());
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let wrong =
        "response_type=code&client_id=epr&redirect_uri=https://epr.example/done&scope=openid";
    let rows = [
        ("get", "/oauth2/userinfo", token, "", 403),
        (
            "get",
            "/oauth2/userinfo",
            ("Authorization", "Bearer x"),
            "",
            401,
        ),
        ("post", "/oauth2/authorize", form, wrong, 403),
        ("post", "/oauth2/authorize", form, "", 400),
        ("post", "/oauth2/token", form, "", 400),
    ];
    let [(_, document), _] = documents(&bench);
    for (method, path, header, body, status) in rows {
        let answer = bench.send(&method.to_uppercase(), path, &[header], body);
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.text());
        let documented = &document["paths"][path][method]["responses"];
        assert!(
            documented.get(status.to_string()).is_some(),
            "{method} {path}: {status}"
        );
    }
}
