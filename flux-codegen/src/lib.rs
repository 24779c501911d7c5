//! The front end of flux: parses annotated Rust modules, checks them, and emits BPF C.
//!
//! ```text
//! tokens ── syntax ──► Subsched, Hierarchy ── check ──► CheckedModel ── emit ──► C text
//! ```
//!
//! * [`syntax`] turns tokens into a small model. It knows the grammar and nothing else.
//! * [`check`](mod@check) enforces every rule and resolves every name and type. All errors are
//!   reported together, each at the smallest token.
//! * [`emit`](mod@emit) writes C from what `check` returned. It is pure and deterministic, and cannot fail.
//!
//! The macros and the build script both call this crate, so they cannot disagree. It does no I/O
//! and runs no program.
//!
//! ```
//! use flux_codegen::{SourceFile, check, emit, parse_hierarchy, parse_subsched};
//!
//! let file = SourceFile::new("src/main.rs", "example");
//! let module: syn::ItemMod = syn::parse_str(
//!     "pub mod idle {
//!         use flux::prelude::*;
//!         #[sched] pub struct Idle {}
//!         impl ThreadScheduler for Idle {
//!             fn pick_next_task(_idle: &Sched<Self>, cpu: &Cpu<Self>) { cpu.run_idle(); }
//!         }
//!     }",
//! )?;
//! let idle = parse_subsched(&module, &file)?;
//! let tree = parse_hierarchy("pub Quiet = idle::Idle;".parse()?, &file)?;
//! assert_eq!((tree.name().as_str(), tree.file_stem().as_str()), ("Quiet", "quiet"));
//!
//! let model = check(&tree, &|_path| Ok(&idle))?;
//! let emitted = emit(&model);
//! assert!(emitted.c.contains("flux_idle_pick_next_task"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod check;
pub mod diag;
pub mod emit;
pub mod source;
pub mod syntax;

pub use check::{CheckedModel, check};
pub use diag::{Diagnostic, Diagnostics};
pub use emit::{Emitted, NodeInfo, emit};
pub use source::SourceFile;
pub use syntax::{Hierarchy, Subsched, parse_hierarchy, parse_subsched};
