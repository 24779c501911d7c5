//! `Tunable`: a value that the user of a scheduler may set.

use core::fmt;

use super::{CpuSet, Nanos, ParseNanosError, PerChild};

/// A setting of a subscheduler type, declared as a `#[tunable] static`.
///
/// ```
/// #[flux::subsched]
/// pub mod keeper {
///     use flux::prelude::*;
///
///     #[sched]
///     pub struct Keeper {}
///
///     /// How long a thread keeps its CPU.
///     #[tunable]
///     pub static SLICE: Nanos = Nanos::from_millis(5);
///
///     impl ThreadScheduler for Keeper {
///         fn pick_next_task(_keeper: &Sched<Self>, cpu: &Cpu<Self>) {
///             if cpu.current().is_some() {
///                 cpu.run_current(SLICE.get());
///             }
///         }
///     }
/// }
/// # fn main() {
/// assert_eq!(keeper::SLICE.get(), flux::Nanos::from_millis(5));
/// # }
/// ```
///
/// `#[flux::subsched]` makes the type `Tunable<Nanos>`. The value is read with
/// [`get`](Tunable::get) in any op; the static's doc comment is its help text.
///
/// Every instance has its own. The user sets it for all instances of the type,
/// `--set keeper.SLICE=3ms`, or for one of them by its name in the hierarchy,
/// `--set primary.SLICE=3ms`; what comes later wins.
///
/// A [`PerChild`] tunable has a value for each child, a [`CpuSet`] tunable is a
/// set of CPUs.
pub struct Tunable<T> {
    default: T,
}

impl<T: Copy> Tunable<T> {
    /// A tunable that is `default` unless set. What `#[tunable]` expands to.
    ///
    /// ```
    /// use flux::{Nanos, Tunable};
    ///
    /// static SLICE: Tunable<Nanos> = Tunable::new(Nanos::from_millis(5));
    /// assert_eq!(SLICE.get(), Nanos::from_millis(5));
    /// ```
    pub const fn new(default: T) -> Self {
        Self { default }
    }

    /// The value. Inside an op it is what the user set; outside of ops it is
    /// the default.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | may be held |
    /// | cost | one load |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// static SLICE: flux::Tunable<Nanos> = flux::Tunable::new(Nanos::from_millis(5));
    ///
    /// assert_eq!(SLICE.get(), Nanos::from_millis(5));
    /// ```
    pub fn get(&self) -> T {
        self.default
    }
}

/// A type that a tunable can have: the integers, `bool` and [`Nanos`], a
/// [`PerChild`] of these, and [`CpuSet`].
///
/// Sealed: the generated code and the command line have to know every one.
pub trait TunableType: Copy + Sync + sealed::Sealed + 'static {
    /// Which of the types this is.
    const KIND: TunableKind;

    /// Whether there is one value for each child.
    const PER_CHILD: bool = false;

    /// The value's bytes, extended to 64 bits by the type's own sign. Of a set of
    /// CPUs, whether it is all.
    fn to_bits(self) -> u64;
}

mod sealed {
    pub trait Sealed {}
}

/// The type of a tunable, as the command line and the object need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TunableKind {
    /// `true` or `false`, one byte.
    Bool,
    /// A span of time, eight bytes.
    Nanos,
    /// An integer.
    Integer {
        /// How many bytes: 1, 2, 4 or 8.
        size: usize,
        /// Whether it can be negative.
        signed: bool,
    },
    /// A set of CPUs, one bit for each.
    CpuSet,
}

impl TunableKind {
    /// How many bytes a value takes in the object.
    pub const fn size(self) -> usize {
        match self {
            Self::Bool => 1,
            Self::Nanos => 8,
            Self::Integer { size, .. } => size,
            Self::CpuSet => 64,
        }
    }

    /// Reads a value from the command line. What a set of CPUs is depends on the
    /// machine: only `all` and `none` are read here.
    ///
    /// # Errors
    /// If `text` is no value of this type, or does not fit.
    pub fn parse(self, text: &str) -> Result<u64, ParseTunableError> {
        let refused = |allowed: String| ParseTunableError::Refused {
            text: text.to_owned(),
            allowed,
        };
        match self {
            Self::Bool => text
                .parse::<bool>()
                .map(u64::from)
                .map_err(|_| refused("true or false".to_owned())),
            Self::Nanos => Ok(text.parse::<Nanos>()?.as_nanos()),
            Self::CpuSet => match text {
                "all" => Ok(1),
                "none" => Ok(0),
                _ => Err(refused("all or none".to_owned())),
            },
            Self::Integer { size, signed } => {
                let (min, max) = integer_range(size, signed);
                text.parse::<i128>()
                    .ok()
                    .filter(|value| (min..=max).contains(value))
                    .map(low_bits)
                    .ok_or_else(|| refused(format!("a whole number from {min} to {max}")))
            }
        }
    }

