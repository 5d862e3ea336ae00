//! Programs that are measured: started on the client's core, and watched until they end.

use crate::arrivals::seconds;
use crate::machine::{TICKS, ticks_of};
use crate::scratch::Scratch;
use crate::{Failure, core};
use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

/// What became of a program.
#[derive(Debug)]
pub struct Ran {
    /// How it ended.
    pub status: ExitStatus,
    /// What it wrote on its standard output.
    pub said: String,
    /// What it wrote on its standard error.
    pub complained: String,
    /// What it took, from its start to its end.
    pub looks: Vec<Look>,
}

/// What a program had taken at one time.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// When, by the clock that was asked.
    pub at: Duration,
    /// Seconds on a core until then.
    pub cpu: f64,
    /// The most memory it had resided in until then, in kilobytes; nothing once it has ended.
    pub peak: u64,
    /// The memory it resides in.
    pub resident: u64,
}

/// How a program is looked at.
#[derive(Clone, Copy)]
pub struct Watch<'w> {
    /// The clock by which it is.
    pub now: &'w dyn Fn() -> Duration,
    /// How often. Whoever looks takes the core from somebody for a tenth of a millisecond.
    pub every: Duration,
    /// A program that takes longer is ended.
    pub within: Duration,
}

/// Often enough for the most memory to be seen.
pub const OFTEN: Duration = Duration::from_millis(50);

/// Seldom enough for a schedule not to be disturbed.
pub const SELDOM: Duration = Duration::from_millis(500);

/// Runs a program on [`core::CLIENT`] to its end.
///
/// # Errors
/// When it cannot be started, or takes too long.
pub fn run(mut command: Command, watch: Watch<'_>) -> Result<Ran, Failure> {
    let scratch = Scratch::new()?;
    let open = |name| File::create(scratch.path().join(name));
    let (said, complained) = (open("said")?, open("complained")?);
    command.stdin(Stdio::null()).stdout(said).stderr(complained);
    // What a thread starts stays on the thread's core.
    let mut child = core::run_on(core::CLIENT, move || command.spawn())??;
    let looks = watch.to_the_end(&child);
    if looks.is_none() {
        child.kill()?;
    }
    let status = child.wait()?;
    let looks = looks.ok_or_else(|| format!("a program must end within {:?}", watch.within))?;
    let read = |name| fs::read(scratch.path().join(name));
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ok(Ran {
        status,
        said: text(read("said")?),
        complained: text(read("complained")?),
        looks,
    })
}

/// Whether a program of this name is where the shell would look for it.
pub fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    program.contains('/') && Path::new(program).is_file()
        || std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

impl Watch<'_> {
    /// Looks at a program until it has ended; nothing if it has not by then.
    #[expect(
        clippy::disallowed_methods,
        reason = "a measurement waits for what it measures"
    )]
    fn to_the_end(self, child: &Child) -> Option<Vec<Look>> {
        let begun = (self.now)();
        let mut looks: Vec<Look> = Vec::new();
        while (self.now)().saturating_sub(begun) < self.within {
            let look = look(child.id(), (self.now)());
            let has_ended = look.resident == 0 && !looks.is_empty();
            looks.push(look);
            if has_ended {
                return Some(looks);
            }
            std::thread::sleep(self.every);
        }
        None
    }
}

impl std::fmt::Debug for Watch<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch")
            .field("every", &self.every)
            .field("within", &self.within)
            .finish_non_exhaustive()
    }
}

/// A program that has ended still says how long it took, until its end has been taken note of.
fn look(id: u32, at: Duration) -> Look {
    let read = |name| fs::read_to_string(format!("/proc/{id}/{name}")).unwrap_or_default();
    let status = read("status");
    let kilobytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let number = line.and_then(|line| line.split_whitespace().next());
        number.and_then(|number| number.parse().ok()).unwrap_or(0)
    };
    let ticks = u32::try_from(ticks_of(&read("stat"))).unwrap_or(u32::MAX);
    Look {
        at,
        cpu: f64::from(ticks) / TICKS,
        peak: kilobytes("VmHWM:"),
        resident: kilobytes("VmRSS:"),
    }
}

impl Ran {
    /// Seconds on a core, in all.
    pub fn cpu(&self) -> f64 {
        self.looks.last().map_or(0.0, |look| look.cpu)
    }

    /// The most memory it resided in, in kilobytes.
    pub fn peak(&self) -> u64 {
        self.looks.iter().map(|look| look.peak).max().unwrap_or(0)
    }

    /// Seconds on a core until then, drawn straight between two looks.
    pub fn cpu_until(&self, at: Duration) -> f64 {
        let after = self.looks.partition_point(|look| look.at < at);
        let before = after.checked_sub(1).and_then(|place| self.looks.get(place));
        match (before, self.looks.get(after)) {
            (Some(before), Some(after)) => {
                let part = seconds(before.at, at) / seconds(before.at, after.at);
                before.cpu + part * (after.cpu - before.cpu)
            }
            (Some(only), None) | (None, Some(only)) => only.cpu,
            (None, None) => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stub::{Answering, Stub};

    #[test]
    fn a_program_is_watched_to_its_end() {
        let stub = Stub::start(Answering::Sockets).unwrap();
        let mut command = Command::new("sh");
        command.args([
            "-c",
            "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; echo done",
        ]);
        let watch = Watch {
            now: &|| stub.now(),
            every: OFTEN,
            within: Duration::from_mins(1),
        };
        let ran = run(command, watch).unwrap();
        assert!(ran.status.success());
        assert_eq!(ran.said, "done\n");
        assert!(ran.peak() > 0 && ran.cpu() > 0.0, "{ran:?}");
        let last = ran.looks.last().unwrap();
        assert_eq!(
            last.resident, 0,
            "the last look is at a program that has ended"
        );
        assert!(ran.cpu_until(last.at / 2) <= ran.cpu());
    }

    #[test]
    fn a_program_that_does_not_end_is_ended() {
        let stub = Stub::start(Answering::Sockets).unwrap();
        let mut command = Command::new("sleep");
        command.arg("60");
        let watch = Watch {
            now: &|| stub.now(),
            every: OFTEN,
            within: Duration::from_millis(200),
        };
        let ran = run(command, watch);
        assert!(ran.unwrap_err().to_string().contains("must end within"));
    }
}
