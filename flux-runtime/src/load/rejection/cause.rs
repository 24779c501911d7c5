//! What the verifier's verdicts mean.
//!
//! The verifier says which rule of its own an instruction broke. Here each of the
//! usual verdicts belongs to a class, and a class has words for somebody who wrote
//! Rust. What it does not know is [`Cause::Other`], with the verdict as it is.

/// Why the verifier refuses a program, as far as its words tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// A loop whose end it cannot see.
    UnboundedLoop,
    /// More paths than it looks at.
    TooComplex,
    /// A place that may be outside of its array.
    OutOfBounds,
    /// A pointer that may be null.
    MaybeNull,
    /// A lock that is not released, or something that must not be done with it.
    Lock,
    /// More than the 512 bytes of stack.
    Stack,
    /// A function of the kernel that is not there, or not for this program.
    UnknownFunction,
    /// A reference that is not given back.
    Reference,
    /// A value that was never set.
    Uninitialized,
    /// Something else.
    Other,
}

/// Words of verdicts on Linux 6.16 to 7.3, with their causes. The first that fits
/// counts: what is more special comes first.
const MARKS: &[(&str, Cause)] = &[
    ("infinite loop detected", Cause::UnboundedLoop),
    ("back-edge from insn", Cause::UnboundedLoop),
    ("BPF program is too large", Cause::TooComplex),
    ("jumps is too complex", Cause::TooComplex),
    ("spin_lock is missing unlock", Cause::Lock),
    ("lock-ed region", Cause::Lock),
    ("holding a lock", Cause::Lock),
    ("_spin_unlock", Cause::Lock),
    ("spin_locks are not allowed", Cause::Lock),
    ("combined stack size", Cause::Stack),
    ("to stack", Cause::Stack),
    ("from stack", Cause::Stack),
    ("stack limit", Cause::Stack),
    ("call stack", Cause::Stack),
    ("calling kernel function", Cause::UnknownFunction),
    ("kernel function", Cause::UnknownFunction),
    ("unknown func", Cause::UnknownFunction),
    ("cannot use helper", Cause::UnknownFunction),
    ("wasn't resolved", Cause::UnknownFunction),
    ("Unreleased reference", Cause::Reference),
    ("reference leak", Cause::Reference),
    ("_or_null'", Cause::MaybeNull),
    ("possibly NULL", Cause::MaybeNull),
    ("Possibly NULL", Cause::MaybeNull),
    ("!read_ok", Cause::Uninitialized),
    ("unbounded memory access", Cause::OutOfBounds),
    ("invalid access to", Cause::OutOfBounds),
    ("outside of the a", Cause::OutOfBounds),
    ("value is negative", Cause::OutOfBounds),
    ("access beyond", Cause::OutOfBounds),
    ("invalid mem access 'scalar'", Cause::OutOfBounds),
    ("pointer arithmetic", Cause::OutOfBounds),
    ("math between", Cause::OutOfBounds),
    ("value is outside", Cause::OutOfBounds),
    ("unbounded m", Cause::OutOfBounds),
    ("misaligned", Cause::OutOfBounds),
];

/// Where flux itself must be wrong.
const REPORT: &str = "what an op can be written with should make this impossible, so it is a bug of \
                      flux: please report it with the full log. Until then, try to write that line \
                      in another way";

impl Cause {
    /// The cause of a verdict; `None` if no class has such words.
    pub(super) fn of(verdict: &str) -> Option<Self> {
        let known = MARKS.iter().find(|(mark, _)| verdict.contains(mark));
        known.map(|(_, cause)| *cause)
    }

