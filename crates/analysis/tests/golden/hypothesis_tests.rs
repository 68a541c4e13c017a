//! Tests against SciPy's numbers.

use spikebook_analysis::circular::{RayleighTest, Turn};
use spikebook_analysis::estimation::Distribution;
use spikebook_analysis::hypothesis::{
    Alternative, Correlation, CorrelationTest, EqualVariancesTest, KolmogorovSmirnovTest,
    KruskalWallisTest, MannWhitneyTest, OneWayAnova, PValue, ShapiroWilkTest, SignedRankTest,
    TTest, TwoWayAnova,
};
use spikebook_numeric::special::normal_cdf;

use crate::case::Case;

#[test]
fn directions_in_radians() {
    let Some(case) = Case::golden("hypothesis_tests") else { return };
    let angles = case.column("angles.csv", "theta").to_vec();
    case.check_scalar("circ_mean", Turn::RADIANS.mean(&angles).expect("a direction"));
    let test = RayleighTest::of(&angles, Turn::RADIANS).expect("finite angles");
    case.check_scalar("vector_strength", test.resultant_length);
    case.check_scalar("rayleigh_z", test.z);
    case.check_scalar("rayleigh_p_zar", test.p_value);
    let likeliest = Distribution::VonMises.fit(&angles).expect("a fit");
    case.check_scalar("vonmises_kappa_ml", likeliest.estimates()[1]);
}

#[test]
fn samples_of_the_golden_case() {
    let Some(case) = Case::golden("hypothesis_tests") else { return };
    let column = |name: &str| case.column(&format!("{name}.csv"), name).to_vec();
    let (a, b, g3) = (column("a"), column("b"), column("g3"));
    let first = &a[..11];
    let two = Alternative::TwoSided;
    let t = |test: TTest| [test.t, test.p];
    case.check("t_student", t(TTest::two_sample(&a, &b, two).expect("a test")));
    case.check("t_welch", t(TTest::welch(&a, &b, two).expect("a test")));
    case.check("t_paired_a11_b", t(TTest::paired(first, &b, two).expect("a test")));
    let u = |p_value| MannWhitneyTest::of(&a, &b, two, p_value).expect("a test");
    case.check("mannwhitney_exact", [u(PValue::Exact).u, u(PValue::Exact).p]);
    case.check("mannwhitney_asymptotic_cc", [u(PValue::Normal).u, u(PValue::Normal).p]);
    let w = SignedRankTest::paired(first, &b, two, PValue::Exact).expect("a test");
    case.check("wilcoxon_exact", [w.positive_rank_sum.min(w.negative_rank_sum), w.p]);
    let ks = KolmogorovSmirnovTest::two_sample(&a, &b).expect("a test");
    case.check("ks_2samp_exact", [ks.d, ks.p]);
    let ks = KolmogorovSmirnovTest::one_sample(&a, normal_cdf).expect("a test");
    case.check("ks_1samp_norm_exact", [ks.d, ks.p]);
    let groups: [&[f64]; 3] = [&a, &b, &g3];
    let anova = OneWayAnova::of(&groups).expect("a test");
    case.check("anova", [anova.f, anova.p]);
    let kruskal = KruskalWallisTest::of(&groups).expect("a test");
    case.check("kruskal", [kruskal.h, kruskal.p]);
    let levene = EqualVariancesTest::brown_forsythe(&groups).expect("a test");
    case.check("levene_median", [levene.f, levene.p]);
    for (name, kind) in [
        ("pearson", Correlation::Pearson),
        ("spearman", Correlation::Spearman),
        ("kendall", Correlation::Kendall),
    ] {
        let test = CorrelationTest::of(kind, first, &b).expect("a test");
        case.check(name, [test.coefficient, test.p]);
    }
    let shapiro = ShapiroWilkTest::of(&a).expect("a test");
    case.check("shapiro", [shapiro.w, shapiro.p]);
}

