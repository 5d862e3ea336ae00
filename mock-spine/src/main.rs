//! The mock Spine as a program.

use clap::builder::Resettable;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use mock_spine::MockSpine;
use mock_spine::config::Options;
use std::io::Write as _;
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// A mock NHS Spine for suppliers who integrate with CP-IS. All people in it are synthetic.
#[derive(Debug, Parser)]
#[command(name = "mock-spine", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve until SIGTERM or Ctrl-C
    Serve(Box<Options>),
}

/// Every access allocates, and this allocator does so in half the instructions of the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let matches = without_empty(Cli::command()).get_matches();
    let Cli {
        command: Command::Serve(options),
    } = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let filter =
        EnvFilter::try_from_env("MOCK_SPINE_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return complain(&error, 1),
    };
    let settings = match options.settings() {
        Ok(settings) => settings,
        Err(error) => return complain(&error, 2),
    };
    runtime.block_on(async {
        match MockSpine::start(settings).await {
            Ok(mock) => serve(mock).await,
            Err(error) => complain(&error, 2),
        }
    })
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

async fn serve(mock: MockSpine) -> ExitCode {
    let (Ok(mut terminate), Ok(mut interrupt)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    ) else {
        return complain(&"signals cannot be waited for", 1);
    };
    let ready = format!(
        "ready data={} control={}\n",
        mock.data_url(),
        mock.control_url()
    );
    let mut stdout = std::io::stdout();
    // Whoever waits for this line has gone if it cannot be written.
    let _ = stdout
        .write_all(ready.as_bytes())
        .and_then(|()| stdout.flush());
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping: what is in flight is answered first");
    mock.stop();
    ExitCode::SUCCESS
}

#[expect(
    clippy::print_stderr,
    reason = "a program says on stderr why it does not start"
)]
fn complain(error: &dyn std::fmt::Display, code: u8) -> ExitCode {
    eprintln!("mock-spine: {error}");
    ExitCode::from(code)
}
