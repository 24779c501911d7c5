//! Random choices that a seed decides, the same ones in every version: a seed in
//! a bug report has to be worth something next year, too.
//!
//! The generator is splitmix64. It is quick and good enough to mix loads with,
//! and good for nothing that has to be unpredictable.

use std::ops::Range;
use std::time::Duration;

/// A source of random choices.
#[derive(Clone, Debug)]
pub struct Random(u64);

/// What the state moves on by: 2^64 divided by the golden ratio.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

impl Random {
    /// The source that `seed` starts.
    ///
    /// ```
    /// use load_parts::random::Random;
    /// assert_eq!(Random::new(7).next(), Random::new(7).next());
    /// ```
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The source of one of many users of the same seed, which differs from those
    /// of the others.
    pub fn stream(seed: u64, stream: u64) -> Self {
        let mut parent = Self(seed ^ stream.wrapping_mul(STEP));
        Self(parent.next())
    }

    /// 64 random bits.
    #[allow(clippy::should_implement_trait, reason = "it never ends")]
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 if there is none.
    pub fn below(&mut self, end: u64) -> u64 {
        // The high half of the product: no bias that a load could notice.
        let product = u128::from(self.next()) * u128::from(end);
        (product >> 64) as u64
    }

    /// A number in `range`; its start if it is empty.
    pub fn within(&mut self, range: Range<i32>) -> i32 {
        let span = i64::from(range.end) - i64::from(range.start);
        let offset = self.below(u64::try_from(span).unwrap_or(0));
        let offset = i64::try_from(offset).unwrap_or(0);
        i32::try_from(i64::from(range.start) + offset).unwrap_or(range.start)
    }

    /// Whether what happens once in `n` times happens now.
    pub fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    /// One of `choices`; none if there are none.
    pub fn choice<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        let index = self.below(choices.len() as u64);
        choices.get(usize::try_from(index).ok()?)
    }

    /// A time between `shortest` and `longest` whose order of magnitude is random:
    /// as often between 1 us and 10 us as between 10 ms and 100 ms.
    pub fn time(&mut self, shortest: Duration, longest: Duration) -> Duration {
        /// 2^53: how many steps a float between 0 and 1 has.
        const STEPS: u64 = 1 << 53;
        let ratio = longest.as_secs_f64() / shortest.as_secs_f64().max(1e-9);
        let part = self.below(STEPS) as f64 / STEPS as f64;
        shortest.mul_f64(ratio.max(1.0).powf(part)).min(longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_never_changes() {
        // The first outputs of splitmix64 as others publish them for this seed.
        let mut random = Random::new(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn numbers_are_within_their_bounds_and_reach_them() {
        let mut random = Random::new(1);
        let mut seen = [0; 5];
        for _ in 0..500 {
            seen[random.below(5) as usize] += 1;
            assert!((-20..20).contains(&random.within(-20..20)));
        }
        assert!(seen.iter().all(|&n| n > 50), "{seen:?}");
        assert_eq!(random.below(0), 0);
        assert_eq!(random.within(3..3), 3);
        assert_eq!(random.choice::<u8>(&[]), None);
    }

    #[test]
    fn times_are_of_every_magnitude() {
        let mut random = Random::new(1);
        let (shortest, longest) = (Duration::from_micros(1), Duration::from_millis(100));
        let mut magnitudes = [0; 5];
        for _ in 0..1000 {
            let time = random.time(shortest, longest);
            assert!((shortest..=longest).contains(&time), "{time:?}");
            magnitudes[(time.as_micros().max(1).ilog10() as usize).min(4)] += 1;
        }
        assert!(magnitudes.iter().all(|&n| n > 100), "{magnitudes:?}");
    }

    #[test]
    fn streams_differ() {
        assert_ne!(Random::stream(1, 0).next(), Random::stream(1, 1).next());
        assert_ne!(Random::stream(1, 0).next(), Random::stream(2, 0).next());
    }
}
