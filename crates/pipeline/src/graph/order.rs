//! An order in which stages can run, or the cycle that forbids one.

/// Positions in an order in which each comes after all that it needs; of those that could come next, the
/// one that stands first in the file. `needs[i]` are the positions that `i` needs.
///
/// # Errors
/// A cycle: each of the positions needs the next, the last the first.
pub(super) fn order(needs: &[Vec<usize>]) -> Result<Vec<usize>, Vec<usize>> {
    let mut waiting: Vec<usize> = needs.iter().map(Vec::len).collect();
    let mut needed_by = vec![Vec::new(); needs.len()];
    for (position, sources) in needs.iter().enumerate() {
        for &source in sources {
            needed_by[source].push(position);
        }
    }
    let mut ready: std::collections::BTreeSet<usize> =
        (0..needs.len()).filter(|&position| waiting[position] == 0).collect();
    let mut sorted = Vec::with_capacity(needs.len());
    while let Some(position) = ready.pop_first() {
        sorted.push(position);
        for &next in &needed_by[position] {
            waiting[next] -= 1;
            if waiting[next] == 0 {
                ready.insert(next);
            }
        }
    }
    if sorted.len() == needs.len() { Ok(sorted) } else { Err(cycle(needs, &waiting)) }
}

/// Follows what still waits until a position comes a second time.
fn cycle(needs: &[Vec<usize>], waiting: &[usize]) -> Vec<usize> {
    let stuck = |position: &usize| waiting[*position] > 0;
    let mut path: Vec<usize> = (0..needs.len()).find(|p| stuck(p)).into_iter().collect();
    while let Some(&last) = path.last() {
        let next = *needs[last].iter().find(|p| stuck(p)).expect("what waits, waits for something");
        if let Some(start) = path.iter().position(|&seen| seen == next) {
            return path.split_off(start);
        }
        path.push(next);
    }
    path
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_cycle_is_told_from_what_hangs_on_it() {
        // 0 needs 1, 1 needs 2, 2 needs 1: the cycle is 1 and 2.
        assert_eq!(order(&[vec![1], vec![2], vec![1]]), Err(vec![1, 2]));
    }

    #[test]
    fn the_file_decides_where_the_wires_do_not() {
        assert_eq!(order(&[vec![2], vec![], vec![]]), Ok(vec![1, 2, 0]));
    }

    proptest! {
        #[test]
        fn whatever_is_needed_comes_before(edges in prop::collection::vec((0usize..20, 0usize..20), 0..60)) {
            let mut needs = vec![Vec::new(); 20];
            for (a, b) in edges {
                if a != b {
                    needs[a.max(b)].push(a.min(b));
                }
            }
            let sorted = order(&needs).expect("later needs earlier only: no cycle");
            let mut place = [0; 20];
            for (at, &position) in sorted.iter().enumerate() {
                place[position] = at;
            }
            for (position, sources) in needs.iter().enumerate() {
                prop_assert!(sources.iter().all(|&source| place[source] < place[position]));
            }
        }
    }
}
