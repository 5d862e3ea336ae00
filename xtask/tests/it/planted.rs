use xtask::tidy::layers::{self, Crate};
use xtask::{Tree, tidy};

/// The check called `rule` finds exactly `expected`, as `path:line`, in a tree of `files`.
#[track_caller]
fn check(rule: &str, files: &[(&str, &str)], expected: &[&str]) {
    let tree = Tree::of(files.iter().copied());
    let check = tidy::CHECKS.iter().find(|check| check.rule == rule);
    let findings = (check.expect("a check of that name").find)(&tree);
    let places: Vec<String> = findings
        .iter()
        .map(|found| format!("{}:{}", found.path, found.line))
        .collect();
    assert_eq!(places, expected, "{findings:#?}");
}

const PURE_VOCABULARY: (&str, &str) = ("cpis/vocabulary/src/lib.rs", "#![no_std]\n");

#[test]
fn a_pure_crate_without_no_std_is_found() {
    let rule = "vocabulary and rules cannot do I/O";
    let commented = ("cpis/rules/src/lib.rs", "// #![no_std]\n");
    check(
        rule,
        &[PURE_VOCABULARY, commented],
        &["cpis/rules/src/lib.rs:1"],
    );
}

#[test]
fn std_brought_back_is_found_outside_tests() {
    let rule = "vocabulary and rules cannot do I/O";
    let back =
        "#![no_std]\n\nextern  crate std;\n#[cfg(test)]\nmod tests {\n    extern crate std;\n}\n";
    check(
        rule,
        &[PURE_VOCABULARY, ("cpis/rules/src/lib.rs", back)],
        &["cpis/rules/src/lib.rs:3"],
    );
}

#[test]
fn a_judge_that_asks_the_judged_is_found() {
    check(
        "the judge does not use the judged's code",
        &[
            ("loadgen/src/checker/window.rs", "use mock_spine::Ledger;\n"),
            (
                "loadgen/src/truth.rs",
                "// not cpis_rules\nuse cpis_rules::notify;\n",
            ),
            (
                "loadgen/src/transport/embedded.rs",
                "use mock_spine::serve;\n",
            ),
            (
                "loadgen/tests/simulation/agreement.rs",
                "use cpis_rules::notify;\n",
            ),
        ],
        &["loadgen/src/checker/window.rs:1", "loadgen/src/truth.rs:2"],
    );
}

#[test]
fn a_second_file_that_uses_the_embedded_server_is_found() {
    check(
        "the embedded server sits behind one file",
        &[
            ("loadgen/src/embedded.rs", "use mock_spine::serve;\n"),
            ("loadgen/src/main.rs", "\nuse mock_spine::serve;\n"),
            ("loadgen/src/transport.rs", "// as mock_spine does\n"),
        ],
        &["loadgen/src/main.rs:2"],
    );
}

#[test]
fn a_door_that_decides_is_found() {
    check(
        "only the spine calls the rules",
        &[
            (
                "mock-spine/src/doors/cpis.rs",
                "use cpis_rules::{Policy, serve_access};\n",
            ),
            (
                "mock-spine/src/control/people.rs",
                "use cpis_rules::Policy;\n",
            ),
            (
                "mock-spine/src/store/memory.rs",
                "\nlet x = cpis_rules::notify(a);\n",
            ),
            (
                "mock-spine/src/spine/mod.rs",
                "use cpis_rules::serve_access;\n",
            ),
            (
                "mock-spine/tests/it/laws.rs",
                "use cpis_rules::serve_access;\n",
            ),
        ],
        &[
            "mock-spine/src/doors/cpis.rs:1",
            "mock-spine/src/store/memory.rs:2",
        ],
    );
}

#[test]
fn waiting_in_the_wrong_place_is_found() {
    let waits = "fn a() {}\nasync fn b() {}\n";
    let in_tests = "#[cfg(test)]\nmod tests {\n    async fn b() {}\n}\n// async\n";
    check(
        "waiting happens at the edges",
        &[
            ("loadgen/src/executor/open.rs", waits),
            ("loadgen/src/recorder.rs", waits),
            ("mock-spine/src/tenant.rs", in_tests),
        ],
        &["loadgen/src/recorder.rs:2"],
    );
}

#[test]
fn a_long_file_is_found_unless_it_is_a_test() {
    let long = "fn a() {}\n".repeat(401);
    let long = long.as_str();
    check(
        "a file outside tests has at most 400 lines",
        &[
            ("cpis/wire/src/lib.rs", long),
            ("cpis/wire/tests/it/main.rs", long),
            (
                "cpis/wire/src/long_enough.rs",
                long.trim_end_matches("fn a() {}\n"),
            ),
        ],
        &["cpis/wire/src/lib.rs:401"],
    );
}

#[test]
fn files_that_are_long_on_the_whole_are_found() {
    let long = "fn a() {}\n".repeat(150);
    check(
        "half of the files have under 150 lines",
        &[("a/src/a.rs", "fn a() {}\n"), ("a/src/b.rs", &long)],
        &["a/src/b.rs:1"],
    );
}

#[test]
fn a_long_function_is_found_unless_it_is_a_test() {
    let long = format!("\nfn a() {{\n{}}}\n", "    b();\n".repeat(59));
    let in_tests = format!("#[cfg(test)]\nmod tests {{{long}}}\n");
    check(
        "a function outside tests has at most 60 lines",
        &[("a/src/a.rs", &long), ("a/src/b.rs", &in_tests)],
        &["a/src/a.rs:2"],
    );
}

