//! The list, the tree and the heap of `flux-build/bpf/flux`, compiled for this machine with
//! the address and the undefined-behaviour sanitizer, and what they are compared
//! with.
//!
//! * [`step`]: one operation, as the C in `c/steps.h` does it;
//! * [`lists`], [`trees`], [`heaps`]: models (`VecDeque`, `BTreeMap`), and the
//!   invariants;
//! * [`explore`]: all sequences of operations up to a length;
//! * [`corrupt`]: memory that no operation would leave;
//! * [`random`]: numbers that repeat.
//!
//! The tests are in `tests/`. They do not test locking, which is the caller's,
//! nor speed (`cargo xtask bench structures`).

pub mod corrupt;
pub mod explore;
pub mod globs;
pub mod heaps;
pub mod lists;
pub mod random;
pub mod step;
pub mod trees;
