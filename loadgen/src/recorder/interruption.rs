use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::Notify;

/// Whether somebody wants the load to end before its time.
#[derive(Debug, Default)]
pub(crate) struct Interruption {
    why: OnceLock<String>,
    bell: Notify,
    is_too_late: AtomicBool,
}

impl Interruption {
    /// Has the load end, for a reason that is told; what was sent until then is judged. Answers whether there is a load to end: nothing
    /// is done where it is over, or was ended before.
    pub(super) fn ask(&self, why: &str) -> bool {
        let is_heard =
            !self.is_too_late.load(Ordering::SeqCst) && self.why.set(why.to_owned()).is_ok();
        if is_heard {
            self.bell.notify_one();
        }
        is_heard
    }

    /// Waits until somebody wants the load to end; answers why.
    pub(crate) async fn wait(&self) -> &str {
        loop {
            if let Some(why) = self.why.get() {
                return why;
            }
            self.bell.notified().await;
        }
    }

    /// Notes that the load is over: there is nothing left to end.
    pub(crate) fn end(&self) {
        self.is_too_late.store(true, Ordering::SeqCst);
    }
}
