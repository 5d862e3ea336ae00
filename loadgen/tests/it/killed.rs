//! A Spine that is killed, started anew or stopped for a while under a run: the verdict is right, or it is left open, never wrong.

use crate::made::runtime;
use loadgen::executor::CUT_SHORT;
use mock_spine::MockSpine;
use reports::{Outcomes, RuleVerdict, RunRecord, Verdict};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;
use tokio::time::timeout;

/// Names the ports of a mock that this program is to be, instead of a test.
const SERVE: &str = "SPINE_TO_KILL";

/// The program of the tests again, as a mock: whoever builds these tests has it, and no other program need be built.
#[test]
fn a_process_of_its_own_serves_where_it_is_asked_to() {
    let Ok(ports) = std::env::var(SERVE) else {
        return;
    };
    let (listen, control) = ports.split_once(' ').expect("two ports");
    let runtime = runtime();
    let mock = MockSpine::builder().patients(20_000).settings(|settings| {
        settings.listen = listen.parse().expect("an address");
        settings.control = control.parse().expect("an address");
    });
    let mock = runtime.block_on(mock.start()).expect("free ports");
    println!(
        "\nready {} {}",
        host(&mock.data_url()),
        host(&mock.control_url())
    );
    // Until it is killed, or nobody is left to kill it.
    let mut nothing = Vec::new();
    let _ = std::io::stdin().read_to_end(&mut nothing);
}

fn host(url: &str) -> &str {
    url.strip_prefix("http://").expect("an address")
}

/// A mock in a process of its own.
pub(crate) struct Spine {
    process: Child,
    pub(crate) listen: SocketAddr,
    pub(crate) control: SocketAddr,
}

