//! stub
/// stub
#[derive(Debug)]
pub struct OrdinaryLeastSquares;
/// stub
#[derive(Debug)]
pub struct OrdinaryLeastSquaresFit;
