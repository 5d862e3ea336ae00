use xtask::proves::{NoPlace, with_table};
use xtask::{Tree, rulebook};

const CLK: &str = "[[rule]]\nid = \"CLK-1\"\nname = \"a | b\"\ntext = \"t\"\nsource = \"ours\"\nstatus = \"partly\"\nreason = \"r\"\n";

#[test]
fn the_table_stands_between_its_markers_and_is_the_same_when_written_twice() {
    let (rules, _) = rulebook::read(&Tree::of([("requirements/clk.toml", CLK)]));
    let readme = "above\n<!-- proves:begin -->\nold\n<!-- proves:end -->\nbelow\n";
    let once = with_table(readme, &rules).unwrap();
    assert_eq!(
        once,
        "above\n<!-- proves:begin -->\n\n| rule | in a few words | comes from | state |\n\
         | --- | --- | --- | --- |\n| CLK-1 | a \\| b | ours | partly: r |\n\n\
         <!-- proves:end -->\nbelow\n"
    );
    assert_eq!(with_table(&once, &rules).unwrap(), once);
    assert_eq!(with_table("no markers", &rules), Err(NoPlace));
}