impl Spine {
    fn start(listen: &str, control: &str) -> Self {
        let test = "killed::a_process_of_its_own_serves_where_it_is_asked_to";
        let mut process = Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "--nocapture", test])
            .env(SERVE, format!("{listen} {control}"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process");
        let told = BufReader::new(process.stdout.take().expect("its standard output"));
        let ready = told.lines().map_while(Result::ok).find_map(|line| {
            let ports = line.strip_prefix("ready ")?.to_owned();
            let (listen, control) = ports.split_once(' ')?;
            Some((listen.parse().ok()?, control.parse().ok()?))
        });
        let (listen, control) = ready.expect("a mock that is ready");
        Self {
            process,
            listen,
            control,
        }
    }

    pub(crate) fn fresh() -> Self {
        Self::start("127.0.0.1:0", "127.0.0.1:0")
    }

    /// Waits until the mock has seen so many attempts; each look is a question and its answer.
    fn wait_for(&self, attempts: usize) {
        while self.attempts() < attempts {}
    }

    pub(crate) fn attempts(&self) -> usize {
        let answer = self.ask("GET /control/v1/accesses?limit=1000 HTTP/1.1\r\n", "");
        answer.matches("\"decision\"").count()
    }

    pub(crate) fn put(&self, path: &str, json: &str) {
        let length = json.len();
        let begins = format!(
            "PUT {path} HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n"
        );
        let answer = self.ask(&begins, json);
        assert!(answer.starts_with("HTTP/1.1 2"), "{answer}");
    }

    fn ask(&self, begins: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(self.control).expect("a connection");
        let asked = format!("{begins}Host: spine\r\nConnection: close\r\n\r\n{body}");
        stream.write_all(asked.as_bytes()).expect("a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    }

    /// SIGKILL: nothing is finished, nothing is said.
    fn kill(mut self) -> (SocketAddr, SocketAddr) {
        self.process.kill().expect("a process to kill");
        self.process.wait().expect("its end");
        (self.listen, self.control)
    }

    fn signal(&self, name: &str) {
        signal(&self.process, name);
    }
}

pub(crate) fn signal(process: &Child, name: &str) {
    let mut kill = Command::new("kill");
    let done = kill.args(["-s", name, &process.id().to_string()]).status();
    assert!(done.expect("kill").success(), "{name}");
}

/// Stands where a Spine was, until somebody has asked in vain; nobody who looks whether it is the same one counts.
fn disappoint(at: SocketAddr) {
    let in_vain = async {
        let nobody = TcpListener::bind(at)
            .await
            .expect("the port of whoever was killed");
        loop {
            let (mut asking, _) = nobody.accept().await.expect("a connection");
            let mut asked = [0; 256];
            let length = asking.read(&mut asked).await.unwrap_or(0);
            let asked = String::from_utf8_lossy(&asked[..length]).into_owned();
            if ["CareTeam", "AuditEvent", "Flag"]
                .iter()
                .any(|door| asked.contains(door))
            {
                return;
            }
        }
    };
    let soon = async { timeout(Duration::from_mins(1), in_vain).await };
    runtime().block_on(soon).expect("a run that goes on asking");
}

impl Drop for Spine {
    fn drop(&mut self) {
        // It has ended already where the test killed it.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A run that goes on in a process of its own.
struct Run {
    process: Child,
    directory: TempDir,
}

/// A run that is over.
struct Ended {
    code: i32,
    told: String,
    record: RunRecord,
    directory: TempDir,
}

const SCENARIO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../scenarios/smoke.toml");

pub(crate) fn loadgen() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_loadgen"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("LOADGEN_") {
            command.env_remove(name);
        }
    }
    command
}

impl Run {
    fn begin(spine: &Spine, duration: &str) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let process = loadgen()
            .args(["run", SCENARIO, "--quiet", "--duration", duration])
            .args(["--set", "population.patients=20000"])
            .args(["--set", "limits.settle_within=2 s"])
            .args(["--target", &format!("http://{}", spine.listen)])
            .args(["--control", &format!("http://{}", spine.control)])
            .arg("--out")
            .arg(out(directory.path()))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a run");
        Self { process, directory }
    }

    fn end(self) -> Ended {
        let output = self.process.wait_with_output().expect("its end");
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let told = text(output.stdout) + &text(output.stderr);
        let record = out(self.directory.path()).join("run.json");
        let record = std::fs::read(&record).unwrap_or_else(|error| panic!("{error}: {told}"));
        Ended {
            code: output.status.code().expect("a code"),
            record: serde_json::from_slice(&record).expect("a record"),
            told,
            directory: self.directory,
        }
    }
}

pub(crate) fn out(directory: &Path) -> PathBuf {
    directory.join("run")
}

/// Nothing is held for or against the Spine, the reason is told, and whoever judges the run again says the same.
fn check_left_open(ended: &Ended, reason: &str) {
    let Ended {
        code,
        told,
        record,
        directory,
    } = ended;
    // Where everything is tested at once, the generator may be late besides.
    assert!([11, 13].contains(code), "{code}: {told}");
    let of = |verdict| {
        let rules = record.verdicts.iter();
        rules.filter(move |rule| rule.verdict == verdict).count()
    };
    assert_eq!(of(Verdict::Broken), 0, "{told}");
    assert_eq!(of(Verdict::Upheld), 0, "{told}");
    assert!(of(Verdict::Inconclusive) >= 10, "{told}");
    for rule in &record.verdicts {
        let why = rule.reason.as_deref().unwrap_or_default();
        let is_open = rule.verdict == Verdict::Inconclusive;
        assert!(!is_open || why.contains(reason), "{}: {why}", rule.id);
    }
    let told = &record.conclusion.sentence;
    assert!(*code == 13 || told.contains(reason), "{told}");
    let again = loadgen().arg("check").arg(out(directory.path())).output();
    assert_eq!(again.expect("a verdict").status.code(), Some(*code));
}

