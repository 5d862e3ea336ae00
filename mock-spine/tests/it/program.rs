//! The program: its ready line, its ports, its signals and its logs. DAT-1, ENV-4.

use crate::bench::{CARE_TEAM, PATIENT, REQUEST_ID, by_identifier};
use crate::client::{Answer, exchange, read_all, request};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

/// A program that runs, and is killed when the test is over.
pub(crate) struct Program {
    child: Child,
    stdout: BufReader<ChildStdout>,
    ready: String,
}

/// `mock-spine serve` on free ports with few patients; nothing of the environment reaches it.
fn serve(arguments: &[&str], environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mock-spine"));
    command
        .env_clear()
        .arg("serve")
        .args(arguments)
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

pub(crate) const FREE: [&str; 6] = [
    "--listen",
    "127.0.0.1:0",
    "--control",
    "127.0.0.1:0",
    "--population",
    "500",
];

impl Program {
    pub(crate) fn start(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut child = serve(arguments, environment).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut ready = String::new();
        stdout.read_line(&mut ready).unwrap();
        if ready.is_empty() {
            let mut text = String::new();
            child
                .stderr
                .take()
                .unwrap()
                .read_to_string(&mut text)
                .unwrap();
            panic!("{arguments:?}: {text}");
        }
        Self {
            child,
            stdout,
            ready,
        }
    }

    fn address(&self, port: &str) -> SocketAddr {
        let (_, rest) = self.ready.split_once(&format!("{port}=http://")).unwrap();
        rest.split_whitespace().next().unwrap().parse().unwrap()
    }

    fn get(&self, target: &str, headers: &[(&str, &str)]) -> Answer {
        let bytes = exchange(self.address("data"), &request("GET", target, headers, ""));
        Answer::parse(&bytes).unwrap()
    }

    pub(crate) fn control(&self, target: &str) -> Answer {
        let bytes = exchange(self.address("control"), &request("GET", target, &[], ""));
        Answer::parse(&bytes).unwrap()
    }

    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let done = Command::new("kill")
            .args(["-s", name, &id])
            .status()
            .unwrap();
        assert!(done.success());
    }

    /// Waits for the end: the exit code, what is left of stdout, and all of stderr.
    fn end(mut self) -> (Option<i32>, String, String) {
        let mut log = String::new();
        let mut stderr = self.child.stderr.take().unwrap();
        stderr.read_to_string(&mut log).unwrap();
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap().code(), rest, log)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It has ended already where the test waited for it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the program says when it does not start.
pub(crate) fn refused(arguments: &[&str], environment: &[(&str, &str)]) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = serve(arguments, environment).output().unwrap();
    let text = String::from_utf8(stderr).unwrap();
    assert_eq!(status.code(), Some(2), "{arguments:?}: {text}");
    assert!(stdout.is_empty(), "{arguments:?}");
    text
}

#[test]
fn one_line_says_that_it_is_ready_and_where() {
    let program = Program::start(&FREE, &[]);
    let (data, control) = (program.address("data"), program.address("control"));
    assert_eq!(
        program.ready,
        format!("ready data=http://{data} control=http://{control}\n")
    );
    assert_ne!(data.port(), control.port());
    assert_eq!(program.get("/health/ready", &[]).status, 200);
    assert_eq!(program.control("/health/ready").status, 200);
    program.signal("TERM");
    let (code, rest, _) = program.end();
    assert_eq!((code, rest.as_str()), (Some(0), ""));
}

#[test]
fn a_port_that_is_taken_is_an_error() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for option in ["--listen", "--control"] {
        let other = if option == "--listen" {
            "--control"
        } else {
            "--listen"
        };
        let text = refused(
            &[
                option,
                &address,
                other,
                "127.0.0.1:0",
                "--population",
                "500",
            ],
            &[],
        );
        assert!(
            text.contains(&format!("cannot listen on {address}")),
            "{text}"
        );
        assert!(text.contains("port 0"), "{text}");
    }
}

#[test]
fn a_population_beyond_the_test_range_is_said_out_loud() {
    for (range, is_loud) in [("999", false), ("9xx", true)] {
        let arguments = [&FREE[..], &["--range", range]].concat();
        let program = Program::start(&arguments, &[]);
        program.signal("TERM");
        let (_, _, log) = program.end();
        assert_eq!(log.contains("beyond 999"), is_loud, "{range}: {log}");
    }
}

#[test]
fn what_is_in_flight_is_finished_before_it_ends() {
    for signal in ["TERM", "INT"] {
        let program = Program::start(&FREE, &[]);
        let mut stream = TcpStream::connect(program.address("data")).unwrap();
        let body = "grant_type=client_credentials&client_id=epr";
        let head = format!(
            "POST /oauth2/token HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        // Once it asks for the body, the request is in its hands.
        let mut asked = [0; 25];
        stream.read_exact(&mut asked).unwrap();
        assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");
        program.signal(signal);
        stream.write_all(body.as_bytes()).unwrap();
        let answer = Answer::parse(&read_all(&mut stream)).unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
        let address = program.address("data");
        assert_eq!(program.end().0, Some(0));
        assert!(TcpStream::connect(address).is_err());
    }
}

#[test]
fn no_number_no_name_and_no_secret_enters_the_log() {
    let program = Program::start(&FREE, &[("MOCK_SPINE_LOG", "trace")]);
    let patient = program
        .control("/control/v1/patients?displayable=true&limit=1")
        .json()["items"][0]
        .clone();
    let user = program
        .control("/control/v1/users?activity=B0107&limit=1")
        .json()["items"][0]
        .clone();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let (number, family, born) = (
        text(&patient["nhs_number"]),
        text(&patient["family"]),
        text(&patient["birth_date"]),
    );
    let (user_id, passcode) = (text(&user["user_id"]), text(&user["passcode"]));
    let form =
        format!("grant_type=urn%3Amock-spine%3Asmartcard&user_id={user_id}&passcode={passcode}");
    let headers = [("Content-Type", "application/x-www-form-urlencoded")];
    let bytes = exchange(
        program.address("data"),
        &request("POST", "/oauth2/token", &headers, &form),
    );
    let token = text(&Answer::parse(&bytes).unwrap().json()["access_token"]);
    let bearer = format!("Bearer {token}");
    let role = text(&user["roles"][0]["role_id"]);
    let headers = [
        ("Authorization", &*bearer),
        ("X-Request-ID", REQUEST_ID),
        ("NHSD-Session-URID", &role),
    ];
    let looks = [
        by_identifier(CARE_TEAM, &number),
        format!("{PATIENT}/{number}"),
        format!(
            "{PATIENT}?family={}&birthdate=eq{born}",
            family.replace(' ', "%20")
        ),
        format!(
            "{PATIENT}?family={}&surprise={number}",
            family.replace(' ', "%20")
        ),
        format!("/nowhere/{number}"),
        by_identifier(CARE_TEAM, format!("{number}0")),
    ];
    let statuses: Vec<u16> = looks
        .iter()
        .map(|look| program.get(look, &headers).status)
        .collect();
    assert_eq!(statuses, [200, 200, 200, 400, 404, 400]);
    exchange(
        program.address("data"),
        format!("GARBAGE {number} \r\n\r\n").as_bytes(),
    );
    program.signal("TERM");
    let (_, _, log) = program.end();
    assert!(log.contains("answered"), "the log was looked at: {log}");
    for secret in [
        &number,
        &family,
        &user_id,
        &passcode,
        &token,
        &role,
        &text(&user["name"]),
    ] {
        assert!(!log.contains(secret.as_str()), "{secret}: {log}");
    }
}
