//! Threads that stay on one core.

use crate::Failure;
use rustix::thread::{CpuSet, sched_setaffinity};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::thread::JoinHandle;

/// Where servers run.
pub const SERVER: usize = 0;
/// Where clients run.
pub const CLIENT: usize = 1;

/// Starts a thread on one core. Threads that it starts stay on that core too.
///
/// # Errors
/// When the system gives no thread.
pub fn on<T: Send + 'static>(
    core: usize,
    body: impl FnOnce() -> T + Send + 'static,
) -> Result<JoinHandle<Result<T, Failure>>, Failure> {
    let pinned = move || {
        let mut cores = CpuSet::new();
        cores.set(core);
        sched_setaffinity(None, &cores)?;
        Ok(body())
    };
    Ok(std::thread::Builder::new()
        .name(format!("core-{core}"))
        .spawn(pinned)?)
}

/// Runs a closure on one core, to its end.
///
/// # Errors
/// When the system gives no thread, or not the core, or the closure panics.
pub fn run_on<T: Send + 'static>(
    core: usize,
    body: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    on(core, body)?
        .join()
        .map_err(|_| "the thread of a measurement panicked")?
}

/// A runtime for one thread.
///
/// # Errors
/// When the system gives none.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    Ok(tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?)
}

/// What a future gives that never waits; nothing if it would.
pub fn at_once<F: Future>(future: F) -> Option<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}
