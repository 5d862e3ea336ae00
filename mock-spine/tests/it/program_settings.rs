//! The program's settings: command line, environment, config file. CLK-1, ENV-3.

use crate::bench::Pairs;
use crate::program::{FREE, Program, refused};
use std::path::Path;

fn file(directory: &Path, text: &str) -> String {
    let path = directory.join("mock.toml");
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// The instant that a program's clock stands at.
fn clock_of(program: &Program) -> String {
    let clock = program.control("/control/v1/clock").json();
    clock["now"].as_str().unwrap().to_owned()
}

#[test]
fn the_command_line_beats_the_environment_and_the_environment_beats_the_file() {
    let directory = tempfile::tempdir().unwrap();
    let clock = |year: u16| format!("frozen@{year}-03-02T09:00:00Z");
    let path = file(
        directory.path(),
        &format!(
            "listen = \"127.0.0.1:0\"\ncontrol = \"127.0.0.1:0\"\npopulation = 500\nclock = \"{}\"\n",
            clock(2031)
        ),
    );
    let by_environment = clock(2032);
    let by_line = clock(2033);
    let rows: [(&[&str], Pairs<'_>, &str); 4] = [
        (&["--config", &path], &[], "2031"),
        (&[], &[("MOCK_SPINE_CONFIG", &path)], "2031"),
        (
            &["--config", &path],
            &[("MOCK_SPINE_CLOCK", &by_environment)],
            "2032",
        ),
        (
            &["--config", &path, "--clock", &by_line],
            &[("MOCK_SPINE_CLOCK", &by_environment)],
            "2033",
        ),
    ];
    for (arguments, environment, year) in rows {
        let program = Program::start(arguments, environment);
        assert!(
            clock_of(&program).starts_with(year),
            "{arguments:?} {environment:?}"
        );
    }
}

#[test]
fn an_empty_variable_of_the_environment_is_as_good_as_none() {
    let empty = [
        ("MOCK_SPINE_CLOCK", ""),
        ("MOCK_SPINE_SEED", ""),
        ("MOCK_SPINE_CONTROL_TOKEN", ""),
    ];
    let program = Program::start(&FREE, &empty);
    assert!(!clock_of(&program).is_empty());
}

#[test]
fn a_config_file_that_cannot_be_says_where_and_what_is_meant() {
    let directory = tempfile::tempdir().unwrap();
    let rows = [
        (
            "seed = 1\nlisen = \"127.0.0.1:0\"\n",
            ":2: `lisen` is not a setting, did you mean `listen`?",
        ),
        (
            "\n\n[stroe]\nkind = 1\n",
            ":3: `stroe` is not a setting, did you mean `store`?",
        ),
        ("config = \"other.toml\"\n", ":1: `config` is not a setting"),
        ("seed = \"one\"\n", ":1: invalid type"),
        ("seed = 1\nseed = 2\n", ":2: duplicate key"),
        ("seed = \n", ":1: "),
        (
            "clock = \"noon\"\n",
            "a clock is system, frozen@2026-03-02T09:00:00Z",
        ),
        (
            "anchor = \"first\"\n",
            "`anchor` is one of notified, last_access, this one is \"first\"",
        ),
        (
            "store = \"postgres://localhost/cpis\"\n",
            "`store` is memory",
        ),
        (
            "control = \"0.0.0.0:0\"\n",
            "is not on loopback: set `control_token`",
        ),
        (
            "tls_key = \"key.pem\"\n",
            "TLS needs both `tls_certificate` and `tls_key`",
        ),
    ];
    for (text, expected) in rows {
        let path = file(directory.path(), text);
        let said = refused(&["--config", &path], &[]);
        assert!(said.contains(expected), "{text:?}: {said}");
        assert_eq!(said.lines().count(), 1, "{text:?}: {said}");
    }
    let said = refused(&["--config", "/nowhere/mock.toml"], &[]);
    assert!(said.contains("/nowhere/mock.toml: "), "{said}");
}

#[test]
fn an_option_that_cannot_be_is_refused_in_a_sentence() {
    let tls = [
        "--tls-certificate",
        "/nowhere.pem",
        "--tls-key",
        "/nowhere.key",
    ];
    let rows: [(&[&str], Pairs<'_>, &str); 13] = [
        (&tls, &[], "/nowhere.pem must hold certificates in PEM form"),
        (&tls[..2], &[], "--tls-key"),
        (
            &["--store", "postgres://localhost/x"],
            &[],
            "stores on disk and in PostgreSQL are not in this version",
        ),
        (&["--store", "/var/lib/mock"], &[], "`store` is memory"),
        (&["--clock", "frozen@yesterday"], &[], "a clock is system"),
        (&["--range", "4xx"], &[], "999 or 9xx"),
        (&["--population", "1000000"], &[], "909"),
        (&["--population", "0"], &[], "population"),
        (&["--notifying-activity", "B0170"], &[], "must differ"),
        (&["--token-life", "0"], &[], "token_life"),
        (&["--control", "0.0.0.0:0"], &[], "control_token"),
        (&["--listen", "localhost"], &[], "--listen"),
        (&[], &[("MOCK_SPINE_SEED", "many")], "--seed"),
    ];
    for (arguments, environment, expected) in rows {
        let arguments =
            if arguments.first() == Some(&"--control") || arguments.first() == Some(&"--listen") {
                arguments.to_vec()
            } else {
                [&FREE[..4], arguments].concat()
            };
        let said = refused(&arguments, environment);
        assert!(
            said.contains(expected),
            "{arguments:?} {environment:?}: {said}"
        );
    }
}
