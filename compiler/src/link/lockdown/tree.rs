//! Decision trees over the numbers of system calls.
//!
//! In comes what is to happen to each number, out goes the tree of comparisons
//! that takes the fewest on average.

/// What happens to numbers: a stretch of them up to the next one's start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch<T> {
    pub start: u32,
    pub outcome: T,
    /// How much it matters that it is found soon.
    pub weight: u64,
}

/// A tree; numbers are smaller than the first stretch's start nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree<T> {
    Outcome(T),
    /// Compares with `operand`.
    Test {
        comparison: Comparison,
        operand: u32,
        if_true: Box<Tree<T>>,
        if_false: Box<Tree<T>>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    AtLeast,
}

/// The cheapest tree for some stretches, of which there is at least one.
pub fn cheapest<T: Copy + PartialEq>(stretches: &[Stretch<T>]) -> Tree<T> {
    let count = stretches.len();
    // The cost of each range of stretches, and where it is divided. An optimal
    // binary search tree, by dynamic programming.
    let mut best = vec![vec![(0u64, Division::Leaf); count]; count];
    for length in 2..=count {
        for first in 0..=count - length {
            let last = first + length - 1;
            let range = &stretches[first..=last];
            let weight: u64 = range.iter().map(|stretch| stretch.weight).sum();
            let split = |at: usize| best[first][at - 1].0 + best[at][last].0 + weight;
            let at = (first + 1..=last).min_by_key(|&at| split(at)).expect("two or more");
            let mut choice = (split(at), Division::At(at));
            if is_one_among_others(range) && weight < choice.0 {
                choice = (weight, Division::One(first + 1));
            }
            best[first][last] = choice;
        }
    }
    build(stretches, &best, 0, count - 1)
}

/// How a range of stretches is told apart.
#[derive(Clone, Copy)]
enum Division {
    Leaf,
    /// Into those before this one and the rest.
    At(usize),
    /// Into this one, of a single number, and all others.
    One(usize),
}

/// Whether a single number stands out of what is otherwise the same.
fn is_one_among_others<T: PartialEq>(range: &[Stretch<T>]) -> bool {
    match range {
        [before, one, after] => before.outcome == after.outcome && after.start == one.start + 1,
        _ => false,
    }
}

fn build<T: Copy>(
    stretches: &[Stretch<T>],
    best: &[Vec<(u64, Division)>],
    first: usize,
    last: usize,
) -> Tree<T> {
    let test = |comparison, at: usize, if_true, if_false| Tree::Test {
        comparison,
        operand: stretches[at].start,
        if_true: Box::new(if_true),
        if_false: Box::new(if_false),
    };
    match best[first][last].1 {
        Division::Leaf => Tree::Outcome(stretches[first].outcome),
        Division::One(one) => test(
            Comparison::Equal,
            one,
            Tree::Outcome(stretches[one].outcome),
            Tree::Outcome(stretches[first].outcome),
        ),
        Division::At(at) => test(
            Comparison::AtLeast,
            at,
            build(stretches, best, at, last),
            build(stretches, best, first, at - 1),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find<T: Copy>(tree: &Tree<T>, number: u32) -> T {
        match tree {
            Tree::Outcome(outcome) => *outcome,
            Tree::Test { comparison, operand, if_true, if_false } => {
                let holds = match comparison {
                    Comparison::Equal => number == *operand,
                    Comparison::AtLeast => number >= *operand,
                };
                find(if holds { if_true } else { if_false }, number)
            }
        }
    }

    fn depth<T>(tree: &Tree<T>) -> usize {
        match tree {
            Tree::Outcome(_) => 0,
            Tree::Test { if_true, if_false, .. } => 1 + depth(if_true).max(depth(if_false)),
        }
    }

    fn stretches(of: &[(u32, char, u64)]) -> Vec<Stretch<char>> {
        of.iter().map(|&(start, outcome, weight)| Stretch { start, outcome, weight }).collect()
    }

    #[test]
    fn every_number_comes_to_its_outcome() {
        let all = stretches(&[
            (0, 'a', 2),
            (2, 'n', 13),
            (15, 'a', 1),
            (16, 'c', 1),
            (17, 'n', 214),
            (231, 'a', 1),
            (232, 'n', 300),
        ]);
        let tree = cheapest(&all);
        for number in (0..600).chain([u32::MAX]) {
            let expected = all.iter().rev().find(|stretch| stretch.start <= number);
            assert_eq!(find(&tree, number), expected.expect("the first starts at 0").outcome);
        }
    }

    #[test]
    fn what_matters_is_found_first() {
        let tree = cheapest(&stretches(&[(0, 'n', 1), (5, 'a', 1), (6, 'b', 1), (9, 'n', 1000)]));
        let Tree::Test { operand: 9, if_true, .. } = &tree else { panic!("{tree:?}") };
        assert_eq!(**if_true, Tree::Outcome('n'));
    }

    #[test]
    fn a_single_number_takes_one_comparison() {
        assert_eq!(depth(&cheapest(&stretches(&[(0, 'n', 9), (7, 'a', 1), (8, 'n', 9)]))), 1);
        assert_eq!(depth(&cheapest(&stretches(&[(0, 'n', 9), (7, 'a', 2), (9, 'n', 9)]))), 2);
        assert_eq!(depth(&cheapest(&stretches(&[(0, 'n', 9)]))), 0);
    }
}
