//! What a student gets: data as CSV and Parquet, what its columns are, the questions, a sheet to
//! fill.
//!
//! Nothing here comes from the key but the text of the questions and the words to choose from.

use spikebook_data::{Table, parquet_file};
use spikebook_schema::ColumnType;

use crate::key::{Answer, Key, KeyQuestion};
use crate::variant::Variant;

/// The name of the sheet to fill.
pub(crate) const ANSWERS: &str = "answers.csv";

/// The name of the page that explains the others.
pub(crate) const README: &str = "README.md";

/// The names of all files of a student's folder.
pub(crate) fn file_names(tables: impl Iterator<Item = String>) -> Vec<String> {
    let mut names = vec![README.to_owned(), ANSWERS.to_owned()];
    names.extend(tables.flat_map(|name| [format!("{name}.csv"), format!("{name}.parquet")]));
    names
}

/// All files of a student's folder, in the order of [`file_names`].
pub(crate) fn files(
    key: &Key,
    introduction: &str,
    student: &str,
    variant: &Variant,
) -> Result<Vec<Vec<u8>>, spikebook_data::Error> {
    let questions: Vec<(&KeyQuestion, &Answer)> = key
        .questions
        .iter()
        .filter_map(|question| Some((question, variant.key.answers.get(&question.id)?)))
        .collect();
    let mut files = vec![
        readme(&key.title, introduction, student, &variant.files, &questions).into_bytes(),
        answers_sheet(&questions),
    ];
    for (_, table) in &variant.files {
        files.push(csv_bytes(table)?);
        files.push(parquet_file::to_bytes(table)?);
    }
    Ok(files)
}

fn readme(
    title: &str,
    introduction: &str,
    student: &str,
    files: &[(String, Table)],
    questions: &[(&KeyQuestion, &Answer)],
) -> String {
    let mut parts = vec![
        format!("# {title}"),
        format!("These are the data and questions of `{student}`; everybody has others."),
    ];
    if !introduction.trim().is_empty() {
        parts.push(introduction.trim().into());
    }
    parts.push("## Data".into());
    parts.push(
        "Every table is there twice: as CSV, and as Parquet with the units of its columns in the file."
            .into(),
    );
    parts.extend(files.iter().map(|(name, table)| data_section(name, table)));
    parts.push("## Questions".into());
    for (question, answer) in questions {
        parts.push(format!("### {}", question.id));
        parts.push(answer.text().trim().into());
        parts.push(format!("{} {}", how_to_answer(question, answer), points(question)));
    }
    parts.push("## How to hand in".into());
    parts.push(format!(
        "Fill the column `answer` of `{ANSWERS}`, one line a question, with a decimal point; fill `unit` \
         too where a question asks for it. Hand in that file."
    ));
    parts.join("\n\n") + "\n"
}

fn data_section(name: &str, table: &Table) -> String {
    let mut lines = vec![
        format!("`{name}.csv`, `{name}.parquet`: {} rows", table.n_rows()),
        String::new(),
        "| column | holds | unit | what it is |".into(),
        "|---|---|---|---|".into(),
    ];
    lines.extend(table.schema().columns.iter().map(|column| {
        let holds = column.column_type;
        format!("| `{}` | {holds} | {} | {} |", column.name, column.unit, column.description)
    }));
    lines.join("\n")
}

fn how_to_answer(question: &KeyQuestion, answer: &Answer) -> String {
    match answer {
        Answer::Word { options, .. } => format!("Answer with one of: {}.", options.join(", ")),
        Answer::Number { .. } if question.say_unit => "Answer with a number and its unit.".into(),
        Answer::Number { .. } if question.unit.is_shown() => {
            format!("Answer with a number in {} ({}).", question.unit, question.unit.spoken())
        }
        Answer::Number { .. } => "Answer with a number.".into(),
    }
}

fn points(question: &KeyQuestion) -> String {
    let word = if question.points == 1.0 { "point" } else { "points" };
    format!("({} {word})", question.points)
}

fn answers_sheet(questions: &[(&KeyQuestion, &Answer)]) -> Vec<u8> {
    let line = |(question, answer): &(&KeyQuestion, &Answer)| {
        let shown = matches!(answer, Answer::Number { .. })
            && !question.say_unit
            && question.unit.is_shown();
        let unit = if shown { question.unit.symbol() } else { "" };
        // Ids are names and symbols of units hold no comma or quote: nothing to escape.
        format!("{},,{unit}\n", question.id)
    };
    let lines: String = questions.iter().map(line).collect();
    format!("question,answer,unit\n{lines}").into_bytes()
}

/// A table as CSV: numbers in the fewest digits that give them back, empty cells empty.
fn csv_bytes(table: &Table) -> Result<Vec<u8>, spikebook_data::Error> {
    let columns = &table.schema().columns;
    let mut cells: Vec<Vec<String>> = Vec::with_capacity(columns.len());
    for column in columns {
        let name = &column.name;
        let or_empty = |cell: Option<String>| cell.unwrap_or_default();
        cells.push(match column.column_type {
            ColumnType::Integer => table
                .optional_integers(name)?
                .into_iter()
                .map(|cell| or_empty(cell.map(|whole| whole.to_string())))
                .collect(),
            ColumnType::Text => {
                table.texts(name)?.into_iter().map(|cell| or_empty(cell.map(Into::into))).collect()
            }
            ColumnType::Boolean => table
                .booleans(name)?
                .into_iter()
                .map(|cell| or_empty(cell.map(|truth| truth.to_string())))
                .collect(),
            ColumnType::Float | ColumnType::Vector => table
                .optional_floats(name)?
                .into_iter()
                .map(|cell| or_empty(cell.map(|number| format!("{number:?}"))))
                .collect(),
        });
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    let in_memory = "a buffer in memory takes every row";
    writer.write_record(columns.iter().map(|column| &column.name)).expect(in_memory);
    for row in 0..table.n_rows() {
        writer.write_record(cells.iter().map(|column| &column[row])).expect(in_memory);
    }
    Ok(writer.into_inner().expect(in_memory))
}
