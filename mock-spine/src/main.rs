//! The mock Spine as a program.

use clap::{Parser, Subcommand};
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

fn main() -> ExitCode {
    let Cli {
        command: Command::Serve(options),
    } = Cli::parse();
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