#[test]
fn a_spine_that_is_killed_and_started_anew_is_accused_of_nothing() {
    let spine = Spine::fresh();
    let run = Run::begin(&spine, "8 s");
    spine.wait_for(40);
    let (listen, control) = spine.kill();
    disappoint(listen);
    let spine = Spine::start(&listen.to_string(), &control.to_string());
    // The load goes on, and meets children whom it has met before.
    spine.wait_for(20);
    let ended = run.end();
    check_left_open(&ended, "the Spine was started anew or reset");
    assert!(ended.record.outcomes.unknown > 0, "{}", ended.told);
    let mut events = ended.record.events.iter();
    assert!(events.any(|event| event.text.contains("its record is another")));
}

#[test]
fn a_spine_that_is_killed_and_stays_away_is_accused_of_nothing() {
    let spine = Spine::fresh();
    let run = Run::begin(&spine, "3 s");
    spine.wait_for(20);
    spine.kill();
    let ended = run.end();
    check_left_open(&ended, "the Spine gave no answer when the run was over");
    let doubt = ended.record.doubt.as_ref().expect("what is known");
    assert!(doubt.known.contains("nothing was answered"), "{doubt:?}");
    assert!(doubt.next.contains("`loadgen run "), "{doubt:?}");
    for row in ["\nknown ", "\nnot known ", "\nnext "] {
        assert!(ended.told.contains(row), "{row}: {}", ended.told);
    }
    assert!(ended.record.outcomes.unknown > 0, "{}", ended.told);
}

#[test]
fn a_spine_that_stands_still_for_a_second_is_upheld() {
    let spine = Spine::fresh();
    let run = Run::begin(&spine, "5 s");
    spine.wait_for(40);
    spine.signal("STOP");
    let (_nobody, nothing) = channel::<()>();
    // The second is what is tried: nothing is waited for.
    assert!(nothing.recv_timeout(Duration::from_secs(1)).is_err());
    spine.signal("CONT");
    let Ended {
        code, told, record, ..
    } = run.end();
    assert!([0, 13].contains(&code), "{code}: {told}");
    let mut rules = record.verdicts.iter().filter(|rule| rule.proves);
    let open = rules.find(|rule| rule.verdict != Verdict::Upheld);
    assert!(open.is_none(), "{open:?}: {told}");
}

#[test]
fn a_run_that_is_told_to_end_judges_what_it_has_sent() {
    for (name, told_of) in [("INT", "SIGINT"), ("TERM", "SIGTERM")] {
        let spine = Spine::fresh();
        let run = Run::begin(&spine, "10 min");
        spine.wait_for(40);
        signal(&run.process, name);
        let ended = run.end();
        let text = format!("{CUT_SHORT}: {told_of} was received");
        let mut events = ended.record.events.iter();
        assert!(events.any(|event| event.text == text), "{}", ended.told);
        assert!(ended.told.contains(&format!("{told_of} was received")));
        let broken = |rule: &&RuleVerdict| rule.verdict == Verdict::Broken;
        assert_eq!(ended.record.verdicts.iter().find(broken), None);
        let Outcomes {
            answered, unknown, ..
        } = ended.record.outcomes;
        assert!(answered >= 40 && unknown == 0, "{}", ended.told);
        let again = loadgen()
            .arg("check")
            .arg(out(ended.directory.path()))
            .output();
        assert_eq!(again.expect("a verdict").status.code(), Some(ended.code));
    }
}

#[test]
fn a_run_that_is_told_twice_ends_at_once() {
    let spine = Spine::fresh();
    let mut run = Run::begin(&spine, "10 min");
    spine.wait_for(40);
    // It stands still, so that it cannot be over before the second signal.
    spine.signal("STOP");
    signal(&run.process, "TERM");
    let (_nobody, nothing) = channel::<()>();
    // For half a second one signal may come twice: nothing is waited for.
    assert!(nothing.recv_timeout(Duration::from_millis(800)).is_err());
    signal(&run.process, "TERM");
    assert_eq!(run.process.wait().expect("its end").code(), Some(128 + 15));
    spine.signal("CONT");
}
