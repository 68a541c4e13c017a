//! What can become of an answer, in a word for the gradebook and a sentence for the student.

/// What became of one question.
///
/// No sentence tells the answer, how far it is, or on which side; those that name a likely mistake
/// say what to check.
#[derive(Clone, Debug, PartialEq)]
pub enum Status {
    /// Within the tolerance.
    Right,
    /// The right number in another unit than the one that was written or asked for.
    OtherUnit,
    /// The right number without the unit that the question asks for.
    NoUnit,
    /// A unit that is none of this quantity.
    UnknownUnit {
        /// What was written.
        got: String,
    },
    /// Right with the other sign, or counted the other way round a circle.
    WrongSign,
    /// Half a turn away.
    Opposite,
    /// Anything else.
    Wrong,
    /// Wrong here, and right for other students; the student is told that it is wrong.
    AnotherStudent {
        /// Whose.
        students: Vec<String>,
    },
    /// An empty cell.
    Empty,
    /// Not a finite number.
    NotANumber {
        /// What is wrong and what to write.
        what: String,
    },
    /// None of the words to choose from.
    NotAChoice {
        /// The words.
        options: Vec<String>,
    },
    /// Two rows that differ.
    AnsweredTwice,
    /// No row of this question.
    Missing,
    /// A file that could not be read.
    Unreadable {
        /// What stands there instead of answers.
        got: String,
    },
    /// No file.
    NotHandedIn,
}

impl Status {
    /// A word for the gradebook.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::OtherUnit => "other-unit",
            Self::NoUnit => "no-unit",
            Self::UnknownUnit { .. } => "unknown-unit",
            Self::WrongSign => "wrong-sign",
            Self::Opposite => "opposite",
            Self::Wrong => "wrong",
            Self::AnotherStudent { .. } => "another-student",
            Self::Empty => "empty",
            Self::NotANumber { .. } => "not-a-number",
            Self::NotAChoice { .. } => "not-a-choice",
            Self::AnsweredTwice => "answered-twice",
            Self::Missing => "missing",
            Self::Unreadable { .. } => "unreadable",
            Self::NotHandedIn => "not-handed-in",
        }
    }

    /// The share of a question's points that it brings.
    pub fn credit(&self, other_unit_credit: f64) -> f64 {
        match self {
            Self::Right => 1.0,
            Self::OtherUnit | Self::NoUnit => other_unit_credit,
            _ => 0.0,
        }
    }

    /// A sentence for the student.
    pub fn message(&self) -> String {
        match self {
            Self::Right => "Right.".into(),
            Self::OtherUnit => {
                "The number fits another unit than the one stated; convert it.".into()
            }
            Self::NoUnit => "The unit is missing.".into(),
            Self::UnknownUnit { got } => format!("{got} is not a unit of this quantity."),
            Self::WrongSign => "Not right; check the sign or the sense of rotation.".into(),
            Self::Opposite => "Not right; check which end the arrow points from.".into(),
            Self::Wrong | Self::AnotherStudent { .. } => "Not right.".into(),
            Self::Empty => "No answer.".into(),
            Self::NotANumber { what } => what.clone(),
            Self::NotAChoice { options } => format!("Write one of: {}.", options.join(", ")),
            Self::AnsweredTwice => "Answered twice and differently; keep one line.".into(),
            Self::Missing => "The file has no line of this question.".into(),
            Self::Unreadable { got } => {
                format!(
                    "The file is not the answer sheet: got {got}, wanted CSV with columns question, answer, unit."
                )
            }
            Self::NotHandedIn => "Nothing was handed in.".into(),
        }
    }

    /// A sentence for the instructor.
    pub fn instructor_message(&self) -> String {
        match self {
            Self::AnotherStudent { students } => {
                format!("Not right, and right for the data of {}.", students.join(", "))
            }
            other => other.message(),
        }
    }
}