#[test]
fn samples_of_the_committed_case() {
    let case = Case::reference("hypothesis_tests");
    let column = |name: &str| {
        let cells = case.column("data.csv", name).to_vec();
        cells.into_iter().filter(|cell| cell.is_finite()).collect::<Vec<f64>>()
    };
    let (hits, misses, others) = (column("hit_ms"), column("miss_ms"), column("other_ms"));
    let (before, after) = (column("before_hz"), column("after_hz"));
    for (name, alternative) in [
        ("two_sided", Alternative::TwoSided),
        ("greater", Alternative::Greater),
        ("less", Alternative::Less),
    ] {
        let check = |test: &str, got: [f64; 2]| case.check(&format!("{test}_{name}"), got);
        let t = TTest::welch(&hits, &misses, alternative).expect("a test");
        check("welch", [t.t, t.p]);
        let (low, high) = t.confidence_interval(0.9).expect("a level");
        let finite = |end: f64| if end.is_finite() { end } else { end.signum() * 1e300 };
        check("welch_interval", [finite(low), finite(high)]);
        let t = TTest::one_sample(&hits, 250.0, alternative).expect("a test");
        check("one_sample", [t.t, t.p]);
        let u = MannWhitneyTest::of(&hits, &misses, alternative, PValue::Normal).expect("a test");
        check("mann_whitney", [u.u, u.p]);
        let u = MannWhitneyTest::of(&hits, &misses, alternative, PValue::Exact).expect("a test");
        check("mann_whitney_exact", [u.u, u.p]);
        let w = SignedRankTest::paired(&after, &before, alternative, PValue::Normal);
        let w = w.expect("a test");
        check("signed_rank", [w.positive_rank_sum, w.p]);
    }
    let groups: [&[f64]; 3] = [&hits, &misses, &others];
    let kruskal = KruskalWallisTest::of(&groups).expect("a test");
    case.check("kruskal", [kruskal.h, kruskal.p]);
    let levene = EqualVariancesTest::levene(&groups).expect("a test");
    case.check("levene_mean", [levene.f, levene.p]);
    let ks = KolmogorovSmirnovTest::two_sample(&before, &after).expect("a test");
    case.check("ks", [ks.d, ks.p]);
    for (name, kind) in [
        ("pearson", Correlation::Pearson),
        ("spearman", Correlation::Spearman),
        ("kendall", Correlation::Kendall),
    ] {
        let test = CorrelationTest::of(kind, &before, &after).expect("a test");
        case.check(name, [test.coefficient, test.p]);
    }
    let pearson = CorrelationTest::of(Correlation::Pearson, &before, &after).expect("a test");
    let (low, high) = pearson.confidence_interval(0.95).expect("a level");
    case.check("pearson_interval", [low, high]);
    let shapiro = ShapiroWilkTest::of(&before).expect("a test");
    case.check("shapiro", [shapiro.w, shapiro.p]);

    let level = |name: &str| -> Vec<usize> {
        case.column("table.csv", name).iter().map(|cell| *cell as usize).collect()
    };
    let values = case.column("table.csv", "rate_hz").to_vec();
    let table = TwoWayAnova::of(&values, &level("drug"), &level("sex")).expect("a table");
    let effects = [table.first, table.second, table.interaction];
    let flat =
        effects.iter().flat_map(|effect| [effect.squares, effect.degrees, effect.f, effect.p]);
    case.check("two_way", flat);
    case.check("two_way_within", [table.within_squares, table.within_degrees]);
}

#[test]
fn distances_from_a_known_distribution() {
    let case = Case::reference("hypothesis_tests");
    let rows = case.expected("ks_one_sample")["value"].as_array().expect("rows").clone();
    for row in rows {
        let [n, d, p] = [0, 1, 2].map(|at| row[at].as_f64().expect("a number"));
        // Values whose distribution lies d above the line at the first of them, and no further anywhere.
        let n = n as usize;
        let values: Vec<f64> = (0..n).map(|k| ((k as f64 + 1.0) / n as f64 - d).max(0.0)).collect();
        let test = KolmogorovSmirnovTest::one_sample(&values, |x| x).expect("a test");
        assert!((test.d / d - 1.0).abs() < 1e-10, "{n}: {} for {d}", test.d);
        let error = test.p / p - 1.0;
        assert!(
            error.abs() < 1e-6 || (test.p - p).abs() < 1e-12,
            "n = {n}, d = {d}: {} for {p}",
            test.p
        );
    }
}

#[test]
fn directions_in_degrees() {
    let case = Case::reference("circular");
    let angles = case.column("angles.csv", "angle_deg").to_vec();
    let weights = case.column("angles.csv", "weight").to_vec();
    let turn = Turn::DEGREES;
    case.check_scalar("mean_deg", turn.mean(&angles).expect("a direction"));
    let mean = turn.weighted_mean(&angles, &weights).expect("a direction");
    case.check_scalar("weighted_mean_deg", mean);
    case.check_scalar("weighted_length", turn.weighted_resultant_length(&angles, &weights));
    let test = RayleighTest::of(&angles, turn).expect("finite angles");
    case.check_scalar("resultant_length", test.resultant_length);
    case.check_scalar("rayleigh_z", test.z);
    case.check_scalar("rayleigh_p", test.p_value);
}

#[test]
fn nist_analyses_of_variance() {
    for name in ["SiRstv", "SmLs01", "SmLs03", "SmLs04", "SmLs06", "SmLs07", "SmLs09"] {
        let Some(case) = Case::golden_if_there(&format!("nist_anova_{name}")) else { return };
        let columns = case.columns("data.csv");
        let factor = columns.keys().find(|column| *column != "y").expect("a factor").clone();
        let mut groups: Vec<Vec<f64>> = Vec::new();
        for (level, y) in columns[&factor].iter().zip(&columns["y"]) {
            let at = *level as usize - 1;
            if at >= groups.len() {
                groups.resize(at + 1, Vec::new());
            }
            groups[at].push(*y);
        }
        let slices: Vec<&[f64]> = groups.iter().map(Vec::as_slice).collect();
        let anova = OneWayAnova::of(&slices).expect("a test");
        case.check_scalar("f_stat", anova.f);
        case.check_scalar("ss_between", anova.between_squares);
        case.check_scalar("ss_within", anova.within_squares);
    }
}
