//! Small counts of one answer are kept back (隐去小数), so that they cannot be had by subtraction either.

/// What of some counts and of their sum is kept back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// By count: whether it is kept back.
    pub counts: Vec<bool>,
    /// Whether the sum is kept back as well.
    pub total: bool,
}

impl Withheld {
    /// A count as it may be told.
    #[must_use]
    pub fn of(&self, at: usize, count: u64) -> Option<u64> {
        (self.counts.get(at) == Some(&false)).then_some(count)
    }
}

/// Keeps back every count from 1 to `least − 1`; then, while what is kept back is a single count or adds up to fewer than
/// `least`, the smallest of the others. Where none is left the sum is kept back too. Zero stays zero.
///
/// The sum less the counts that are told is 0 or at least `least`, and never one count alone.
///
/// # Complexity
/// O(n log n).
///
/// # References
/// L. Willenborg, T. de Waal (2001): Elements of statistical disclosure control, 6.3 (complementary suppression),
/// doi:10.1007/978-1-4613-0121-9.
#[must_use]
pub fn withhold(counts: &[u64], least: u64) -> Withheld {
    let small = |count: &u64| (1..least).contains(count);
    let mut hidden: Vec<bool> = counts.iter().map(small).collect();
    let kept: Vec<u64> = counts.iter().copied().filter(small).collect();
    let (mut number, mut sum) = (kept.len(), kept.iter().sum::<u64>());
    let enough = |number: usize, sum: u64| number == 0 || (number > 1 && sum >= least);
    let mut others: Vec<(u64, usize)> =
        counts.iter().copied().zip(0..).filter(|(count, _)| *count >= least.max(1)).collect();
    others.sort_unstable();
    for (count, at) in others {
        if enough(number, sum) {
            break;
        }
        if let Some(hidden) = hidden.get_mut(at) {
            *hidden = true;
        }
        (number, sum) = (number + 1, sum + count);
    }
    Withheld { counts: hidden, total: !enough(number, sum) }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_told_and_what_it_leaves_is_never_small(counts in vec(0..25_u64, 0..20), least in 1..12_u64) {
            let withheld = withhold(&counts, least);
            let told: Vec<u64> = (0..counts.len()).filter_map(|at| withheld.of(at, counts[at])).collect();
            prop_assert!(told.iter().all(|count| *count == 0 || *count >= least));
            let hidden = counts.len() - told.len();
            let rest = counts.iter().sum::<u64>() - told.iter().sum::<u64>();
            if withheld.total {
                prop_assert!(hidden > 0 && told.iter().all(|count| *count == 0), "nothing else can be kept back");
            } else {
                prop_assert!(hidden == 0 || (hidden > 1 && rest >= least));
            }
        }
    }

    #[test]
    fn one_small_count_takes_the_smallest_other_one_with_it() {
        assert_eq!(withhold(&[50, 2, 0, 12, 30], 10).counts, [false, true, false, true, false]);
        assert_eq!(withhold(&[2, 0], 10), Withheld { counts: vec![true, false], total: true });
        assert_eq!(withhold(&[1, 2], 1), Withheld { counts: vec![false, false], total: false });
    }
}
