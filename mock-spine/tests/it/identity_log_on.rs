//! The log-on page, codes and ID tokens. IDN-2, IDN-5.

use crate::bench::{Bench, CARE_TEAM, Pairs, by_identifier};
use crate::client::Answer;
use crate::identity::{TOKEN, error};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use chrono::TimeDelta;
use cpis_population::{Case, UserKind};
use ring::digest::{SHA256, digest};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::Value;
use std::collections::BTreeMap;

const BACK: &str = "https://epr.example/done?here=1";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// Where a redirect goes, and with what.
fn sent_to(answer: &Answer) -> (String, BTreeMap<String, String>) {
    let location = answer
        .header("location")
        .unwrap_or_else(|| panic!("{answer:?}"));
    let (address, query) = location.split_once('?').unwrap();
    let fields = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    (address.to_owned(), fields)
}

/// `/oauth2/authorize?…` with what every log-on needs, changed by `fields`; an empty value takes a field out.
fn begin(fields: &[(&str, &str)]) -> String {
    let mut all = BTreeMap::from([
        ("response_type", "code"),
        ("client_id", "epr"),
        ("redirect_uri", BACK),
        ("scope", "openid profile"),
        ("state", "s1 & s2"),
        ("nonce", "n1"),
    ]);
    all.extend(fields.iter().copied());
    all.retain(|_, value| !value.is_empty());
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(all);
    format!("/oauth2/authorize?{}", query.finish())
}

/// A code for a user, by `login_hint`.
fn code(bench: &Bench, kind: UserKind, fields: &[(&str, &str)]) -> String {
    let user = bench.user(kind);
    let mut all = vec![("login_hint", user.id.as_str())];
    all.extend(fields);
    let answer = bench.get(&begin(&all), &[]);
    assert_eq!(answer.status, 302, "{answer:?}");
    let (address, fields) = sent_to(&answer);
    assert_eq!(address, "https://epr.example/done");
    assert_eq!(fields["state"], "s1 & s2");
    assert_eq!(fields["here"], "1");
    fields["code"].clone()
}

fn exchange(bench: &Bench, code: &str, fields: &[(&str, &str)]) -> Answer {
    let mut all = BTreeMap::from([
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", BACK),
        ("client_id", "epr"),
    ]);
    all.extend(fields.iter().copied());
    all.retain(|_, value| !value.is_empty());
    bench.post(TOKEN, &all.into_iter().collect::<Vec<_>>())
}

