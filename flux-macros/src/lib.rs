//! The macros of flux: [`macro@subsched`] and [`hierarchy!`].
//!
//! Entry points and Rust expansion only; grammar and rules are in `flux_codegen`, which the build
//! script calls too, so that both see the same thing. The runtime crate re-exports both macros;
//! what they expand to names its items by `::flux::…`.

mod errors;
mod hierarchy;
mod subsched;
mod tolerant;

use proc_macro::TokenStream;

/// Makes a module a subscheduler type.
///
/// The module declares its state in up to three structs, its settings in `#[tunable]` statics, and
/// its policy in an `impl ThreadScheduler` or `impl CpuScheduler`. The ops stay ordinary Rust, which
/// rustc checks; flux translates the same source to BPF C for every hierarchy that uses the type.
///
/// ```ignore
/// /// One FIFO for all its threads.
/// #[flux::subsched]
/// pub mod fifo {
///     use flux::prelude::*;
///
///     #[sched]
///     pub struct Fifo {
///         #[locked]
///         waiting: List<Thread, link>,
///     }
///     #[thread]
///     pub struct FifoThread {
///         link: Link,
///     }
///
///     /// How long a thread may run while others wait.
///     #[tunable]
///     pub static SLICE: Nanos = Nanos::from_millis(5);
///
///     impl ThreadScheduler for Fifo {
///         fn thread_runnable(fifo: &Sched<Self>, thread: &Thread<Self>) {
///             fifo.lock().waiting.push_back(thread);
///             fifo.request_cpus(1);
///         }
///         fn pick_next_task(fifo: &Sched<Self>, cpu: &Cpu<Self>) {
///             let next = fifo.lock().waiting.pop_front();
///             match next {
///                 Some(thread) => cpu.run_thread(thread, SLICE.get()),
///                 None => cpu.yield_to_parent(),
///             }
///         }
///     }
/// }
/// ```
///
/// | written | becomes |
/// |---|---|
/// | a field `x: T` of a `#[sched]`, `#[thread]` or `#[cpu]` struct | `x: flux::Field<T>`, used by `.get()` and `.set(…)` |
/// | `#[locked] x: T` in the `#[sched]` struct | a field of the struct that `sched.lock()` leads to |
/// | `#[locked] x: List<Thread, link>` | a list of threads, chained through the field `link: Link` of the `#[thread]` struct |
/// | `#[role] x: Child`, `#[role(claims_idle)] x: Child` | a child of a CPU scheduler |
/// | `#[tunable] static X: T = v;` | `static X: flux::Tunable<T>`, read by `X.get()` |
///
/// # Errors
/// Whatever the language of ops does not have, and whatever breaks a rule of flux, is a compile
/// error at its own token that says what to write instead; all of them are reported at once.
#[proc_macro_attribute]
pub fn subsched(args: TokenStream, item: TokenStream) -> TokenStream {
    subsched::expand(args.into(), item.into()).into()
}

/// Composes a scheduler from subschedulers.
///
/// ```ignore
/// flux::hierarchy! {
///     /// What this program runs.
///     pub Hello = roci::Roci {
///         primary: biff::Biff,
///         idle: idle::Idle,
///     };
///     new_threads => primary;
/// }
/// ```
///
/// Each instance is `path::Type`, followed by what fills its roles in braces. `new_threads` names
/// the instance that new threads belong to, by the roles from the root down (`a.b`; `root` for the
/// root itself). Expands to `pub struct Hello;` with an implementation of `flux::Hierarchy` that
/// holds the BPF object which the build script has built:
///
/// ```ignore
/// // build.rs
/// fn main() {
///     flux_build::build();
/// }
/// ```
///
/// # Errors
/// Whatever is wrong with the tree is a compile error at its own token. So is a missing build
/// script, and anything else that keeps the object from being there.
#[proc_macro]
pub fn hierarchy(tokens: TokenStream) -> TokenStream {
    hierarchy::expand(tokens.into()).into()
}