    /// Writes a value as the command line would take it.
    pub fn format(self, bits: u64) -> String {
        match self {
            Self::Bool => (bits != 0).to_string(),
            Self::Nanos => Nanos::from_nanos(bits).to_string(),
            Self::CpuSet => if bits == 0 { "none" } else { "all" }.to_owned(),
            Self::Integer { signed: true, .. } => bits.cast_signed().to_string(),
            Self::Integer { signed: false, .. } => bits.to_string(),
        }
    }
}

/// Smallest and largest integer of `size` bytes.
fn integer_range(size: usize, signed: bool) -> (i128, i128) {
    let values = 1i128 << (8 * size.min(8));
    if signed {
        (-values / 2, values / 2 - 1)
    } else {
        (0, values - 1)
    }
}

/// Two's complement in 64 bits; `value` is within the range of some integer
/// type of at most 64 bits.
fn low_bits(value: i128) -> u64 {
    value as u64
}

/// A text is no value of a tunable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseTunableError {
    /// Not a value of the tunable's type.
    #[error("`{text}` is not {allowed}")]
    Refused {
        /// What was given.
        text: String,
        /// What would have been taken.
        allowed: String,
    },
    /// Not a span of time.
    #[error(transparent)]
    Nanos(#[from] ParseNanosError),
}

/// What the agent knows of one tunable: generated by `#[flux::subsched]`.
#[derive(Clone, Copy)]
pub struct TunableInfo {
    /// The name of the static, `SLICE`.
    pub name: &'static str,
    /// The static's doc comment.
    pub doc: &'static str,
    /// The type of its value.
    pub kind: TunableKind,
    /// Whether there is one value for each child of the instance.
    pub per_child: bool,
    default: fn() -> u64,
}

impl TunableInfo {
    /// Describes a tunable; `default` returns its default value's bits.
    ///
    /// ```
    /// use flux::{Nanos, Tunable, TunableInfo, TunableType};
    ///
    /// static SLICE: Tunable<Nanos> = Tunable::new(Nanos::from_millis(5));
    /// const INFO: TunableInfo = TunableInfo::new::<Nanos>(
    ///     "SLICE",
    ///     "How long a thread may run while others wait.",
    ///     || TunableType::to_bits(SLICE.get()),
    /// );
    /// assert_eq!(INFO.default_value(), "5ms");
    /// ```
    pub const fn new<T: TunableType>(
        name: &'static str,
        doc: &'static str,
        default: fn() -> u64,
    ) -> Self {
        Self {
            name,
            doc,
            kind: T::KIND,
            per_child: T::PER_CHILD,
            default,
        }
    }

    /// The default, as the command line would take it.
    pub fn default_value(&self) -> String {
        self.kind.format((self.default)())
    }
}

impl fmt::Debug for TunableInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TunableInfo")
            .field("name", &self.name)
            .field("kind", &self.kind)
            .field("default", &self.default_value())
            .finish_non_exhaustive()
    }
}

macro_rules! integer_tunables {
    ($($type:ty: $signed:literal),*) => {$(
        impl sealed::Sealed for $type {}
        impl TunableType for $type {
            const KIND: TunableKind = TunableKind::Integer {
                size: size_of::<$type>(),
                signed: $signed,
            };

            fn to_bits(self) -> u64 {
                self as u64
            }
        }
    )*};
}

integer_tunables!(u8: false, u16: false, u32: false, u64: false, i8: true, i16: true, i32: true, i64: true);

impl sealed::Sealed for bool {}
impl TunableType for bool {
    const KIND: TunableKind = TunableKind::Bool;

    fn to_bits(self) -> u64 {
        u64::from(self)
    }
}

impl sealed::Sealed for Nanos {}
impl TunableType for Nanos {
    const KIND: TunableKind = TunableKind::Nanos;

    fn to_bits(self) -> u64 {
        self.as_nanos()
    }
}

impl<T: TunableType> sealed::Sealed for PerChild<T> {}
impl<T: TunableType> TunableType for PerChild<T> {
    const KIND: TunableKind = T::KIND;
    const PER_CHILD: bool = true;

    fn to_bits(self) -> u64 {
        self.default.to_bits()
    }
}

impl sealed::Sealed for CpuSet {}
impl TunableType for CpuSet {
    const KIND: TunableKind = TunableKind::CpuSet;

    fn to_bits(self) -> u64 {
        u64::from(self.all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_keep_their_range_and_sign() {
        let kind = <i8 as TunableType>::KIND;
        assert_eq!(kind.parse("-128"), Ok((-128i64).cast_unsigned()));
        assert_eq!(kind.format((-128i64).cast_unsigned()), "-128");
        assert_eq!(
            kind.parse("128").map_err(|error| error.to_string()),
            Err("`128` is not a whole number from -128 to 127".to_owned())
        );
        let kind = <u64 as TunableType>::KIND;
        assert_eq!(kind.parse("18446744073709551615"), Ok(u64::MAX));
        assert!(kind.parse("18446744073709551616").is_err());
        assert!(kind.parse("-1").is_err());
    }

    #[test]
    fn bools_are_words() {
        assert_eq!(TunableKind::Bool.parse("true"), Ok(1));
        assert_eq!(TunableKind::Bool.format(0), "false");
        assert!(TunableKind::Bool.parse("1").is_err());
    }
}
