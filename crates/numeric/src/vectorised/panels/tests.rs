use pulp::Scalar;
#[cfg(target_arch = "x86_64")]
use pulp::x86::V3;

use super::given_rows::{AddRowProducts, AddWeightedGivenRows};
use super::*;
use crate::Seed;

const ROWS: usize = 12;

fn panels(n: usize, purpose: &str) -> Vec<Panel<ROWS>> {
    let mut draws = Seed::from_name("panels").replicate(purpose, 0);
    (0..n)
        .map(|_| std::array::from_fn(|_| std::array::from_fn(|_| draws.standard_normal())))
        .collect()
}

#[derive(Clone, Copy)]
enum Width {
    One,
    #[cfg(target_arch = "x86_64")]
    Four(V3),
    Widest,
}

impl Width {
    fn run(self, kernel: impl Kernel) {
        match self {
            Self::One => Simd::vectorize(Scalar::new(), InVectors(kernel)),
            #[cfg(target_arch = "x86_64")]
            Self::Four(simd) => Simd::vectorize(simd, InVectors(kernel)),
            Self::Widest => dispatch(kernel),
        }
    }
}

/// The bits of what each kernel makes with these vectors.
fn bits_of(width: Width) -> Vec<u64> {
    let (left, right) = (panels(3, "left"), panels(3, "right"));
    let factors: [f64; ROWS] = std::array::from_fn(|row| right[0][row][3]);
    let mut tiles = vec![[[0.25; LANES]; LANES]; 6];
    width.run(AddGram { tiles: &mut tiles, left: &left, right: &right });
    let mut sums = [[0.5; LANES]; ROWS];
    width.run(AddProducts { sums: &mut sums, panels: &left, factors: &right[0][..3] });
    let mut totals = vec![[0.75; LANES]; 3];
    width.run(AddWeightedRows { sums: &mut totals, panels: &left, factors: &factors });
    let mut scaled = panels(3, "anything");
    width.run(ScaleRows { scaled: &mut scaled, panels: &left, factors: &factors });
    let mut standard = panels(3, "anything");
    let rows: Vec<Vec<f64>> =
        (0..5).map(|row| left[row % 3].as_flattened()[..26].to_vec()).collect();
    width.run(StandardiseRows {
        panels: &mut standard,
        n: 5,
        row: |row: usize| rows[row].as_slice(),
        centres: &right[1][..3],
        factors: &right[2][..3],
    });
    let flat: Vec<f64> = panels(6, "rows").as_flattened().as_flattened().to_vec();
    // Eleven rows of five whole panels and two numbers more.
    let given = GivenRows {
        values: &flat[..11 * 42],
        n_columns: 42,
        centres: &right[1][..5],
        scales: &right[2][..5],
    };
    let mut products = [[0.5; LANES]; ROWS];
    width.run(AddRowProducts { sums: &mut products, rows: given, factors: &left[1][..5] });
    let mut slants = vec![[0.75; LANES]; 5];
    width.run(AddWeightedGivenRows { sums: &mut slants, rows: given, factors: &factors[..11] });
    let all = [
        tiles.as_flattened(),
        &sums,
        &totals,
        scaled.as_flattened(),
        standard.as_flattened(),
        &products,
        &slants,
    ];
    all.iter().flat_map(|lanes| lanes.as_flattened()).map(|value| value.to_bits()).collect()
}

#[test]
fn every_width_gives_the_same_bits() {
    let mut widths = vec![Width::One, Width::Widest];
    #[cfg(target_arch = "x86_64")]
    widths.extend(V3::try_new().map(Width::Four));
    let all: Vec<Vec<u64>> = widths.into_iter().map(bits_of).collect();
    for other in &all[1..] {
        assert_eq!(&all[0], other);
    }
}

