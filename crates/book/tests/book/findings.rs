//! What authors are told, word for word.

use crate::fake::told;

#[test]
fn references_that_lead_nowhere() {
    insta::assert_snapshot!(told(
        "# T\n\nA {{value fitt.summary.peak_rate}}, {{value fit.summry.peak_rate}} and\n\
         {{value fit.summary.peek}}, {{value fit.coefficients.x}}, {{value fit}}, {{ref fig-none}}.\n\n\
         {{figure curves.curves caption=\"c\"}}\n\n{{table fit.summary caption=\"c\" id=tab-2}}\n\n\
         {{table fit.coefficients columns=estimate,peek caption=\"c\" id=\"2\"}}\n\n\
         {{table second-fit.coefficients caption=\"c\"}}\n\n{{param curves.width}} {{param fit.x}}\n"
    ), @"");
}

#[test]
fn truth_in_a_students_book() {
    insta::assert_snapshot!(told(
        "{{value recording.truth.preferred}} {{value truth-check.errors.peak_rate}}\n\
         {{param recording.preferred_deg}}\n"
    ), @"");
}

#[test]
fn instructors_may_see_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    crate::fake::build(
        "{{value recording.truth.preferred}} {{value truth-check.errors.peak_rate}}",
        spikebook_pipeline::Audience::Instructor,
        &folder.path().join("book"),
    )
    .expect("an instructor's book");
}

#[test]
fn numerals_that_are_copies() {
    insta::assert_snapshot!(told(
        "## At 211.25 degrees\n\nThe rate is 42.5 spikes/s (28,829 spikes), right in 64.2 % within\n\
         82.1 ms, between 40.13 and 0.125; `42.5` and $42.5$ and [42.5](first-chapter.md) are not prose.\n\n\
         {{figure curves.figure caption=\"A peak of 42.499 spikes/s.\"}}\n"
    ), @"");
}

#[test]
fn formulas_that_are_no_tex() {
    insta::assert_snapshot!(told(
        "A $\\frac{1}{2$ and $\\nosuch{x}$, a lone $ too.\n\n$$\nx = \\left( 1\n$$\n"
    ), @"");
}

#[test]
fn directives_that_are_wrong() {
    insta::assert_snapshot!(told(
        "{{vaule a.b.c}} {{value}} {{value fit.summary.shift digits=0 precision=2}}\n\
         {{value fit.summary.shift digits=2 decimals=2}} {{value fit.summary.shift decimals=x}}\n\
         {{value fit.summary.shift unit=degrees}} {{value fit.summary.shift unit=s}} {{value fit.summary.weights}}\n\
         {{value fit.summary.weights index=20}} {{value fit.summary.shift index=1}} {{value fit.summary.shift more}}\n\
         {{value fit.summary.shift digits=2 digits=3}} {{value fit.summary.weights index=-1}}\n\n\
         Text {{graph}} around.\n\n{{figure curves.figure}}\n\n{{figure curves.figure caption=\"c\"}}\n\n\
         {{table fit.coefficients}}\n\n{{figure curves caption=\"c\"}}\n\n{{#include x.md}}\n"
    ), @"");
}

#[test]
fn links_that_lead_nowhere() {
    insta::assert_snapshot!(told("See [there](nowhere.md).\n"), @"");
    insta::assert_snapshot!(told("See [there](first-chapter.md#nowhere).\n"), @"");
    insta::assert_snapshot!(told("![a picture](picture.png)\n"), @"");
}
