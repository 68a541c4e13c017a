//! What to try after a failure: asked of the error of whichever crate failed.

use std::error::Error;

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
    error.downcast_ref::<spikebook_schema::Error>().and_then(spikebook_schema::Error::hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_crate_is_asked() {
        let unknown_unit = spikebook_schema::Unit::parse("hz").expect_err("case matters");
        assert!(hint_of(&unknown_unit).expect("a hint").contains("`Hz`"));
        let strange = std::io::Error::other("of no crate of ours");
        assert_eq!(hint_of(&strange), None);
    }
}
