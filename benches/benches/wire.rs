//! What bodies cost: written straight onto a buffer, and read back. The baselines are `serde_json` writing the same body from a
//! tree, and reading it into one.

use benches::Failure;
use benches::cast::Cast;
use benches::mock::morning;
use cpis_rules::{Shown, displayable};
use cpis_wire::fhir::{Base, ShownPlan, audit_event_bundle, care_team_bundle, patient};
use cpis_wire::read;
use criterion::{Criterion, Throughput};
use serde_json::Value;
use std::time::Duration;

fn main() -> Result<(), Failure> {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .sample_size(30)
        .configure_from_args();
    let cast = Cast::new(100_000)?;
    let record = cast.record(cast.child);
    let shown: Vec<Shown> =
        displayable(record.plans(), record.birth_date(), morning(), &cast.policy);
    let plans: Vec<ShownPlan<'_>> = shown
        .iter()
        .map(|shown| ShownPlan {
            plan: &shown.plan,
            end: shown.end,
        })
        .collect();
    let base = Base::new("http://127.0.0.1:8700/cpis/FHIR/R4");
    let views = cast.views(25);
    let index = cast
        .population
        .index(cast.child)
        .ok_or("the child is in the population")?;
    let person = cast.population.patient(index);
    body(&mut criterion, "CareTeam", |out| {
        care_team_bundle(out, &base, cast.child, morning(), &plans);
    })?;
    body(&mut criterion, "AuditEvent, 25 views", |out| {
        audit_event_bundle(out, &base, cast.child, morning(), views.iter(), false);
    })?;
    body(&mut criterion, "Patient", |out| patient(out, &person))?;
    let mut care_team = Vec::new();
    care_team_bundle(&mut care_team, &base, cast.child, morning(), &plans);
    let mut group = criterion.benchmark_group("wire");
    group.throughput(Throughput::Bytes(u64::try_from(care_team.len())?));
    group.bench_function("CareTeam read, baseline: serde_json into a tree", |bench| {
        bench.iter(|| serde_json::from_slice::<Value>(&care_team).is_ok());
    });
    group.bench_function("CareTeam read", |bench| {
        bench.iter(|| read::read_care_teams(&care_team).is_ok());
    });
    group.finish();
    criterion.final_summary();
    Ok(())
}

fn body(
    criterion: &mut Criterion,
    name: &str,
    write: impl Fn(&mut Vec<u8>),
) -> Result<(), Failure> {
    let mut text = Vec::new();
    write(&mut text);
    let tree: Value = serde_json::from_slice(&text)?;
    let mut group = criterion.benchmark_group("wire");
    group.throughput(Throughput::Bytes(u64::try_from(text.len())?));
    group.bench_function(
        format!("{name} written, baseline: serde_json from a tree"),
        |bench| {
            bench.iter(|| serde_json::to_vec(&tree).map_or(0, |text| text.len()));
        },
    );
    group.bench_function(format!("{name} written"), |bench| {
        bench.iter(|| {
            let mut out = Vec::with_capacity(text.len());
            write(&mut out);
            out
        });
    });
    group.finish();
    Ok(())
}
