use xtask::{Tree, rulebook, trace};

const BUILT: &str =
    "[[rule]]\nid = \"CLK-1\"\nname = \"n\"\ntext = \"t\"\nsource = \"ours\"\nstatus = \"done\"\n";

/// What is said about `requirements/clk.toml`, the other groups being absent.
fn said_of_clk(clk: &str) -> Vec<String> {
    let tree = Tree::of([("requirements/clk.toml", clk)]);
    let (_, findings) = rulebook::read(&tree);
    let of_clk = findings
        .iter()
        .filter(|found| found.path.ends_with("clk.toml"));
    of_clk
        .map(|found| format!("{}: {}", found.line, found.what))
        .collect()
}

/// What is missing, by the links of `files`, when CLK-1 is built as `clk` says.
fn unlinked(clk: &str, files: &[(&str, &str)]) -> Vec<String> {
    let files = files
        .iter()
        .copied()
        .chain([("requirements/clk.toml", clk)]);
    let tree = Tree::of(files);
    let (rules, _) = rulebook::read(&tree);
    trace::check(&tree, &rules)
        .into_iter()
        .map(|found| format!("{}:{}: {}", found.path, found.line, found.what))
        .collect()
}

#[test]
fn a_rule_is_written_as_the_readme_of_the_rules_says() {
    let check = |clk: &str, expected: &[&str]| assert_eq!(said_of_clk(clk), expected, "of {clk}");
    check(BUILT, &[]);
    check(
        &BUILT.replace("CLK-1", "CLK-2"),
        &["2: the next rule here is CLK-1, found CLK-2"],
    );
    check(
        &BUILT.replace("\"t\"", "\" \""),
        &["2: CLK-1 lacks its name, text or source"],
    );
    check(&BUILT.replace("done", "planned"), &["2: CLK-1 is planned"]);
    check(
        &format!("{BUILT}reason = \"because\"\n"),
        &["2: CLK-1 is done"],
    );
    check(
        &BUILT.replace("done", "nearly"),
        &["6: unknown variant `nearly`, expected one of `done`, `partly`, `planned`"],
    );
}

#[test]
fn a_built_rule_is_cited_by_code_and_by_a_test() {
    let code = ("cpis/rules/src/clock.rs", "/// Never back. CLK-1.\n");
    let test = ("cpis/rules/tests/it/clock.rs", "// CLK-1\n");
    let elsewhere = ("xtask/src/a.rs", "// CLK-1\n");
    assert_eq!(unlinked(BUILT, &[code, test]), Vec::<String>::new());
    assert_eq!(
        unlinked(BUILT, &[code, elsewhere]),
        ["requirements/clk.toml:2: CLK-1 is done, but no test cites it"]
    );
    assert_eq!(
        unlinked(BUILT, &[test]),
        ["requirements/clk.toml:2: CLK-1 is done, but no code cites it"]
    );
}

#[test]
fn a_rule_is_excused_by_a_written_exception_or_by_being_planned() {
    let excepted = format!("{BUILT}exception = \"it is about the documentation\"\n");
    let planned = BUILT.replace("\"done\"", "\"planned\"\nreason = \"later\"");
    assert_eq!(unlinked(&excepted, &[]), Vec::<String>::new());
    assert_eq!(unlinked(&planned, &[]), Vec::<String>::new());
}

#[test]
fn a_number_that_no_rule_has_is_found() {
    let excepted = format!("{BUILT}exception = \"it is about the documentation\"\n");
    assert_eq!(
        unlinked(&excepted, &[("loadgen/src/lib.rs", "\n// CLK-9\n")]),
        ["loadgen/src/lib.rs:2: there is no rule CLK-9"]
    );
}

#[test]
fn a_test_is_what_is_compiled_for_tests_only() {
    let inside = "//! CLK-1\n#[cfg(test)]\nmod tests {\n    // CLK-1\n}\n";
    assert_eq!(
        unlinked(BUILT, &[("reports/src/a.rs", inside)]),
        Vec::<String>::new()
    );
    let page = ("reports/templates/run.html", "{# CLK-1 #}\n");
    let test = ("reports/tests/it/page.rs", "// CLK-1\n");
    assert_eq!(unlinked(BUILT, &[page, test]), Vec::<String>::new());
    let declared = ("reports/src/a.rs", "//! CLK-1\n#[cfg(test)]\nmod laws;\n");
    let law = ("reports/src/a/laws.rs", "// CLK-1\n");
    assert_eq!(unlinked(BUILT, &[declared, law]), Vec::<String>::new());
}
