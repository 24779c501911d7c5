//! Types as the generator knows them.

use crate::syntax::model::Part;
use std::fmt;

/// An integer type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Int {
    /// Width: 8, 16, 32 or 64.
    pub bits: u32,
    /// Whether it has negative values.
    pub signed: bool,
    /// `usize` and `isize`: 64 bits here, but types of their own in Rust.
    pub size: bool,
}

impl Int {
    pub(crate) const U32: Int = Int {
        bits: 32,
        signed: false,
        size: false,
    };
    pub(crate) const U64: Int = Int {
        bits: 64,
        signed: false,
        size: false,
    };
    pub(crate) const I32: Int = Int {
        bits: 32,
        signed: true,
        size: false,
    };
    pub(crate) const USIZE: Int = Int {
        bits: 64,
        signed: false,
        size: true,
    };

    /// The type of that Rust name.
    pub(crate) fn from_name(name: &str) -> Option<Int> {
        let (bits, signed, size) = match name {
            "u8" => (8, false, false),
            "u16" => (16, false, false),
            "u32" => (32, false, false),
            "u64" => (64, false, false),
            "usize" => (64, false, true),
            "i8" => (8, true, false),
            "i16" => (16, true, false),
            "i32" => (32, true, false),
            "i64" => (64, true, false),
            "isize" => (64, true, true),
            _ => return None,
        };
        Some(Int { bits, signed, size })
    }

    /// The smallest value.
    pub(crate) fn min(self) -> i128 {
        if self.signed {
            -(1 << (self.bits - 1))
        } else {
            0
        }
    }

    /// The largest value.
    pub(crate) fn max(self) -> i128 {
        (1 << (self.bits - u32::from(self.signed))) - 1
    }

    /// Whether `value` is one of this type.
    pub(crate) fn holds(self, value: i128) -> bool {
        (self.min()..=self.max()).contains(&value)
    }

    /// `value` cut to this type, as Rust's `as` does.
    pub(crate) fn wrap(self, value: i128) -> i128 {
        let low = value & ((1 << self.bits) - 1);
        if self.signed && low > self.max() {
            low - (1 << self.bits)
        } else {
            low
        }
    }

    /// The type's name in C.
    pub(crate) fn c_name(self) -> &'static str {
        match (self.bits, self.signed) {
            (8, false) => "u8",
            (8, true) => "s8",
            (16, false) => "u16",
            (16, true) => "s16",
            (32, false) => "u32",
            (32, true) => "s32",
            (_, false) => "u64",
            (_, true) => "s64",
        }
    }
}

impl fmt::Display for Int {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.signed { 'i' } else { 'u' };
        if self.size {
            write!(f, "{sign}size")
        } else {
            write!(f, "{sign}{}", self.bits)
        }
    }
}

/// What a list or a tree consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Element {
    /// Threads of the instance.
    Thread,
    /// CPUs, whoever holds them.
    Cpu,
}

impl Element {
    /// The state struct that has the links.
    pub(crate) fn part(self) -> Part {
        match self {
            Element::Thread => Part::Thread,
            Element::Cpu => Part::Cpu,
        }
    }

    /// The type of its handle.
    pub(crate) fn ty(self) -> Ty {
        match self {
            Element::Thread => Ty::Thread,
            Element::Cpu => Ty::Cpu,
        }
    }
}

