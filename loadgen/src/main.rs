//! `loadgen`: put a scenario's load on a CP-IS Spine, and judge the rules while it is on.

use clap::builder::Resettable;
use clap::{CommandFactory, FromArgMatches};
use cpis_vocabulary::Timestamp;
use loadgen::command::{
    Arguments, Asking, Command, Output, RunArguments, check, export, merge, run, tell_power,
    tell_shrunk, validate,
};
use loadgen::executed::Executed;
use loadgen::executor::{Driving, Setup, Stopwatch, WallClock, execute};
use loadgen::exit_code::Failure;
use loadgen::interrupt::Interrupts;
use loadgen::metrics::{Address, Latest, Serving};
use loadgen::progress::{Display, Progress, show};
use loadgen::recorder::Recorder;
use loadgen::scenario::Scenario;
use std::io::{IsTerminal, Write, stderr, stdout};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::{Duration, SystemTime};

fn main() -> ExitCode {
    end_on_panic();
    let matches = without_empty(Arguments::command()).get_matches();
    let arguments = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let ended = obey(arguments.with_several(&matches).command);
    match ended {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            // When the standard error is closed there is nobody left to tell.
            let _ = writeln!(stderr(), "{failure}");
            ExitCode::from(&failure)
        }
    }
}

/// The same command, but an empty variable of the environment is as good as none: `NAME= program` is how a shell takes one back.
fn without_empty(command: clap::Command) -> clap::Command {
    command
        .mut_args(|argument| {
            let is_empty = argument
                .get_env()
                .and_then(std::env::var_os)
                .is_some_and(|value| value.is_empty());
            if is_empty {
                argument.env(Resettable::Reset)
            } else {
                argument
            }
        })
        .mut_subcommands(without_empty)
}

fn obey(command: Command) -> Result<u8, Failure> {
    // As no-color.org has it: an empty value is none.
    let is_plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let colour = stdout().is_terminal() && !is_plain && terminal().as_deref() != Some("dumb");
    let mut to = stdout();
    let mut output = Output {
        to: &mut to,
        colour,
    };
    match command {
        Command::Run(arguments) => {
            let asking = Asking {
                command: std::env::args().collect(),
                now: wall_clock(),
            };
            let setup = setup(&arguments);
            let display = display(arguments.quiet);
            let metrics = metrics(&arguments, display)?;
            // Whoever looks on wants to know what the judge says so far.
            let driving = Driving {
                watch: display != Display::Quiet || metrics.is_some(),
                ..arguments.driving()
            };
            // The figures are there until everything has been judged.
            let mut serving: Option<Serving> = None;
            let interrupts = Interrupts::listen().map_err(|error| Failure::ours(&error))?;
            run(&arguments, asking, &mut output, |scenario, recorder| {
                if let Some(address) = metrics {
                    let latest = Latest::of(scenario, recorder);
                    let begun = address.serve(latest);
                    serving = Some(begun.map_err(|error| Failure::ours(&error))?);
                }
                interrupts.watch(recorder);
                let executed = put_load_on(scenario, &setup, driving, recorder, display);
                serving.iter().for_each(Serving::load_is_over);
                executed
            })
        }
        Command::Check { directory } => check(&directory, &mut output),
        Command::Merge(arguments) => merge(&arguments, std::env::args().collect(), &mut output),
        Command::Power(arguments) => {
            let progress = (display(arguments.simulated.quiet), stderr());
            tell_power(&arguments, &mut output, progress)
        }
        Command::Shrink(arguments) => {
            let progress = (display(arguments.simulated.quiet), stderr());
            tell_shrunk(&arguments, &mut output, progress)
        }
        Command::Export(arguments) => export(&arguments, &mut output),
        Command::Validate { scenarios } => validate(&scenarios, &mut output),
    }
}

/// The address where the figures are to be, kept before anything is run, and told to whoever looks on.
fn metrics(arguments: &RunArguments, display: Display) -> Result<Option<Address>, Failure> {
    let Some(address) = arguments.metrics.filter(|_| !arguments.dry_run) else {
        return Ok(None);
    };
    let address = Address::keep(address).map_err(|error| Failure::wrong(&error))?;
    if display != Display::Quiet {
        // A closed standard error is no reason not to run.
        let _ = writeln!(stderr(), "figures at {}", address.url());
    }
    Ok(Some(address))
}

/// Runs the executor on this thread, and the live line on another.
fn put_load_on(
    scenario: &Scenario,
    setup: &Setup,
    driving: Driving,
    recorder: &Arc<Recorder>,
    display: Display,
) -> Result<Executed, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::ours(&error))?;
    let wait = move || WallClock::Machine.until(driving.start_at?);
    let stopwatch = Stopwatch::start_in(wait().unwrap_or_default());
    let progress = || Progress {
        elapsed: Duration::from_nanos(stopwatch.now().nanos()),
        planned: scenario.duration,
        counts: recorder.counts(),
        starts_in: wait().unwrap_or_default(),
        broken: recorder.board().findings().unwrap_or_default(),
    };
    let (going_on, stop) = channel();
    let executed = std::thread::scope(|threads| {
        threads.spawn(move || show(display, &mut stderr(), &stop, progress));
        let executed = runtime.block_on(execute(scenario, setup, driving, recorder));
        drop(going_on);
        executed
    });
    executed.map_err(|error| Failure::with_code(error.exit_code(), &error))
}

fn setup(arguments: &RunArguments) -> Setup {
    match &arguments.target {
        Some(url) => Setup::Target {
            url: url.clone(),
            control: arguments.control.clone(),
            control_token: arguments.control_token.clone(),
            route: arguments.route.settings(),
        },
        None => Setup::OwnMock,
    }
}

fn display(quiet: bool) -> Display {
    Display::of(quiet, stderr().is_terminal(), terminal().as_deref())
}

/// What the terminal calls itself.
fn terminal() -> Option<String> {
    std::env::var("TERM").ok()
}

/// A panic on any thread ends the program with the code of a bug of ours; a half-judged run must not look like a verdict.
fn end_on_panic() {
    std::panic::set_hook(Box::new(|panic| {
        let _ = writeln!(stderr(), "loadgen has a bug, please report it: {panic}");
        std::process::exit(1);
    }));
}

#[expect(
    clippy::disallowed_methods,
    reason = "names the run's directory; this is the edge where the command begins"
)]
fn wall_clock() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
