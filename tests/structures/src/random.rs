//! Numbers that look random and repeat: a failure names the seed.

/// A generator (xorshift64*), enough for choosing operations.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// One sequence for each seed.
    pub fn new(seed: u64) -> Random {
        // Zero would stay zero; neighbouring seeds shall differ at once.
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        random.next();
        random
    }

    /// The next number. Not an iterator: there is no end.
    #[expect(clippy::should_implement_trait)]
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `bound`; 0 if that is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        let bound = bound.max(1) as u64;
        // The high bits are the good ones, and the rest of the division is small.
        ((self.next() >> 32) % bound) as usize
    }

    /// One of them, or none if there are none.
    pub fn one<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        of.get(self.below(of.len())).copied()
    }
}
