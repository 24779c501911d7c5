//! What every load is given: how long a thread may stand still, and a seed.

use std::time::Duration;

use load_parts::random::Random;

/// Bounds and seed of one run.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest time that a thread may stand still.
    pub standstill: Duration,
    /// Where random choices start.
    pub seed: u64,
}

impl Limits {
    /// A source of random choices, a different one for each `stream`.
    pub fn random(&self, stream: u64) -> Random {
        Random::stream(self.seed, stream)
    }
}
