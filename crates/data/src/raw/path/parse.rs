//! From text to steps.

use super::{Index, Step, StepKind};
use crate::raw::error::{Error, Result};

/// More steps than any file nests; a longer path is a mistake.
const MOST_STEPS: usize = 256;

/// Reads a whole path.
pub(super) fn parse(text: &str) -> Result<(Option<String>, Vec<Step>)> {
    let characters: Vec<char> = text.chars().collect();
    let mut parser = Parser { text, characters, next: 0 };
    let variable = parser.variable()?;
    let mut steps = Vec::new();
    while let Some(step) = parser.step()? {
        if steps.len() == MOST_STEPS {
            let got = format!("more than {MOST_STEPS} steps");
            return Err(parser.error_at(step.position, got, "fewer"));
        }
        steps.push(step);
    }
    Ok((variable, steps))
}

struct Parser<'a> {
    text: &'a str,
    characters: Vec<char>,
    next: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.characters.get(self.next).copied()
    }

    fn skip_spaces(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.next += 1;
        }
    }

    fn variable(&mut self) -> Result<Option<String>> {
        self.skip_spaces();
        match self.peek() {
            None | Some('{' | '(' | '[' | '.') => Ok(None),
            _ => self.name().map(Some),
        }
    }

    fn step(&mut self) -> Result<Option<Step>> {
        self.skip_spaces();
        let position = self.next + 1;
        let Some(opening) = self.peek() else { return Ok(None) };
        let kind = match opening {
            '.' => {
                self.next += 1;
                StepKind::Field(self.name()?)
            }
            '{' => StepKind::Items(self.indices('}')?),
            '(' => StepKind::Part { indices: self.indices(')')?, drops_axes: false },
            '[' => StepKind::Part { indices: self.indices(']')?, drops_axes: true },
            _ => return Err(self.error("one of . { ( [ or the end")),
        };
        Ok(Some(Step { kind, position }))
    }

    /// A name: everything up to the next step, or what stands between double quotes.
    fn name(&mut self) -> Result<String> {
        let start = self.next;
        if self.peek() == Some('"') {
            self.next += 1;
            while self.peek().is_some_and(|c| c != '"') {
                self.next += 1;
            }
            if self.peek().is_none() {
                return Err(self.error("a closing double quote"));
            }
            self.next += 1;
            return Ok(self.characters[start + 1..self.next - 1].iter().collect());
        }
        while self.peek().is_some_and(|c| !".{}()[]\"".contains(c) && !c.is_whitespace()) {
            self.next += 1;
        }
        if self.next == start {
            return Err(self.error("a name"));
        }
        Ok(self.characters[start..self.next].iter().collect())
    }

    /// The indices between an opening bracket, which is next, and `closing`.
    fn indices(&mut self, closing: char) -> Result<Vec<Index>> {
        self.next += 1;
        let from_zero = closing == ']';
        let mut indices = Vec::new();
        loop {
            indices.push(self.index(from_zero)?);
            self.skip_spaces();
            match self.peek() {
                Some(',') => self.next += 1,
                Some(c) if c == closing => {
                    self.next += 1;
                    return Ok(indices);
                }
                _ => return Err(self.error(&format!(", or {closing}"))),
            }
        }
    }

    fn index(&mut self, from_zero: bool) -> Result<Index> {
        self.skip_spaces();
        if let Some('*' | ':') = self.peek() {
            self.next += 1;
            return Ok(Index::All);
        }
        let position = self.next + 1;
        let first = self.number()?;
        self.skip_spaces();
        if !from_zero && first == 0 {
            return Err(self.error_at(position, "0", "an index from 1 on, or [ ] to count from 0"));
        }
        let start = if from_zero { first } else { first - 1 };
        if self.peek() != Some(':') {
            return Ok(Index::One(start));
        }
        self.next += 1;
        self.skip_spaces();
        let position = self.next + 1;
        let stop = self.number()?;
        if stop < start {
            return Err(self.error_at(position, stop.to_string(), "an end after the start"));
        }
        Ok(Index::Range(start, stop))
    }

    fn number(&mut self) -> Result<usize> {
        let start = self.next;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.next += 1;
        }
        let digits: String = self.characters[start..self.next].iter().collect();
        if digits.is_empty() {
            return Err(self.error("a number, * or :"));
        }
        digits.parse().map_err(|_| self.error_at(start + 1, digits.clone(), "a smaller number"))
    }

    fn error(&self, wanted: &str) -> Error {
        let got = self.peek().map_or_else(|| "the end".to_owned(), |c| format!("'{c}'"));
        self.error_at(self.next + 1, got, wanted)
    }

    fn error_at(&self, position: usize, got: impl Into<String>, wanted: &str) -> Error {
        Error::PathSyntax {
            path: self.text.to_owned(),
            position,
            got: got.into(),
            wanted: wanted.to_owned(),
        }
    }
}
