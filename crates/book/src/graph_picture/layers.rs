//! Which layer each box stands in, and the bends of wires that cross layers.

/// A graph whose wires lead from one layer to the next.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Layered {
    /// The layer of each box, then of each bend.
    pub(super) layer: Vec<usize>,
    /// The boxes and bends of each wire, from above to below.
    pub(super) wires: Vec<Vec<usize>>,
}

impl Layered {
    /// Layers for boxes, each of which stands behind those that it needs: as high as they allow, but what
    /// needs nothing stands right above what first needs it.
    pub(super) fn of(needs: &[Vec<usize>]) -> Self {
        let mut layer: Vec<usize> = Vec::with_capacity(needs.len());
        for sources in needs {
            layer.push(sources.iter().map(|&source| layer[source] + 1).max().unwrap_or(0));
        }
        for position in 0..needs.len() {
            let readers = (0..needs.len()).filter(|&reader| needs[reader].contains(&position));
            if needs[position].is_empty()
                && let Some(first) = readers.map(|reader| layer[reader]).min()
            {
                layer[position] = first - 1;
            }
        }
        let mut wires = Vec::new();
        for (reader, sources) in needs.iter().enumerate() {
            for &source in sources {
                let mut wire = vec![source];
                for bend in layer[source] + 1..layer[reader] {
                    wire.push(layer.len());
                    layer.push(bend);
                }
                wire.push(reader);
                wires.push(wire);
            }
        }
        Self { layer, wires }
    }

    /// Pairs of neighbours in one layer and the next.
    pub(super) fn steps(&self) -> impl Iterator<Item = (usize, usize)> {
        self.wires.iter().flat_map(|wire| wire.windows(2).map(|step| (step[0], step[1])))
    }

    /// The neighbours of each box and bend in the layer above and in the one below.
    pub(super) fn neighbours(&self) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
        let mut above = vec![Vec::new(); self.layer.len()];
        let mut below = vec![Vec::new(); self.layer.len()];
        for (upper, lower) in self.steps() {
            above[lower].push(upper);
            below[upper].push(lower);
        }
        (above, below)
    }
}