/// IDN-2; every page says that it is a simulator, ENV-1.
#[test]
fn a_user_logs_on_at_the_page_and_the_application_gets_a_signed_id_token() {
    let bench = Bench::new();
    let user = bench.user(UserKind::Notifying);
    let page = bench.get(&begin(&[]), &[]);
    assert_eq!(page.status, 200);
    let text = page.text();
    assert!(text.contains("simulator with synthetic data"), "{text}");
    assert!(
        text.contains(r#"name="state" value="s1 &amp; s2""#),
        "{text}"
    );
    let fields = [
        ("response_type", "code"),
        ("client_id", "epr"),
        ("redirect_uri", BACK),
        ("scope", "openid profile"),
        ("state", "s1 & s2"),
        ("nonce", "n1"),
        ("user_id", user.id.as_str()),
    ];
    let wrong = bench.post(
        "/oauth2/authorize",
        &[&fields[..], &[("passcode", "no")]].concat(),
    );
    assert_eq!(wrong.status, 403);
    for said in [
        "simulator with synthetic data",
        "no user with this number and passcode",
    ] {
        assert!(wrong.text().contains(said), "{said}: {}", wrong.text());
    }
    assert!(
        !wrong.text().contains(r#"value="no""#),
        "a passcode is never repeated"
    );
    let right = [&fields[..], &[("passcode", &*user.passcode)]].concat();
    let answer = bench.post("/oauth2/authorize", &right);
    assert_eq!(answer.status, 303);
    let (_, back) = sent_to(&answer);
    assert_eq!(back["state"], "s1 & s2");
    let issued = exchange(&bench, &back["code"], &[]).json();
    assert_eq!(issued["scope"], "openid profile");
    let claims = verified(&bench, issued["id_token"].as_str().unwrap());
    assert_eq!(claims["sub"], user.id.as_str());
    assert_eq!(claims["aud"], "epr");
    assert_eq!(claims["nonce"], "n1");
    assert_eq!(claims["iss"], "http://localhost");
    assert_eq!(claims["selected_roleid"], user.roles[0].id.as_str());
    assert_eq!(claims["authentication_assurance_level"], "3");
    assert_eq!(claims["id_assurance_level"], "3");
    let bearer = format!("Bearer {}", issued["access_token"].as_str().unwrap());
    let child = bench.case(Case::TwoAuthorities);
    assert_eq!(
        bench.ask(&bearer, &by_identifier(CARE_TEAM, child)).json()["total"],
        2
    );
}

/// The claims of an ID token whose signature the published key verifies.
fn verified(bench: &Bench, token: &str) -> Value {
    let discovery = bench.get("/.well-known/openid-configuration", &[]).json();
    assert_eq!(discovery["jwks_uri"], "http://localhost/oauth2/jwks");
    let key = bench.get("/oauth2/jwks", &[]).json()["keys"][0].clone();
    let part = |text: &str| BASE64.decode(text).unwrap();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let (header, claims) = signed.split_once('.').unwrap();
    let header: Value = serde_json::from_slice(&part(header)).unwrap();
    assert_eq!(header["alg"], "ES256");
    assert_eq!(header["kid"], key["kid"]);
    let point = [
        vec![4],
        part(key["x"].as_str().unwrap()),
        part(key["y"].as_str().unwrap()),
    ];
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point.concat())
        .verify(signed.as_bytes(), &part(signature))
        .unwrap();
    serde_json::from_slice(&part(claims)).unwrap()
}

#[test]
fn an_id_token_has_the_machines_time_unless_the_policy_says_the_mocks() {
    use cpis_rules::{IdTokenClock, Policy};
    use cpis_vocabulary::Timestamp;
    use mock_spine::clock::ManualMachine;
    let machine = Timestamp::parse("2027-01-01T00:00:00Z").unwrap();
    for (clock, at) in [
        (IdTokenClock::Machine, machine),
        (
            IdTokenClock::Mock,
            Timestamp::parse("2026-03-02T09:00:00Z").unwrap(),
        ),
    ] {
        let policy = Policy {
            id_token_clock: clock,
            ..Policy::default()
        };
        let bench = Bench::with(|builder| {
            builder
                .machine(std::sync::Arc::new(ManualMachine::new(machine)))
                .policy(policy)
        });
        let code = code(&bench, UserKind::Several, &[]);
        let issued = exchange(&bench, &code, &[]).json();
        let claims = verified(&bench, issued["id_token"].as_str().unwrap());
        assert_eq!(claims["iat"], at.millis() / 1_000);
        assert_eq!(claims["exp"], at.millis() / 1_000 + 3_600);
        assert_eq!(
            claims.get("selected_roleid"),
            None,
            "several roles, none chosen"
        );
    }
}

#[test]
fn a_code_is_good_once_for_the_application_that_asked_for_it() {
    let bench = Bench::new();
    let hashed = BASE64.encode(digest(&SHA256, VERIFIER.as_bytes()));
    let s256 = [
        ("code_challenge", &*hashed),
        ("code_challenge_method", "S256"),
    ];
    let plain = [("code_challenge", VERIFIER)];
    let rows: [(Pairs<'_>, Pairs<'_>, u16); 12] = [
        (&[], &[], 200),
        (&[], &[("client_id", "other")], 400),
        (&[], &[("redirect_uri", "https://epr.example/done")], 400),
        (&[], &[("redirect_uri", "")], 400),
        (&[], &[("client_id", "")], 400),
        (&[], &[("code_verifier", VERIFIER)], 400),
        (&s256, &[("code_verifier", VERIFIER)], 200),
        (&s256, &[("code_verifier", &hashed)], 400),
        (&s256, &[], 400),
        (&plain, &[("code_verifier", VERIFIER)], 200),
        (&plain, &[("code_verifier", "x")], 400),
        (&plain, &[], 400),
    ];
    for (begun, ended, status) in rows {
        let code = code(&bench, UserKind::Notifying, begun);
        let answer = exchange(&bench, &code, ended);
        assert_eq!(
            answer.status,
            status,
            "{begun:?} {ended:?}: {}",
            answer.text()
        );
        let again = exchange(&bench, &code, ended);
        assert_eq!(again.status, 400, "{begun:?} {ended:?}");
    }
}

#[test]
fn a_code_that_is_shown_again_takes_back_what_it_brought() {
    let bench = Bench::new();
    let code = code(&bench, UserKind::Notifying, &[]);
    let issued = exchange(&bench, &code, &[]).json();
    let bearer = format!("Bearer {}", issued["access_token"].as_str().unwrap());
    let user_info = || {
        bench
            .get("/oauth2/userinfo", &[("Authorization", &bearer)])
            .status
    };
    assert_eq!(user_info(), 200);
    assert_eq!(
        error(&exchange(&bench, &code, &[])),
        (400, "invalid_grant".into())
    );
    assert_eq!(user_info(), 401);
}

#[test]
fn a_code_lives_ten_minutes() {
    for (seconds, status) in [(599, 200), (600, 400)] {
        let bench = Bench::new();
        let code = code(&bench, UserKind::Notifying, &[]);
        bench
            .tenant()
            .clock
            .advance(TimeDelta::seconds(seconds))
            .unwrap();
        let answer = exchange(&bench, &code, &[]);
        assert_eq!(answer.status, status, "{seconds}: {}", answer.text());
    }
}

#[test]
fn a_log_on_that_cannot_begin_says_so_to_the_application_where_it_can() {
    let bench = Bench::new();
    let long = "x".repeat(1_001);
    let long_scope = format!("openid {long}");
    let rows: &[(Pairs<'_>, Option<&str>)] = &[
        (&[("client_id", "")], None),
        (&[("client_id", &long)], None),
        (&[("scope", &long_scope)], Some("invalid_request")),
        (&[("nonce", &long)], Some("invalid_request")),
        (&[("redirect_uri", "")], None),
        (&[("redirect_uri", "/done")], None),
        (&[("redirect_uri", "https://epr.example/done#x")], None),
        (&[("redirect_uri", "javascript:alert(1)")], None),
        (&[("response_type", "")], Some("invalid_request")),
        (
            &[("response_type", "token")],
            Some("unsupported_response_type"),
        ),
        (&[("response_mode", "form_post")], Some("invalid_request")),
        (&[("scope", "")], Some("invalid_scope")),
        (&[("scope", "profile")], Some("invalid_scope")),
        (&[("prompt", "none")], Some("login_required")),
        (&[("request", "e30.e30.")], Some("request_not_supported")),
        (
            &[("request_uri", "https://x")],
            Some("request_uri_not_supported"),
        ),
        (&[("code_challenge", "short")], Some("invalid_request")),
        (
            &[("code_challenge_method", "S256")],
            Some("invalid_request"),
        ),
        (
            &[
                ("code_challenge", VERIFIER),
                ("code_challenge_method", "s256"),
            ],
            Some("invalid_request"),
        ),
    ];
    for (fields, code) in rows {
        let answer = bench.get(&begin(fields), &[]);
        match code {
            None => {
                assert_eq!(answer.status, 400, "{fields:?}");
                assert_eq!(answer.header("location"), None, "{fields:?}");
            }
            Some(code) => {
                assert_eq!(answer.status, 302, "{fields:?}");
                let (_, sent) = sent_to(&answer);
                assert_eq!(sent["error"], *code, "{fields:?}");
                assert_eq!(sent["state"], "s1 & s2", "{fields:?}");
                assert!(!sent.contains_key("code"), "{fields:?}");
            }
        }
    }
    let twice = bench.get(&format!("{}&state=again", begin(&[])), &[]);
    let (_, sent) = sent_to(&twice);
    assert_eq!(sent["error"], "invalid_request");
    assert!(!sent.contains_key("state"));
    let twice = bench.get(&format!("{}&redirect_uri=https://x", begin(&[])), &[]);
    assert_eq!((twice.status, twice.header("location")), (400, None));
}

#[test]
fn the_page_is_shown_where_it_is_asked_for_and_never_believes_what_it_was_sent() {
    let bench = Bench::new();
    let user = bench.user(UserKind::Notifying);
    let hint = ("login_hint", user.id.as_str());
    assert_eq!(
        bench.get(&begin(&[hint, ("prompt", "login")]), &[]).status,
        200
    );
    assert_eq!(
        bench.get(&begin(&[("login_hint", "nobody")]), &[]).status,
        200
    );
    assert_eq!(
        bench.get(&begin(&[hint, ("prompt", "none")]), &[]).status,
        302
    );
    let evil = r#""><script>alert('1')</script>"#;
    let fields = [
        ("state", evil),
        ("nonce", evil),
        ("login_hint", evil),
        ("client_id", evil),
    ];
    let page = bench.get(&begin(&fields), &[]);
    assert!(!page.text().contains("<script"), "{}", page.text());
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
}
