//! What a request costs in the mock without its sockets: route, token, headers, rules, store, body. The baseline is the request
//! itself, made and dropped, since every figure here has that in it.

use benches::Failure;
use benches::core::{at_once, runtime};
use benches::mock::{builder, by_identifier, log_on, look_often, reads, ready, with_plans};
use bytes::Bytes;
use criterion::Criterion;
use http::Request;
use mock_spine::MockSpine;
use mock_spine::server::{Port, Service as _};
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

fn main() -> Result<(), Failure> {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .sample_size(20)
        .configure_from_args();
    let spine = runtime()?.block_on(async {
        let spine = builder(100_000).start().await?;
        ready(spine.app()).await?;
        Ok::<_, Failure>(spine)
    })?;
    let tenant = spine.app().tenants.default_tenant();
    let token = log_on(tenant).into_iter().next().unwrap_or_default();
    let people = tenant.people.population();
    let children = with_plans(people);
    let watched = children.get(..64).unwrap_or(&children);
    runtime()?.block_on(look_often(spine.app(), watched, 30))?;
    let flags = children
        .iter()
        .map(|child| format!("/patient-flags-api/FHIR/R4/Flag?patient={child}").into());
    let care_teams = by_identifier("/cpis/FHIR/R4/CareTeam", &children);
    criterion.bench_function(
        "pipeline/baseline: the request, made and dropped",
        |bench| {
            let mut requests = Requests::new(&care_teams, &token);
            bench.iter(|| requests.next());
        },
    );
    let lists = by_identifier("/cpis/FHIR/R4/AuditEvent", watched);
    for (name, targets) in [
        ("CareTeam", care_teams.clone()),
        ("AuditEvent, 25 views", lists),
        ("Flag", flags.collect()),
        ("Patient", reads(people)),
    ] {
        ask(
            &mut criterion,
            name,
            &spine,
            Requests::new(&targets, &token),
        );
    }
    criterion.final_summary();
    Ok(())
}

fn ask(criterion: &mut Criterion, name: &str, spine: &MockSpine, mut requests: Requests) {
    criterion.bench_function(&format!("pipeline/{name}"), |bench| {
        bench.iter(|| {
            let answer = at_once(spine.app().respond(Port::Data, requests.next()));
            assert!(
                answer.is_some_and(|answer| answer.is_ok_and(|answer| answer.status() == 200)),
                "{name} answers 200 at once"
            );
        });
    });
}

/// Requests for one target after the other, each with a TraceID of its own.
struct Requests {
    targets: Arc<[Box<str>]>,
    authorization: String,
    asked: usize,
}

impl Requests {
    fn new(targets: &Arc<[Box<str>]>, token: &str) -> Self {
        Self {
            targets: Arc::clone(targets),
            authorization: format!("Bearer {token}"),
            asked: 0,
        }
    }

    fn next(&mut self) -> Request<Bytes> {
        let asked = self.asked;
        self.asked += 1;
        let target = self.targets.get(asked % self.targets.len().max(1));
        let request = Request::get(target.map_or("/", |target| target))
            .header("host", "127.0.0.1:8700")
            .header("authorization", &self.authorization)
            .header("x-request-id", "60e0b220-8136-4ca5-ae46-1d97ef59d068")
            .header("traceid", format!("60e0b220-8136-4ca5-ae46-{asked:012x}"));
        black_box(request.body(Bytes::new()).unwrap_or_default())
    }
}
