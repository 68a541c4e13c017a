//! What to try after a failure: asked of the error of whichever crate failed.

use std::error::Error;

use spikebook_models::integration::IntegrationError;

/// The hint of an error that a body of this crate can fail with.
pub(crate) fn hint_of(error: &(dyn Error + 'static)) -> Option<String> {
    if let Some(error) = error.downcast_ref::<spikebook_analysis::Error>() {
        return error.hint();
    }
    if let Some(error) = error.downcast_ref::<spikebook_data::Error>() {
        return error.hint();
    }
    if let Some(error) = error.downcast_ref::<spikebook_data::card::Error>() {
        return error.hint();
    }
    if let Some(error) = error.downcast_ref::<spikebook_data::raw::Error>() {
        return error.hint();
    }
    if let Some(error) = error.downcast_ref::<spikebook_figures::Error>() {
        return error.hint();
    }
    if let Some(error) = error.downcast_ref::<spikebook_models::Error>() {
        let of_a_range = matches!(error, spikebook_models::Error::Parameter { .. });
        let ranges = "`spikebook stage <KIND> --help` lists what can be set, with ranges and units";
        return error.hint().or_else(|| of_a_range.then(|| ranges.into()));
    }
    if let Some(error) = error.downcast_ref::<IntegrationError>() {
        return error.hint();
    }
    error.downcast_ref::<spikebook_schema::Error>().and_then(spikebook_schema::Error::hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_crate_is_asked() {
        let unknown_unit = spikebook_schema::Unit::parse("hz").expect_err("case matters");
        assert!(hint_of(&unknown_unit).expect("a hint").contains("`Hz`"));
        let diverged = IntegrationError::Diverged { time: 1.0, state: vec![1e300] };
        assert!(hint_of(&diverged).expect("a hint").starts_with("take a shorter step"));
        let below =
            spikebook_models::neuron::leaky::Input::white(1.0, 0.0).expect_err("there is no noise");
        assert!(hint_of(&below).expect("a hint").contains("--help"));
        let strange = std::io::Error::other("of no crate of ours");
        assert_eq!(hint_of(&strange), None);
    }
}