/// A resolved type. Enums and structs are indexes into those of their module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ty {
    /// `()`.
    Unit,
    /// What does not return.
    Never,
    /// `bool`.
    Bool,
    /// An integer.
    Int(Int),
    /// Nanoseconds, a `u64` in C.
    Nanos,
    /// `&Sched<…>`.
    Sched,
    /// `&Thread<…>`.
    Thread,
    /// `&Cpu<…>`.
    Cpu,
    /// `&Child`, an instance's id in C.
    Child,
    /// `&Peer`, an instance's id in C.
    Peer,
    /// `&Children<N>`: the children of which the hierarchy says how many there are, at most so many.
    Children(u64),
    /// `&Request<…>`.
    Request,
    /// `Option` of a handle: a pointer that may be null, or an instance's id that may be 0.
    Option(Box<Ty>),
    /// An enum without data.
    Enum(usize),
    /// A struct by value.
    Struct(usize),
    /// An array.
    Array(Box<Ty>, u64),
    /// One value for each child: an array with so many elements.
    PerChild(Box<Ty>, u64),
    /// A set of CPUs, which only tunables are.
    CpuSet,
    /// What `lock()` returns.
    Guard,
    /// A list: what is on it, and the index of the link in the struct of that.
    List(Element, usize),
    /// The place of a thread or CPU on a list.
    Link,
    /// A tree of threads: the index of the node in the `#[thread]` struct.
    Tree(usize),
    /// The place of a thread in a tree: the index of the field that orders it, beside the node.
    Node(usize),
    /// Was reported; fits everything.
    Error,
}

impl Ty {
    /// Whether `==` works on it, and it fits a register.
    pub(crate) fn is_scalar(&self) -> bool {
        matches!(self, Ty::Bool | Ty::Int(_) | Ty::Nanos | Ty::Enum(_))
    }

    /// Whether it is a list or a tree: a place with methods, never a value.
    pub(crate) fn is_container(&self) -> bool {
        matches!(self, Ty::List(..) | Ty::Tree(_))
    }

    /// What a list or tree consists of.
    pub(crate) fn element(&self) -> Option<Element> {
        match self {
            Ty::List(element, _) => Some(*element),
            Ty::Tree(_) => Some(Element::Thread),
            _ => None,
        }
    }

    /// The integer type that holds it in C, if there is one.
    pub(crate) fn as_int(&self) -> Option<Int> {
        match self {
            Ty::Int(int) => Some(*int),
            Ty::Nanos => Some(Int::U64),
            _ => None,
        }
    }
}

impl fmt::Display for Ty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ty::Unit => f.write_str("()"),
            Ty::Never => f.write_str("!"),
            Ty::Bool => f.write_str("bool"),
            Ty::Int(int) => int.fmt(f),
            Ty::Nanos => f.write_str("Nanos"),
            Ty::Sched => f.write_str("&Sched<Self>"),
            Ty::Thread => f.write_str("&Thread<Self>"),
            Ty::Cpu => f.write_str("&Cpu<Self>"),
            Ty::Child => f.write_str("&Child"),
            Ty::Peer => f.write_str("&Peer"),
            Ty::Children(max) => write!(f, "&Children<{max}>"),
            Ty::Request => f.write_str("&Request<Self>"),
            Ty::Option(inner) => write!(f, "Option<{inner}>"),
            Ty::Enum(_) => f.write_str("an enum"),
            Ty::Struct(_) => f.write_str("a struct"),
            Ty::Array(element, len) => write!(f, "[{element}; {len}]"),
            Ty::PerChild(inner, _) => write!(f, "PerChild<{inner}>"),
            Ty::CpuSet => f.write_str("CpuSet"),
            Ty::Guard => f.write_str("Guard"),
            Ty::List(..) => f.write_str("List"),
            Ty::Link => f.write_str("Link"),
            Ty::Tree(_) => f.write_str("Tree"),
            Ty::Node(_) => f.write_str("Node"),
            Ty::Error => f.write_str("an unknown type"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_have_rusts_ranges() {
        let i8 = Int::from_name("i8").expect("a type");
        assert_eq!(
            (i8.min(), i8.max()),
            (i128::from(i8::MIN), i128::from(i8::MAX))
        );
        assert_eq!(i8.wrap(200), i128::from(200u8 as i8));
        assert_eq!(Int::U64.max(), i128::from(u64::MAX));
        assert_eq!(Int::U32.wrap(-1), i128::from(u32::MAX));
    }
}
