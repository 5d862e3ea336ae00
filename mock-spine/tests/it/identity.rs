//! Log-on and tokens. IDN-1, IDN-2, IDN-5.

use crate::bench::{AUDIT_EVENT, Bench, PATIENT, Pairs, REQUEST_ID, by_identifier};
use crate::client::Answer;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD as BASE64};
use chrono::TimeDelta;
use cpis_population::{Case, UserKind};

pub(crate) const TOKEN: &str = "/oauth2/token";

pub(crate) fn error(answer: &Answer) -> (u16, String) {
    let body = answer.json();
    assert!(
        !body["error_description"].as_str().unwrap().is_empty(),
        "{body}"
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    (answer.status, body["error"].as_str().unwrap().to_owned())
}

#[test]
fn a_smartcard_logs_on_in_one_call() {
    let bench = Bench::new();
    let user = bench.user(UserKind::Notifying);
    let fields = [
        ("grant_type", "urn:mock-spine:smartcard"),
        ("user_id", user.id.as_str()),
        ("passcode", &user.passcode),
    ];
    let answer = bench.post(TOKEN, &fields);
    let body = answer.json();
    assert_eq!(answer.status, 200);
    assert_eq!(body["token_type"], "Bearer");
    assert_eq!(body["expires_in"], 3_600);
    assert_eq!(body.as_object().unwrap().len(), 3, "{body}");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

#[test]
fn a_request_for_a_token_that_cannot_be_is_refused_in_the_words_of_rfc_6749() {
    let bench = Bench::new();
    let user = bench.user(UserKind::Notifying);
    let (id, passcode) = (user.id.as_str(), &*user.passcode);
    let smartcard = ("grant_type", "urn:mock-spine:smartcard");
    let application = ("grant_type", "client_credentials");
    let jwt = (
        "client_assertion_type",
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    );
    let rows: &[(Pairs<'_>, u16, &str)] = &[
        (&[], 400, "invalid_request"),
        (&[("grant_type", "")], 400, "invalid_request"),
        (&[("grant_type", "password")], 400, "unsupported_grant_type"),
        (
            &[("grant_type", "refresh_token")],
            400,
            "unsupported_grant_type",
        ),
        (&[smartcard], 400, "invalid_request"),
        (&[smartcard, ("user_id", id)], 400, "invalid_request"),
        (
            &[smartcard, ("user_id", id), ("passcode", "wrong")],
            400,
            "invalid_grant",
        ),
        (
            &[smartcard, ("user_id", "nobody"), ("passcode", passcode)],
            400,
            "invalid_grant",
        ),
        (
            &[
                smartcard,
                ("user_id", id),
                ("user_id", id),
                ("passcode", passcode),
            ],
            400,
            "invalid_request",
        ),
        (
            &[
                smartcard,
                smartcard,
                ("user_id", id),
                ("passcode", passcode),
            ],
            400,
            "invalid_request",
        ),
        (
            &[("grant_type", "authorization_code")],
            400,
            "invalid_request",
        ),
        (
            &[("grant_type", "authorization_code"), ("code", "c")],
            400,
            "invalid_request",
        ),
        (
            &[
                ("grant_type", "authorization_code"),
                ("code", "c"),
                ("client_id", "epr"),
            ],
            400,
            "invalid_grant",
        ),
        (&[application, jwt], 400, "invalid_request"),
        (
            &[application, ("client_assertion", "a.b.c")],
            400,
            "invalid_request",
        ),
        (
            &[application, jwt, ("client_assertion", "a.b.c")],
            401,
            "invalid_client",
        ),
        (
            &[application, jwt, ("client_assertion", "a.e30.c")],
            401,
            "invalid_client",
        ),
    ];
    for (fields, status, code) in rows {
        let answer = bench.post(TOKEN, fields);
        assert_eq!(error(&answer), (*status, (*code).to_owned()), "{fields:?}");
    }
}

#[test]
fn a_request_for_a_token_is_a_form() {
    let bench = Bench::new();
    let body = "grant_type=client_credentials&client_id=epr";
    let form = "application/x-www-form-urlencoded";
    let rows: &[(Pairs<'_>, &str, u16)] = &[
        (&[("Content-Type", form)], body, 200),
        (
            &[(
                "Content-Type",
                "Application/X-WWW-Form-Urlencoded; charset=UTF-8",
            )],
            body,
            200,
        ),
        (&[], body, 400),
        (
            &[("Content-Type", "application/json")],
            r#"{"grant_type":"client_credentials"}"#,
            400,
        ),
        (&[("Content-Type", "text/plain")], body, 400),
        (&[("Content-Type", form), ("Content-Type", form)], body, 400),
        (&[("Content-Type", form)], "grant_type=%zz", 400),
        (&[("Content-Type", form)], "grant_type=%ff", 400),
        (&[("Content-Type", form)], "", 400),
    ];
    for (headers, body, status) in rows {
        let answer = bench.send("POST", TOKEN, headers, body);
        assert_eq!(
            answer.status,
            *status,
            "{headers:?} {body}: {}",
            answer.text()
        );
        if *status == 400 {
            assert_eq!(error(&answer).1, "invalid_request");
        }
    }
}

#[test]
fn an_application_says_who_it_is_in_three_ways_and_never_in_two() {
    let bench = Bench::new();
    let basic = format!("Basic {}", STANDARD.encode("epr:secret"));
    let jwt = format!("e30.{}.c2ln", BASE64.encode(r#"{"iss":"epr","sub":"epr"}"#));
    let form = "Content-Type: application/x-www-form-urlencoded"
        .split_once(": ")
        .unwrap();
    let assertion = format!(
        "grant_type=client_credentials&client_assertion={jwt}\
         &client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
    );
    let plain = "grant_type=client_credentials".to_owned();
    let rows: [(Option<&str>, String, u16); 9] = [
        (None, plain.clone(), 200),
        (None, format!("{plain}&client_id=epr&client_secret=s"), 200),
        (Some(&basic), plain.clone(), 200),
        (None, assertion.clone(), 200),
        (Some(&basic), format!("{assertion}&client_id=epr"), 200),
        (None, format!("{assertion}&client_id=other"), 401),
        (Some(&basic), format!("{plain}&client_id=other"), 401),
        (Some("Basic !"), plain.clone(), 401),
        (Some("Bearer abc"), plain, 401),
    ];
    for (authorization, body, status) in rows {
        let mut headers = vec![form];
        headers.extend(authorization.map(|value| ("Authorization", value)));
        let answer = bench.send("POST", TOKEN, &headers, &body);
        assert_eq!(
            answer.status,
            status,
            "{authorization:?} {body}: {}",
            answer.text()
        );
        if status == 401 {
            // RFC 6749, section 5.2: the way that an application says who it is here, not that of a token's holder.
            let challenge = answer.header("www-authenticate").unwrap();
            assert!(challenge.starts_with("Basic "), "{challenge}");
        }
    }
}

/// What is kept as long as a token lives has a length.
#[test]
fn an_application_has_a_name_of_a_thousand_bytes_at_most() {
    let bench = Bench::new();
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let plain = "grant_type=client_credentials";
    for (length, status) in [(1_000, 200), (1_001, 400), (1_000_000, 400)] {
        let name = "x".repeat(length);
        let claims = BASE64.encode(format!(r#"{{"sub":"{name}"}}"#));
        let jwt = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";
        let by_id = format!("{plain}&client_id={name}");
        let by_assertion =
            format!("{plain}&client_assertion_type={jwt}&client_assertion=e30.{claims}.c2ln");
        for body in [by_id, by_assertion] {
            if body.len() > 1024 * 1024 {
                continue;
            }
            let answer = bench.send("POST", TOKEN, &[form], &body);
            assert_eq!(answer.status, status, "{length}: {}", &answer.text()[..80]);
        }
    }
}

#[test]
fn userinfo_tells_of_every_role_as_cis2_does() {
    let bench = Bench::new();
    let token = bench.log_on(UserKind::Several);
    let answer = bench.get("/oauth2/userinfo", &[("Authorization", &token)]);
    assert_eq!(answer.status, 200);
    insta::assert_json_snapshot!(answer.json());
}

#[test]
fn userinfo_is_for_users() {
    let bench = Bench::new();
    let application = bench.application();
    let rows: [(Pairs<'_>, u16, &str); 4] = [
        (&[], 401, "invalid_token"),
        (&[("Authorization", "Bearer unknown")], 401, "invalid_token"),
        (&[("Authorization", "Basic abc")], 401, "invalid_token"),
        (
            &[("Authorization", &application)],
            403,
            "insufficient_scope",
        ),
    ];
    for (headers, status, code) in rows {
        let answer = bench.get("/oauth2/userinfo", headers);
        assert_eq!(error(&answer), (status, code.to_owned()), "{headers:?}");
        let challenge = answer.header("www-authenticate").unwrap();
        assert!(challenge.starts_with("Bearer error="), "{challenge}");
    }
}

#[test]
fn a_token_ends_when_its_hour_has_passed_on_the_mocks_clock() {
    let bench = Bench::new();
    let token = bench.log_on(UserKind::Notifying);
    let read = || bench.ask(&token, &format!("{PATIENT}/9000000009")).status;
    bench
        .tenant()
        .clock
        .advance(TimeDelta::milliseconds(3_599_999))
        .unwrap();
    assert_eq!(read(), 200);
    bench
        .tenant()
        .clock
        .advance(TimeDelta::milliseconds(1))
        .unwrap();
    assert_eq!(read(), 401);
}

#[test]
fn a_revoked_token_opens_nothing_and_revoking_always_succeeds() {
    let bench = Bench::new();
    let token = bench.log_on(UserKind::Notifying);
    let other = bench.log_on(UserKind::Notifying);
    let child = bench.case(Case::Open);
    let list = by_identifier(AUDIT_EVENT, child);
    let bare = token.strip_prefix("Bearer ").unwrap();
    for token in [bare, bare, "never issued"] {
        let fields = [("token", token), ("token_type_hint", "access_token")];
        assert_eq!(bench.post("/oauth2/revoke", &fields).status, 200);
    }
    assert_eq!(bench.ask(&token, &list).status, 401);
    assert_eq!(bench.ask(&other, &list).status, 200);
    assert_eq!(
        error(&bench.post("/oauth2/revoke", &[])),
        (400, "invalid_request".into())
    );
}

#[test]
fn a_tokens_401_names_the_scheme() {
    let bench = Bench::new();
    let answer = bench.get(
        &format!("{PATIENT}/9000000009"),
        &[("X-Request-ID", REQUEST_ID)],
    );
    assert_eq!(answer.status, 401);
    assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
}