#[test]
fn sums_are_those_of_the_definition() {
    // Whole numbers: every order of addition is exact.
    let whole = |panels: Vec<Panel<ROWS>>| -> Vec<Panel<ROWS>> {
        panels.iter().map(|panel| panel.map(|row| row.map(|x| (4.0 * x).round()))).collect()
    };
    let (left, right) = (whole(panels(3, "left")), whole(panels(3, "right")));
    let entry = |panels: &[Panel<ROWS>], row: usize, column: usize| {
        panels[column / LANES][row][column % LANES]
    };
    let mut tiles = vec![[[1.0; LANES]; LANES]; 6];
    add_gram(&mut tiles, &left, &right);
    let pairs = [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)];
    for (tile, (i, j)) in tiles.iter().zip(pairs) {
        for (a, b) in (0..LANES).flat_map(|a| (0..LANES).map(move |b| (a, b))) {
            let terms = (0..ROWS)
                .map(|row| entry(&left, row, LANES * i + a) * entry(&right, row, LANES * j + b));
            assert_eq!(tile[a][b], 1.0 + terms.sum::<f64>());
        }
    }
    let mut totals = vec![[0.0; LANES]; 3];
    let factors: [f64; ROWS] = std::array::from_fn(|row| row as f64 - 5.0);
    add_weighted_rows(&mut totals, &left, &factors);
    let mut sums = [[0.0; LANES]; ROWS];
    add_products(&mut sums, &left, &right[0][..3]);
    let mut scaled = left.clone();
    scale_rows(&mut scaled, &left, &factors);
    for column in 0..3 * LANES {
        let (panel, lane) = (column / LANES, column % LANES);
        let terms = (0..ROWS).map(|row| factors[row] * entry(&left, row, column));
        assert_eq!(totals[panel][lane], terms.sum::<f64>());
        for row in 0..ROWS {
            assert_eq!(entry(&scaled, row, column), factors[row] * entry(&left, row, column));
            let terms = (0..3).map(|panel| left[panel][row][lane] * right[0][panel][lane]);
            assert_eq!(sums[row][lane], terms.sum::<f64>());
        }
    }
}

#[test]
fn a_row_fills_whole_panels_only() {
    let mut standard = vec![[[9.0; LANES]; ROWS]; 2];
    let row: Vec<f64> = (0..13).map(f64::from).collect();
    standardise_rows(&mut standard, 1, |_| &row, &[[1.0; LANES]; 2], &[[2.0; LANES]; 2]);
    assert_eq!(standard[0][0], [-2.0, 0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0]);
    assert_eq!((standard[0][1], standard[1][0]), ([9.0; LANES], [9.0; LANES]));
}

/// Rows that are standardised as they are read give what panels give, to the last bit.
#[test]
fn given_rows_are_multiplied_as_panels_are() {
    let flat: Vec<f64> = panels(7, "rows").as_flattened().as_flattened().to_vec();
    let (centres, scales) = (&panels(1, "centres")[0], &panels(1, "scales")[0]);
    let factors = &panels(1, "factors")[0];
    for n_panels in [1, 4, 5, 6] {
        for n in 1..=ROWS {
            let n_columns = n_panels * LANES + 1;
            let values = &flat[..n * n_columns];
            let mut standard = vec![[[0.0; LANES]; ROWS]; n_panels];
            let row = |i: usize| &values[i * n_columns..(i + 1) * n_columns];
            standardise_rows(&mut standard, n, row, centres, scales);
            let mut wanted = [[0.0; LANES]; ROWS];
            add_products(&mut wanted, &standard, &factors[..n_panels]);
            let given = GivenRows { values, n_columns, centres, scales };
            let mut got = [[0.0; LANES]; ROWS];
            add_row_products(&mut got, given, &factors[..n_panels]);
            assert_eq!(got[..n], wanted[..n], "{n} rows of {n_panels} panels");
            let weights: [f64; ROWS] = std::array::from_fn(|row| factors[row][7]);
            let (mut wanted, mut got) =
                (vec![[0.25; LANES]; n_panels], vec![[0.25; LANES]; n_panels]);
            add_weighted_rows(&mut wanted, &standard, &weights);
            add_weighted_given_rows(&mut got, given, &weights);
            assert_eq!(got, wanted, "{n} rows of {n_panels} panels");
            got.fill([0.25; LANES]);
            add_weighted_given_rows(&mut got, given, &weights[..n]);
            assert_eq!(got, wanted, "{n} weights of {n_panels} panels");
        }
    }
}
