//! Entropy and information with and without corrections.

use spikebook_analysis::information::{
    Correction, JointCounts, entropy_bits, expected_responses, miller_madow_entropy_bits,
};

use crate::case::Case;

#[test]
fn counts_about_four_stimuli() {
    let Some(case) = Case::golden("mutual_information") else { return };
    let whole = |name| -> Vec<usize> {
        case.column("sr.csv", name).iter().map(|&value| value as usize).collect()
    };
    let joint = JointCounts::of_trials(&whole("s"), &whole("r")).expect("trials");
    let bits = |correction| joint.mutual_information_bits(correction);
    case.check_scalar("plugin_bits", bits(Correction::None));
    case.check_scalar("miller_madow_bits", bits(Correction::MillerMadow));
    case.check_scalar("pt_naive_bits", bits(Correction::MillerMadow));
    case.check_scalar("pt_bayes_bits", bits(Correction::PanzeriTreves));
    let of_responses = joint.counts().sum_axis(ndarray::Axis(0)).to_vec();
    let n_responses = of_responses.iter().filter(|count| **count > 0).count();
    let table = joint.counts();
    let expected =
        table.rows().into_iter().map(|row| expected_responses(&row.to_vec(), n_responses));
    case.check("pt_bayes_Rs", expected.collect::<Vec<_>>());
    case.check_scalar("entropy_r_plugin_bits", entropy_bits(&of_responses).expect("trials"));
    case.check_scalar("entropy_r_plugin_bits", joint.response_entropy_bits());
    let miller = miller_madow_entropy_bits(&of_responses).expect("trials");
    case.check_scalar("entropy_r_miller_madow_bits", miller);

    // Skaggs: responses are counts, stimuli the places, trials of equal length the time in them.
    let (stimuli, responses) = (whole("s"), whole("r"));
    let mut seconds = vec![0.0; 4];
    let mut spikes = vec![0; 4];
    for (&s, &r) in stimuli.iter().zip(&responses) {
        seconds[s] += 1.0;
        spikes[s] += r as u32;
    }
    let skaggs =
        spikebook_analysis::spike_trains::spatial_information::bits_per_spike(&seconds, &spikes);
    case.check_scalar("skaggs_bits_per_spike", skaggs.expect("spikes"));
}
