use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::Notify;

/// Whether a run was ended before its time, on any of its threads.
#[derive(Debug, Default)]
pub(super) struct Stopped {
    is_so: AtomicBool,
    bell: Notify,
}

impl Stopped {
    /// Ends it, and answers whether this was the first to do so.
    pub(super) fn stop(&self) -> bool {
        let is_first = !self.is_so.swap(true, Ordering::SeqCst);
        self.bell.notify_waiters();
        is_first
    }

    pub(super) fn is_so(&self) -> bool {
        self.is_so.load(Ordering::SeqCst)
    }

    /// Waits until it is ended.
    pub(super) async fn wait(&self) {
        let mut rung = pin!(self.bell.notified());
        // Listening comes before looking, or a bell in between would be missed.
        rung.as_mut().enable();
        if !self.is_so() {
            rung.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Stopped;
    use std::sync::Arc;
    use tokio::runtime::Builder;

    #[test]
    fn everybody_who_waits_learns_of_the_end_and_whoever_comes_later_too() {
        let runtime = Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let stopped = Arc::new(Stopped::default());
            let waiting = [(); 3].map(|()| {
                let stopped = Arc::clone(&stopped);
                tokio::spawn(async move { stopped.wait().await })
            });
            tokio::task::yield_now().await;
            assert!(!stopped.is_so());
            assert!(stopped.stop());
            assert!(!stopped.stop(), "the second is not the first");
            for one in waiting {
                one.await.unwrap();
            }
            stopped.wait().await;
        });
    }
}
