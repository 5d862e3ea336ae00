//! Calls that are not done, each with all that it is told.

use crate::bench::Bench;
use crate::control::call;
use cpis_population::Case;
use std::fmt::Write as _;

/// Method, path under `/control/v1`, and body.
const REFUSED: &str = r#"
GET /nowhere
POST /clock
PATCH /patients
GET /clock?x=1
PUT /clock
PUT /clock {"mode": "scaled"}
PUT /clock {"mode": "slow", "now": "2026-03-02T09:00:00Z"}
PUT /clock {"mode": "frozen", "now": "today"}
PUT /clock {"mode": "frozen", "now": "2026-03-02T09:00:00Z", "rate": 2}
PUT /clock {"mode": "scaled", "now": "2026-03-02T09:00:00Z", "rate": 0}
PUT /clock {"mode": "system", "to": 1}
POST /clock/advance {"by": "a while"}
POST /clock/advance {"by": "P1M"}
POST /clock/advance {"by": "P90000D"}
POST /clock/advance {
GET /patients?limit=0
GET /patients?limit=1001
GET /patients?kind=XYZ
GET /patients?status=odd
GET /patients?displayable=maybe
GET /patients?nhs_number=9000000000
GET /patients?colour=red
GET /patients?limit=1&limit=2
GET /patients?cursor=abc
GET /patients?cursor=000000000000000000000001
GET /patients/123
GET /patients/0000000000
GET /patients/9999999999
PUT /patients/0000000000 {"family": "Real"}
PUT /patients/9000000008 {"family": "Slip"}
PUT /patients/{child} {"surname": "Slip"}
PUT /patients/{child} {"family": " "}
PUT /patients/{child} {"family": null}
PUT /patients/{child} {"postcode": null}
PUT /patients/{child} {"given": ["A", "B\u0007"]}
PUT /patients/{child} {"birth_date": "2026-02-30"}
PUT /patients/{child} {"birth_date": "1066-10-14"}
PUT /patients/{child} {"gender": "f"}
PUT /patients/{child} {"postcode": "nowhere"}
PUT /patients/{child} {"status": "superseded"}
PUT /patients/{child} {"superseded_by": "9000000009"}
PUT /patients/{child} {"status": "superseded", "superseded_by": "{child}"}
PUT /patients/{child} {"status": "superseded", "superseded_by": "9999999999"}
PUT /patients/9100000000 {"given": ["Nobody"]}
POST /patients/{child}/plans {"kind": "CPP", "start": "2026-01-01"}
POST /patients/{child}/plans {"kind": "CPP", "start": "2026-01-01", "authority": "ZZ999"}
POST /patients/{child}/plans {"kind": "CPP", "start": "2026-01-01", "authority": "Leeds City Council"}
POST /patients/{child}/plans {"kind": "CPP", "start": "2026-01-01", "authority": "ZZ001", "end": "2025-12-31"}
POST /patients/{child}/plans {"kind": "CPP", "start": "2026-01-01", "authority": "ZZ001", "end": 3}
POST /patients/{child}/plans {"kind": "CPP", "start": "2026-01-01", "authority": "ZZ001", "local_id": ""}
POST /patients/{child}/plans {"kind": "UCPP", "start": "2026-01-01", "authority": "ZZ001"}
POST /patients/{child}/plans {"kind": "ABC", "start": "2026-01-01", "authority": "ZZ001"}
POST /patients/9999999999/plans {"kind": "CPP", "start": "2026-01-01", "authority": "ZZ001"}
POST /patients/0000000000/plans {"kind": "CPP", "start": "2026-01-01", "authority": "ZZ001"}
POST /patients/{invalidated}/plans {"kind": "CPP", "start": "2026-01-01", "authority": "ZZ001"}
DELETE /patients/{child}/plans/zz
DELETE /patients/{child}/plans/0123456789abcdef
GET /users?kind=notifyin
GET /users?role=x
GET /accesses?nhs_number=1
GET /notifications?since=1
PUT /bugs {"on": ["window-25h", "windw-23h"]}
PUT /bugs {"off": []}
PUT /faults {"faults": [{"at": "before_commit", "action": "truncate"}]}
PUT /faults {"faults": [{"at": "after_reply_before_delivery", "action": "stall", "for": "PT1S"}]}
PUT /faults {"faults": [{"at": "after_commit_before_reply", "action": "abort"}]}
PUT /faults {"faults": [{"at": "after_commit_before_reply", "action": "explode"}]}
PUT /faults {"faults": [{"at": "after_commit_before_reply", "action": "drop_reply", "share": 1.5}]}
PUT /faults {"faults": [{"at": "after_commit_before_reply", "action": "drop_reply", "for": "PT1S"}]}
PUT /faults {"faults": [{"at": "after_commit_before_reply", "action": "drop_reply", "status": 500}]}
PUT /faults {"faults": [{"at": "after_commit_before_reply", "action": "drop_reply", "up_to": "PT1S"}]}
PUT /faults {"faults": [{"at": "after_commit_before_reply", "action": "drop_reply", "door": "kitchen"}]}
POST /reset {"seed": 3}
POST /tenants {"id": "Class 7"}
POST /tenants {"id": "default"}
DELETE /tenants/default
DELETE /tenants/nobody
GET /t/nobody/clock
GET /t/default/tenants
GET /t/default
POST /snapshots
"#;

#[test]
fn a_refusal_says_what_is_wrong_and_where() {
    let bench = Bench::new();
    let people = [
        ("{child}", Case::Open),
        ("{invalidated}", Case::Invalidated),
    ];
    let mut told = String::new();
    for row in REFUSED.trim().lines() {
        let sent = people.iter().fold(row.to_owned(), |sent, (name, case)| {
            sent.replace(name, &bench.case(*case).to_string())
        });
        let mut parts = sent.splitn(3, ' ');
        let mut part = || parts.next().unwrap_or_default();
        let (method, path, body) = (part(), part(), part());
        let answer = call(&bench, method, &format!("/control/v1{path}"), body);
        assert!(answer.status >= 400, "{row}: {}", answer.text());
        let allow = answer
            .header("allow")
            .map_or_else(String::new, |allow| format!(" Allow: {allow}"));
        writeln!(
            told,
            "{row}\n  {} {}{allow}\n",
            answer.status,
            answer.text()
        )
        .unwrap();
    }
    insta::assert_snapshot!(told);
}
