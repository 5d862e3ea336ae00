//! What a request costs in the mock without its sockets: route, token, headers, rules, store, body. The baseline is the request
//! itself, made and dropped, since every figure here has that in it.

use benches::Failure;
use benches::in_process::InProcess;
use criterion::Criterion;
use std::time::Duration;

fn main() -> Result<(), Failure> {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .sample_size(20)
        .configure_from_args();
    let mock = InProcess::start()?;
    if let Some((_, requests)) = mock.paths.first() {
        let mut requests = requests.clone();
        criterion.bench_function(
            "pipeline/baseline: the request, made and dropped",
            |bench| {
                bench.iter(|| requests.make_next());
            },
        );
    }
    for (name, requests) in &mock.paths {
        let mut requests = requests.clone();
        criterion.bench_function(&format!("pipeline/{name}"), |bench| {
            bench.iter(|| {
                assert!(
                    mock.answer(requests.make_next()),
                    "{name} answers 200 at once"
                );
            });
        });
    }
    criterion.final_summary();
    Ok(())
}
