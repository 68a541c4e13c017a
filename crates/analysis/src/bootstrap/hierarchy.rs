//! Rows in groups, groups in larger groups: animals, sessions, trials.

use std::collections::BTreeMap;

use spikebook_numeric::WideStream;

use crate::Error;

/// Nested groups of rows, from the highest level to the rows.
///
/// A replicate draws as many units of the highest level as there are, with replacement; within each
/// that was drawn as many of its units of the next level; and so on down to the rows. What varies
/// between animals then varies between replicates, which rows drawn singly would hide: a thousand
/// trials of three animals say little about animals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hierarchy {
    top: Vec<Node>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Node {
    Group(Vec<Node>),
    Row(usize),
}

impl Hierarchy {
    /// From the labels of each row, one list a level, the highest level first.
    ///
    /// Equal labels in different groups of the level above are different units. Units are in ascending
    /// order of their labels, rows in theirs.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a level, [`Error::Length`] where lists differ in length.
    pub fn from_labels(levels: &[&[usize]]) -> Result<Self, Error> {
        let Some(first) = levels.first() else {
            return Err(Error::TooFew { what: "levels of the hierarchy", got: 0, wanted: 1 });
        };
        for level in levels {
            if level.len() != first.len() {
                let (got, wanted) = (level.len(), first.len());
                return Err(Error::Length { what: "labels of a level", got, wanted });
            }
        }
        Ok(Self { top: nodes((0..first.len()).collect(), levels) })
    }

    /// Units of the highest level.
    pub fn n_units(&self) -> usize {
        self.top.len()
    }

    pub(super) fn all_rows(&self) -> Vec<usize> {
        let mut rows = Vec::new();
        self.top.iter().for_each(|node| node.collect(&mut rows));
        rows
    }

    pub(super) fn without(&self, left_out: usize) -> Vec<usize> {
        let mut rows = Vec::new();
        for (unit, node) in self.top.iter().enumerate() {
            if unit != left_out {
                node.collect(&mut rows);
            }
        }
        rows
    }

    pub(super) fn draw_into(&self, wide: &mut WideStream, rows: &mut Vec<usize>) {
        draw(&self.top, wide, rows);
    }

    /// As [`Hierarchy::draw_into`]; gives the hierarchy of the places in `rows`.
    pub(super) fn draw_again(&self, wide: &mut WideStream, rows: &mut Vec<usize>) -> Self {
        Self { top: draw_places(&self.top, wide, rows) }
    }
}

impl Node {
    fn collect(&self, rows: &mut Vec<usize>) {
        match self {
            Self::Row(row) => rows.push(*row),
            Self::Group(nodes) => nodes.iter().for_each(|node| node.collect(rows)),
        }
    }
}

fn nodes(rows: Vec<usize>, levels: &[&[usize]]) -> Vec<Node> {
    let Some((level, below)) = levels.split_first() else {
        return rows.into_iter().map(Node::Row).collect();
    };
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for row in rows {
        groups.entry(level[row]).or_default().push(row);
    }
    groups.into_values().map(|rows| Node::Group(nodes(rows, below))).collect()
}

fn draw(nodes: &[Node], wide: &mut WideStream, rows: &mut Vec<usize>) {
    for _ in nodes {
        match &nodes[wide.below(nodes.len())] {
            Node::Row(row) => rows.push(*row),
            Node::Group(below) => draw(below, wide, rows),
        }
    }
}

fn draw_places(nodes: &[Node], wide: &mut WideStream, rows: &mut Vec<usize>) -> Vec<Node> {
    let mut places = Vec::with_capacity(nodes.len());
    for _ in nodes {
        places.push(match &nodes[wide.below(nodes.len())] {
            Node::Row(row) => {
                rows.push(*row);
                Node::Row(rows.len() - 1)
            }
            Node::Group(below) => Node::Group(draw_places(below, wide, rows)),
        });
    }
    places
}
