//! What the program does when it is asked to end: by Ctrl-C, or by whoever runs it.

use crate::recorder::Recorder;
use std::io::{self, Write, stderr};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;
use tokio::runtime::Builder;

/// What shells and schedulers expect of a program that a signal has ended: 128 and the signal's number.
const ENDED_BY: u8 = 128;
/// For so long a further signal is taken for the first one again.
const ECHO: Duration = Duration::from_millis(500);

/// The load that is to be ended, as soon as there is one.
#[derive(Clone, Debug, Default)]
pub struct Interrupts {
    recorder: Arc<OnceLock<Arc<Recorder>>>,
}

impl Interrupts {
    /// Listens from now on. The first signal ends the load: what was sent until then is judged, and nothing of the run is lost. Where
    /// there is no load yet or no longer, and at the second signal, the program ends at once.
    ///
    /// # Errors
    /// When the system gives no thread for it.
    pub fn listen() -> io::Result<Self> {
        let interrupts = Self::default();
        let listening = interrupts.clone();
        let runtime = Builder::new_current_thread().enable_all().build()?;
        thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || runtime.block_on(listening.obey()))?;
        Ok(interrupts)
    }

    /// What is recorded by this recorder is to be ended.
    pub fn watch(&self, recorder: &Arc<Recorder>) {
        // A program runs one load.
        let _ = self.recorder.set(Arc::clone(recorder));
    }

    async fn obey(&self) {
        let Ok(mut signals) = Signals::new() else {
            return;
        };
        loop {
            let (name, number) = signals.next().await;
            let why = format!("{name} was received");
            let is_ending = self
                .recorder
                .get()
                .is_some_and(|recorder| recorder.board().interrupt(&why));
            if !is_ending {
                std::process::exit((ENDED_BY + number).into());
            }
            // When the standard error is closed there is nobody left to tell.
            let _ = writeln!(
                stderr(),
                "\n{why}: nothing more is sent, what was sent is judged; the next signal ends this at once"
            );
            // `timeout` and some terminals send the same signal to a program and to its group: that is one wish to end, not two.
            let echo = async {
                loop {
                    signals.next().await;
                }
            };
            let _ = tokio::time::timeout(ECHO, echo).await;
        }
    }
}

#[cfg(unix)]
use unix::Signals;

#[cfg(unix)]
mod unix {
    use std::io;
    use tokio::signal::unix::{Signal, SignalKind, signal};

    #[derive(Debug)]
    pub(super) struct Signals {
        interrupt: Signal,
        terminate: Signal,
    }

    impl Signals {
        pub(super) fn new() -> io::Result<Self> {
            Ok(Self {
                interrupt: signal(SignalKind::interrupt())?,
                terminate: signal(SignalKind::terminate())?,
            })
        }

        /// The next one, with its number.
        pub(super) async fn next(&mut self) -> (&'static str, u8) {
            tokio::select! {
                biased;
                _ = self.interrupt.recv() => ("SIGINT", 2),
                _ = self.terminate.recv() => ("SIGTERM", 15),
            }
        }
    }
}

#[cfg(not(unix))]
use elsewhere::Signals;

#[cfg(not(unix))]
mod elsewhere {
    use std::io;

    #[derive(Debug)]
    pub(super) struct Signals;

    impl Signals {
        pub(super) fn new() -> io::Result<Self> {
            Ok(Self)
        }

        /// Ctrl-C.
        pub(super) async fn next(&mut self) -> (&'static str, u8) {
            let _ = tokio::signal::ctrl_c().await;
            ("Ctrl-C", 2)
        }
    }
}
