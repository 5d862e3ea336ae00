//! What the figures were taken on, and what else it was doing.

use std::fs;
use std::process::Command;

/// Ticks of a second in `/proc`, whatever the kernel's own clock does.
pub const TICKS: f64 = 100.0;

/// Work done on this machine so far, in ticks of its clock.
#[derive(Clone, Copy, Debug)]
pub struct Work {
    all: u64,
    own: u64,
}

/// A sentence on processor, kernel, compiler and load.
pub fn description() -> String {
    let cpu = read("/proc/cpuinfo");
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name"));
    let model = model.map_or("unknown", |line| line.trim_start_matches([' ', '\t', ':']));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let kernel = read("/proc/sys/kernel/osrelease");
    let rustc = Command::new("rustc").arg("--version").output();
    let rustc = rustc.map(|said| String::from_utf8_lossy(&said.stdout).trim().to_owned());
    let load = read("/proc/loadavg");
    format!(
        "{cores} cores, {model}, Linux {}, {}, load average {} at the start",
        kernel.trim(),
        rustc.unwrap_or_else(|_| "rustc unknown".to_owned()),
        load.split(' ').next().unwrap_or("unknown"),
    )
}

impl Work {
    /// The work so far.
    pub fn so_far() -> Self {
        let stat = read("/proc/stat");
        // user, nice, system, idle, iowait, irq, softirq, steal
        let cpu = stat.lines().next().unwrap_or("").trim_start_matches("cpu");
        let cpu = cpu.split_whitespace();
        let cpu: Vec<u64> = cpu.map(|word| word.parse().unwrap_or(0)).collect();
        let all = cpu.iter().take(8).sum::<u64>() - cpu.iter().skip(3).take(2).sum::<u64>();
        let own = read("/proc/self/stat");
        Self {
            all,
            own: ticks_of(&own),
        }
    }

    /// What part of the work since `earlier` was not ours, from 0 to 1: above 0.1, somebody else was measured too.
    pub fn others_since(self, earlier: Self) -> f64 {
        let number = |ticks: u64| f64::from(u32::try_from(ticks).unwrap_or(u32::MAX));
        let all = number(self.all.saturating_sub(earlier.all));
        let own = number(self.own.saturating_sub(earlier.own));
        if all > 0.0 {
            ((all - own) / all).max(0.0)
        } else {
            0.0
        }
    }
}

/// User and system time in a process's `stat`, its own and that of the programs it has started and that have ended, in ticks.
pub fn ticks_of(stat: &str) -> u64 {
    // The name stands in brackets and may hold blanks; the four are the 12th to 15th words after it.
    let words = stat.rsplit(')').next().unwrap_or("").split_whitespace();
    let times = words.skip(11).take(4).map(|word| word.parse().unwrap_or(0));
    times.fold(0, u64::saturating_add)
}

/// How long the servers' threads have been on a core so far, in nanoseconds: a measure that other work on the box hardly changes.
pub fn server_nanos() -> u64 {
    nanos_of(&["core-0", "spine"])
}

/// The same of the clients' threads; those that have ended count no more.
pub fn client_nanos() -> u64 {
    nanos_of(&["core-1"])
}

fn nanos_of(names: &[&str]) -> u64 {
    let Ok(threads) = fs::read_dir("/proc/self/task") else {
        return 0;
    };
    let of_these = threads.flatten().filter(|thread| {
        let name = fs::read_to_string(thread.path().join("comm")).unwrap_or_default();
        names.iter().any(|begin| name.starts_with(begin))
    });
    let nanos = of_these.map(|thread| {
        let stat = fs::read_to_string(thread.path().join("schedstat")).unwrap_or_default();
        let first = stat.split(' ').next().map(str::parse);
        first.and_then(Result::ok).unwrap_or(0)
    });
    nanos.sum()
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default()
}
