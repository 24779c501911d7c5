//! All latencies of a run: percentiles are exact, no bucket rounds them.

/// Latencies in ascending order.
#[derive(Debug, Default)]
pub struct Latencies(Vec<u64>);

impl Latencies {
    /// Of these nanoseconds, in any order.
    pub fn of(mut nanoseconds: Vec<u64>) -> Self {
        nanoseconds.sort_unstable();
        Self(nanoseconds)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The least latency that at least `n` of 1000 do not exceed (nearest rank), in
    /// nanoseconds; none if there are no latencies.
    pub fn per_mille(&self, n: usize) -> Option<u64> {
        let rank = (self.0.len() * n).div_ceil(1000).max(1);
        self.0.get(rank - 1).copied()
    }

    /// How many are longer than `bound_ns`.
    pub fn above(&self, bound_ns: u64) -> usize {
        self.0.len() - self.0.partition_point(|&ns| ns <= bound_ns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_the_definition() {
        let latencies = Latencies::of((1..=2000).rev().collect());
        let ranks = [0, 1, 500, 990, 999, 1000].map(|n| latencies.per_mille(n));
        assert_eq!(ranks, [1, 2, 1000, 1980, 1998, 2000].map(Some));
        let few = Latencies::of(vec![30, 10, 20]);
        assert_eq!([500, 990].map(|n| few.per_mille(n)), [Some(20), Some(30)]);
        assert_eq!(Latencies::default().per_mille(500), None);
    }

    #[test]
    fn what_is_just_in_time_is_not_late() {
        let latencies = Latencies::of(vec![5, 7, 7, 9]);
        assert_eq!([4, 5, 7, 8, 9].map(|b| latencies.above(b)), [4, 3, 1, 1, 0]);
    }
}