    /// What it is, as half a sentence.
    pub fn what(self) -> &'static str {
        match self {
            Self::UnboundedLoop => "a loop in which the verifier sees no end",
            Self::TooComplex => {
                "more than the verifier looks at: it follows every path, and gives up after a \
                 million instructions. Loops with many rounds, loops within loops, and many \
                 branches one after another make it so"
            }
            Self::OutOfBounds => {
                "an access that may be outside of what it is allowed to reach: an index or an \
                 address that the verifier sees no bounds of"
            }
            Self::MaybeNull => "a handle or an entry that may not be there is used all the same",
            Self::Lock => {
                "a lock that is not released on every path, or something that must not be done \
                 while one is held"
            }
            Self::Stack => {
                "more variables than fit on the stack: a program has 512 bytes, with all functions \
                 that call each other"
            }
            Self::UnknownFunction => {
                "a function of the kernel that this kernel does not have, or does not let such a \
                 program call"
            }
            Self::Reference => "something was taken from the kernel and is not given back",
            Self::Uninitialized => "a value is read that was not set on every path",
            Self::Other => "a rule of the verifier for which flux has no better words",
        }
    }

    /// What to do about it, as a sentence without its end.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::UnboundedLoop => {
                "give the loop fewer rounds, or leave it by a comparison with a constant; if its \
                 bound is a constant already, please report this with the full log"
            }
            Self::TooComplex => {
                "make the op smaller: fewer rounds, a branch moved out of a loop, work left to \
                 another op. `cargo xtask verify --object FILE` of flux's sources shows what each \
                 program costs"
            }
            Self::Stack => {
                "keep arrays and large structs in the state instead of in variables, and call fewer \
                 helpers from helpers"
            }
            Self::UnknownFunction => {
                "boot Linux 6.16 or newer; if this is such a kernel, its build is probably broken \
                 (Debian's 7.1.13 and 7.2.12 are): boot another one"
            }
            Self::OutOfBounds
            | Self::MaybeNull
            | Self::Lock
            | Self::Reference
            | Self::Uninitialized
            | Self::Other => REPORT,
        }
    }

    /// Whether the place to look at is where the verifier was most of the time, and
    /// not where it gave up.
    pub(super) fn is_about_time(self) -> bool {
        matches!(self, Self::UnboundedLoop | Self::TooComplex)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_of_kernels_have_causes() {
        for (verdict, cause) in [
            ("infinite loop detected at insn 3", Cause::UnboundedLoop),
            (
                "BPF program is too large. Processed 1000001 insn",
                Cause::TooComplex,
            ),
            (
                "The sequence of 8193 jumps is too complex.",
                Cause::TooComplex,
            ),
            (
                "R0 unbounded memory access, make sure to bounds check any such access",
                Cause::OutOfBounds,
            ),
            (
                "invalid access to map value, value_size=8 off=8 size=1",
                Cause::OutOfBounds,
            ),
            (
                "R1 max value is outside of the allowed memory range",
                Cause::OutOfBounds,
            ),
            ("R0 invalid mem access 'scalar'", Cause::OutOfBounds),
            (
                "R0 invalid mem access 'map_value_or_null'",
                Cause::MaybeNull,
            ),
            (
                "Possibly NULL pointer passed to trusted arg0",
                Cause::MaybeNull,
            ),
            ("bpf_spin_lock is missing unlock", Cause::Lock),
            (
                "BPF_EXIT instruction in main prog cannot be used inside bpf_spin_lock-ed region",
                Cause::Lock,
            ),
            (
                "function calls are not allowed while holding a lock",
                Cause::Lock,
            ),
            (
                "combined stack size of 2 calls is 640. Too large",
                Cause::Stack,
            ),
            ("invalid write to stack R10 off=-520 size=8", Cause::Stack),
            (
                "calling kernel function scx_bpf_now is not allowed",
                Cause::UnknownFunction,
            ),
            (
                "program of this type cannot use helper bpf_x#1",
                Cause::UnknownFunction,
            ),
            ("Unreleased reference id=2 alloc_insn=5", Cause::Reference),
            ("R3 !read_ok", Cause::Uninitialized),
        ] {
            assert_eq!(Cause::of(verdict), Some(cause), "{verdict}");
        }
        assert_eq!(Cause::of("something of tomorrow"), None);
    }
}
