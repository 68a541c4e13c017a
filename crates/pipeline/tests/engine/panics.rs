//! A defect in a kind is a failed stage, not the end of the run.

use spikebook_pipeline::{Catalogue, Example, Failure, Instance, Kind, Port, Stage, Task};
use spikebook_schema::TableSchema;

use crate::toy::{Nothing, Source, Toy};

struct Defective;

impl Stage for Defective {
    const NAME: &'static str = "defective";
    const SUMMARY: &'static str = "Panic";
    type Params = Nothing;
    fn inputs() -> Vec<Port> {
        vec![]
    }
    fn outputs() -> Vec<Port> {
        vec![Port::table("table", TableSchema::at_least("table", [])).described("nothing")]
    }
    fn example() -> Example {
        Example::default()
    }
    fn run(_: &Nothing, _: &mut Task<'_>) -> Result<(), Failure> {
        panic!("the sky fell")
    }
}

const PIPELINE: &str = r#"
title = "Panics"
[[stage]]
id = "broken"
kind = "defective"
[[stage]]
id = "sound"
kind = "count-to"
"#;

#[test]
fn a_body_that_panics_fails_and_the_others_go_on() {
    for jobs in [1, 2] {
        let toy = Toy::new(PIPELINE);
        let catalogue =
            Catalogue::new([Kind::of::<Defective>("1"), Kind::of::<Source>("1")], |_| None);
        let graph = toy.graph_of(&Instance::default(), &catalogue).expect("sound");
        let (report, lines) = toy.run_graph(&graph, jobs, &[]);
        assert_eq!(lines, ["failed broken", "ran sound"]);
        let error = report.expect_err("fails").to_string();
        assert_eq!(error, "pipeline `toy`, stage `broken` (defective): panicked: the sky fell");
    }
}
