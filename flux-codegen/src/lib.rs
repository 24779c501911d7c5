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
//!     "pub mod fifo {
//!         use flux::prelude::*;
//!         #[sched] pub struct Fifo { #[locked] waiting: List<Thread, link> }
//!         #[thread] pub struct FifoThread { link: Link }
//!         impl ThreadScheduler for Fifo {
//!             fn thread_runnable(fifo: &Sched<Self>, thread: &Thread<Self>) {
//!                 fifo.lock().waiting.push_back(thread);
//!             }
//!             fn pick_next_task(fifo: &Sched<Self>, cpu: &Cpu<Self>) {
//!                 let next = fifo.lock().waiting.pop_front();
//!                 let Some(thread) = next else { return cpu.run_idle() };
//!                 cpu.run_thread(thread, Nanos::from_millis(3));
//!             }
//!         }
//!     }",
//! )?;
//! let fifo = parse_subsched(&module, &file)?;
//! let tree = parse_hierarchy("pub OneQueue = fifo::Fifo; new_threads => root;".parse()?, &file)?;
//! assert_eq!(tree.file_stem(), "one_queue");
//!
//! let model = check(&tree, &|_path| Ok(&fifo))?;
//! let emitted = emit(&model);
//! assert!(emitted.c.contains("static void flux_fifo_pick_next_task("));
//! assert_eq!(emitted.nodes.len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod check;
pub mod diag;
pub mod emit;
pub mod source;
pub mod syntax;

pub use check::{CheckedModel, api_table, check, check_subsched};
pub use diag::{Diagnostic, Diagnostics};
pub use emit::{Emitted, NodeInfo, emit};
pub use source::SourceFile;
pub use syntax::{Hierarchy, Subsched, parse_hierarchy, parse_subsched, parse_subsched_leniently};
