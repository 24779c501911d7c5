//! `Nanos`: a span of time or a point in time, in nanoseconds.

use core::fmt;
use core::ops::{Add, AddAssign, Sub, SubAssign};
use core::str::FromStr;

/// Nanoseconds: how long (a slice), or when (what [`now`] returns).
///
/// A `u64` with its unit in the type: 584 years. Arithmetic wraps, here and in
/// the generated code. On the command line it is written with a unit, `3ms`.
///
/// ```
/// use flux::Nanos;
///
/// const SLICE: Nanos = Nanos::from_millis(5);
/// assert_eq!(SLICE.as_nanos(), 5_000_000);
/// assert_eq!(SLICE + Nanos::from_micros(500), Nanos::from_micros(5_500));
/// assert_eq!("5ms".parse(), Ok(SLICE));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct Nanos(u64);

impl Nanos {
    /// `nanos` nanoseconds.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | may be held |
    /// | cost | none |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// assert_eq!(Nanos::from_nanos(7).as_nanos(), 7);
    /// ```
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// `micros` microseconds. Too large a constant is a compile error.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | may be held |
    /// | cost | none for a constant, else a multiplication |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// assert_eq!(Nanos::from_micros(7).as_nanos(), 7_000);
    /// ```
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros * 1_000)
    }

    /// `millis` milliseconds. Too large a constant is a compile error.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | may be held |
    /// | cost | none for a constant, else a multiplication |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// assert_eq!(Nanos::from_millis(7).as_nanos(), 7_000_000);
    /// ```
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis * 1_000_000)
    }

    /// `secs` seconds. Too large a constant is a compile error.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | may be held |
    /// | cost | none for a constant, else a multiplication |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// assert_eq!(Nanos::from_secs(7).as_nanos(), 7_000_000_000);
    /// ```
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs * 1_000_000_000)
    }

    /// The plain number of nanoseconds.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | may be held |
    /// | cost | none |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// assert_eq!(Nanos::from_micros(1).as_nanos(), 1_000);
    /// ```
    pub const fn as_nanos(self) -> u64 {
        self.0
    }
}

impl Add for Nanos {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.wrapping_add(other.0))
    }
}

impl Sub for Nanos {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.wrapping_sub(other.0))
    }
}

impl AddAssign for Nanos {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Nanos {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

/// Units by which [`Nanos`] are written, largest first.
const UNITS: [(&str, u64); 4] = [
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("ns", 1),
];

/// Written with the largest unit that needs no fraction: `5ms`, `1500us`.
impl fmt::Display for Nanos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, size) = UNITS
            .into_iter()
            .find(|(_, size)| self.0 != 0 && self.0.is_multiple_of(*size))
            .unwrap_or(("ns", 1));
        write!(f, "{}{unit}", self.0 / size)
    }
}

/// Reads what [`Display`](fmt::Display) writes: a whole number and a unit.
impl FromStr for Nanos {
    type Err = ParseNanosError;

    fn from_str(text: &str) -> Result<Self, ParseNanosError> {
        let digits = text.find(|c: char| !c.is_ascii_digit());
        let (number, unit) = text.split_at(digits.unwrap_or(text.len()));
        let size = UNITS
            .into_iter()
            .find_map(|(name, size)| (name == unit).then_some(size));
        match (number.parse::<u64>(), size) {
            (Ok(number), Some(size)) => number
                .checked_mul(size)
                .map(Self)
                .ok_or(ParseNanosError(text.to_owned())),
            _ => Err(ParseNanosError(text.to_owned())),
        }
    }
}

/// A text is no span of time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no span of time: write a whole number and a unit, ns, us, ms or s \
     (for example 3ms), of at most 584 years"
)]
pub struct ParseNanosError(String);

/// The time now, on the clock that sched_ext keeps per CPU.
///
/// Cheap: within one op it may return the same value again. Differences
/// between two CPUs' clocks are in the order of microseconds, so a later
/// reading may be smaller.
///
/// Outside an op it is always 0.
///
/// | | |
/// |---|---|
/// | ops | all |
/// | lock | must not be held |
/// | cost | one call of the kernel (`scx_bpf_now`), which is a load while a clock of this CPU is fresh |
/// | kernel | 6.16 |
///
/// ```
/// use flux::prelude::*;
///
/// fn example(since: &flux::Field<Nanos>) -> Nanos {
///     now() - since.get()
/// }
/// ```
pub fn now() -> Nanos {
    Nanos(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_read_back() {
        for (nanos, text) in [
            (0, "0ns"),
            (1, "1ns"),
            (1_500, "1500ns"),
            (2_000, "2us"),
            (5_000_000, "5ms"),
            (1_500_000_000, "1500ms"),
            (60_000_000_000, "60s"),
        ] {
            assert_eq!(Nanos(nanos).to_string(), text);
            assert_eq!(text.parse(), Ok(Nanos(nanos)));
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "5", "ms", "5 ms", "-5ms", "1.5ms", "5m", "99999999999s"] {
            assert_eq!(
                text.parse::<Nanos>(),
                Err(ParseNanosError(text.to_owned())),
                "{text}"
            );
        }
    }

    #[test]
    fn arithmetic_wraps() {
        assert_eq!(Nanos(1) - Nanos(2), Nanos(u64::MAX));
        assert_eq!(Nanos(u64::MAX) + Nanos(2), Nanos(1));
    }
}