#[test]
fn what_is_left_open_is_found() {
    let stub = concat!("fn a() {\n    to", "do!()\n}\n// FIX", "ME later\n");
    let skipped = concat!("#[test]\n#[ign", "ore]\nfn a() {}\n");
    check(
        "nothing is left open",
        &[("a/src/a.rs", stub), ("a/tests/it/b.rs", skipped)],
        &["a/src/a.rs:2", "a/src/a.rs:4", "a/tests/it/b.rs:2"],
    );
}

#[test]
fn an_allowed_lint_is_found() {
    check(
        "a lint is expected with a reason, never allowed",
        &[(
            "a/src/a.rs",
            concat!("\n#[al", "low(dead_code)]\nfn a() {}\n"),
        )],
        &["a/src/a.rs:2"],
    );
}

#[test]
fn a_place_on_somebodys_machine_is_found() {
    let place = concat!("see /ho", "me/me/notes\n");
    check(
        "no file names a place on somebody's machine",
        &[("README.md", place), ("Cargo.lock", place)],
        &["README.md:1"],
    );
}

#[test]
fn a_version_without_a_heading_in_the_changelog_is_found() {
    let manifest = ("Cargo.toml", "[workspace.package]\nversion = \"1.2.3\"\n");
    let rule = "the changelog names the version";
    let log = |heading| ("CHANGELOG.md", heading);
    check(rule, &[manifest, log("## [1.2.3] - 2026-01-01\n")], &[]);
    check(rule, &[manifest, log("## [1.2.30]\n")], &["CHANGELOG.md:1"]);
    check(rule, &[manifest], &["CHANGELOG.md:1"]);
}

#[test]
fn a_readme_without_its_commands_is_found() {
    let rule = "the README gives the commands that CI runs, and its table is up to date";
    let [run, test] = tidy::paperwork::COMMANDS;
    check(rule, &[], &[]);
    check(rule, &[("README.md", &format!("{run}\n{test}\n"))], &[]);
    check(rule, &[("README.md", run)], &["README.md:1"]);
    let stale = format!("{run}\n{test}\n<!-- proves:begin -->\nold\n<!-- proves:end -->\n");
    check(rule, &[("README.md", &stale)], &["README.md:1"]);
}

#[test]
fn a_dependency_that_is_not_listed_or_listed_for_nothing_is_found() {
    let rule = "the README lists what this stands on and why, and nothing else";
    let root =
        "[workspace.dependencies]\nours = { path = \"ours\" }\nhttp = \"1\"\nserde = \"1\"\n";
    let manifest = "[package]\nname = \"a\"\n[dependencies]\nours.workspace = true\nhttp.workspace = true\n\
                    [dev-dependencies]\nserde = { workspace = true }\n";
    let ours = "[package]\nname = \"ours\"\n";
    let planted = |root: &str, rows: &str, expected: &[&str]| {
        let readme =
            format!("## What it stands on\n\n| crate | why |\n| --- | --- |\n{rows}\n## After\n");
        let files = [
            ("Cargo.toml", root),
            ("a/Cargo.toml", manifest),
            ("ours/Cargo.toml", ours),
            ("README.md", readme.as_str()),
        ];
        check(rule, &files, expected);
    };
    planted(root, "| http, serde | both |\n", &[]);
    planted(root, "| http | one |\n", &["a/Cargo.toml:7"]);
    planted(root, "| http, serde, rand | all |\n", &["README.md:5"]);
    planted(root, "| http | one |\n| serde |  |\n", &["README.md:6"]);
    let more = format!("{root}rand = \"0.10\"\n");
    planted(&more, "| http, serde | both |\n", &["Cargo.toml:5"]);
    check(rule, &[("a/Cargo.toml", manifest)], &[]);
}

#[test]
fn a_long_or_incomplete_picture_of_the_whole_is_found() {
    let rule = "ARCHITECTURE.md is short and has a paragraph for every crate";
    let manifest = ("cpis/wire/Cargo.toml", "");
    let picture = |text| ("ARCHITECTURE.md", text);
    check(rule, &[manifest, picture("**`cpis/wire/`** Bytes.\n")], &[]);
    check(
        rule,
        &[manifest, picture("cpis/wire\n")],
        &["ARCHITECTURE.md:1"],
    );
    check(
        rule,
        &[picture(&"\n".repeat(201))],
        &["ARCHITECTURE.md:201"],
    );
}

#[test]
fn a_link_that_leads_nowhere_is_found() {
    let text =
        "[a](b.md#c) [d](../x/) [e](https://example.org)\n[f](gone.md)\n```\n[g](gone)\n```\n";
    check(
        "a link between documents leads somewhere",
        &[("docs/a.md", text), ("docs/b.md", ""), ("x/y.toml", "")],
        &["docs/a.md:2"],
    );
}

#[test]
fn a_crate_that_knows_too_much_is_found() {
    let knows = |name: &str, knows: &[&str], tests_know: &[&str]| Crate {
        name: name.to_owned(),
        manifest: format!("{name}/Cargo.toml"),
        knows: knows.iter().map(ToString::to_string).collect(),
        tests_know: tests_know.iter().map(ToString::to_string).collect(),
    };
    let crates = [
        knows(
            "loadgen",
            &["cpis-vocabulary", "mock-spine"],
            &["cpis-rules"],
        ),
        knows("loadgen", &["cpis-rules"], &[]),
        knows("reports", &[], &["cpis-vocabulary"]),
        knows("newcomer", &[], &[]),
    ];
    let found: Vec<String> = layers::check(&crates)
        .into_iter()
        .map(|found| found.what)
        .collect();
    assert_eq!(
        found,
        [
            "loadgen may not know cpis-rules: the judge shares no code with the judged; \
             only its tests set rules against checkers",
            "reports may not know cpis-vocabulary: old runs stay readable when the rest moves on",
            "newcomer is in no layer",
        ]
    );
}
