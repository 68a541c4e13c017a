//! The Python dictionary that heads an NPY array, as far as its format needs it: strings, truth
//! values, and tuples of whole numbers. No nesting, so no depth to run away with.

/// A value in the dictionary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Literal {
    /// `'<f8'`.
    Text(String),
    /// `True`.
    Truth(bool),
    /// `(20000, 2)`.
    Tuple(Vec<usize>),
    /// `[('a', '<f8')]`, as it is written: the fields of a structured array.
    List(String),
}

/// What does not fit, and where.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    /// The byte, counted from the start of the text.
    pub(super) at: usize,
    /// What may stand there.
    pub(super) wanted: &'static str,
}

/// The entries of a dictionary.
pub(super) fn dictionary(text: &[u8]) -> Result<Vec<(String, Literal)>, Misfit> {
    let mut parser = Parser { text, next: 0 };
    let mut entries = Vec::new();
    parser.expect(b'{', "an opening {")?;
    while parser.peek() != Some(b'}') {
        let key = parser.string()?;
        parser.expect(b':', "a colon")?;
        entries.push((key, parser.literal()?));
        if parser.peek() != Some(b',') {
            break;
        }
        parser.next += 1;
    }
    parser.expect(b'}', "a comma or a closing }")?;
    match parser.peek() {
        None => Ok(entries),
        Some(_) => Err(parser.misfit("nothing but spaces")),
    }
}

struct Parser<'a> {
    text: &'a [u8],
    next: usize,
}

impl Parser<'_> {
    /// The next byte that is no space.
    fn peek(&mut self) -> Option<u8> {
        while self.text.get(self.next).is_some_and(u8::is_ascii_whitespace) {
            self.next += 1;
        }
        self.text.get(self.next).copied()
    }

    fn misfit(&self, wanted: &'static str) -> Misfit {
        Misfit { at: self.next, wanted }
    }

    fn expect(&mut self, byte: u8, wanted: &'static str) -> Result<(), Misfit> {
        if self.peek() != Some(byte) {
            return Err(self.misfit(wanted));
        }
        self.next += 1;
        Ok(())
    }

    fn string(&mut self) -> Result<String, Misfit> {
        let Some(quote @ (b'\'' | b'"')) = self.peek() else {
            return Err(self.misfit("a string in quotes"));
        };
        self.next += 1;
        let rest = &self.text[self.next..];
        let length = rest.iter().position(|&byte| byte == quote || byte == b'\\');
        let Some(length) = length.filter(|&length| rest[length] == quote) else {
            return Err(self.misfit("a string without escapes, in quotes"));
        };
        self.next += length + 1;
        Ok(String::from_utf8_lossy(&rest[..length]).into_owned())
    }

    fn literal(&mut self) -> Result<Literal, Misfit> {
        match self.peek() {
            Some(b'\'' | b'"') => Ok(Literal::Text(self.string()?)),
            Some(b'(') => self.tuple(),
            Some(b'[') => self.list(),
            _ => {
                for (word, truth) in [("True", true), ("False", false)] {
                    if self.text[self.next..].starts_with(word.as_bytes()) {
                        self.next += word.len();
                        return Ok(Literal::Truth(truth));
                    }
                }
                Err(self.misfit("a string, True, False, a tuple or a list"))
            }
        }
    }

    fn tuple(&mut self) -> Result<Literal, Misfit> {
        self.next += 1;
        let mut numbers = Vec::new();
        while self.peek() != Some(b')') {
            let start = self.next;
            while self.text.get(self.next).is_some_and(u8::is_ascii_digit) {
                self.next += 1;
            }
            let digits = std::str::from_utf8(&self.text[start..self.next]).unwrap_or_default();
            let number = digits.parse().map_err(|_| Misfit { at: start, wanted: "a size" })?;
            numbers.push(number);
            // Python 2 wrote long integers with a letter.
            if self.text.get(self.next) == Some(&b'L') {
                self.next += 1;
            }
            if self.peek() != Some(b',') {
                break;
            }
            self.next += 1;
        }
        self.expect(b')', "a comma or a closing )")?;
        Ok(Literal::Tuple(numbers))
    }

    /// A list up to its closing bracket, not looked into.
    fn list(&mut self) -> Result<Literal, Misfit> {
        let start = self.next;
        let mut depth = 0_usize;
        for (i, byte) in self.text[start..].iter().enumerate() {
            match byte {
                b'[' => depth += 1,
                b']' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.next = start + i + 1;
                let text = String::from_utf8_lossy(&self.text[start..self.next]);
                return Ok(Literal::List(text.into_owned()));
            }
        }
        Err(self.misfit("a list that ends"))
    }
}
