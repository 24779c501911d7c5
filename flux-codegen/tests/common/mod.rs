//! Modules for tests, made from the pieces that a test is about.

#![allow(dead_code, reason = "each test file uses its part")]

use flux_codegen::{Diagnostics, SourceFile, Subsched};

/// The file that all test modules come from.
pub fn file() -> SourceFile {
    SourceFile::new("test.rs", "tests")
}

/// Pieces of a thread scheduler; what is left empty has a plain default.
#[derive(Clone, Copy, Default)]
pub struct Policy<'a> {
    /// Items of the module.
    pub items: &'a str,
    /// Fields of the `#[sched]` struct.
    pub sched: &'a str,
    /// Fields of the `#[thread]` struct.
    pub thread: &'a str,
    /// Fields of the `#[cpu]` struct.
    pub cpu: &'a str,
    /// What `pick_next_task` does.
    pub pick: &'a str,
    /// What `thread_runnable` does.
    pub runnable: &'a str,
    /// More ops.
    pub ops: &'a str,
}

impl Policy<'_> {
    /// The module's source.
    pub fn source(&self) -> String {
        let Policy {
            items,
            sched,
            thread,
            cpu,
            pick,
            runnable,
            ops,
        } = self;
        format!(
            "mod policy {{
                use flux::prelude::*;
                {items}
                #[sched] struct Policy {{ #[locked] queue: List<Thread, link>, #[locked] total: u64, {sched} }}
                #[thread] struct PolicyThread {{ link: Link, age: u8, {thread} }}
                #[cpu] struct PolicyCpu {{ halted: bool, {cpu} }}
                #[tunable] static SLICE: Nanos = Nanos::from_millis(5);
                impl ThreadScheduler for Policy {{
                    fn thread_runnable(policy: &Sched<Self>, thread: &Thread<Self>) {{ {runnable} }}
                    fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {{ {pick} }}
                    {ops}
                }}
            }}"
        )
    }
}

/// A CPU scheduler with two children.
pub const PARENT: &str = "mod parent {
    use flux::prelude::*;
    #[sched] struct Parent { #[role(claims_idle)] first: Child, #[role] second: Child }
    impl CpuScheduler for Parent {
        fn request_for_cpus(_parent: &Sched<Self>, _child: &Child, request: &Request<Self>) {
            if let Some(cpu) = request.claim_idle_cpu() { cpu.preempt(); }
        }
        fn pick_next_task(parent: &Sched<Self>, cpu: &Cpu<Self>) {
            if parent.first.wants_cpu(cpu) { cpu.grant(&parent.first); } else { cpu.grant(&parent.second); }
        }
    }
}";

/// A CPU scheduler whose children the hierarchy names, two at most.
pub const MANY: &str = "mod many {
    use flux::prelude::*;
    #[sched] struct Many { #[role] children: Children<2>, #[role] idle: Child }
    impl CpuScheduler for Many {
        fn request_for_cpus(_many: &Sched<Self>, _child: &Child, _request: &Request<Self>) {}
        fn pick_next_task(many: &Sched<Self>, cpu: &Cpu<Self>) {
            if let Some(child) = many.children.get(0) { cpu.grant(child); } else { cpu.grant(&many.idle); }
        }
    }
}";

/// Parses and checks one module.
pub fn check_module(source: &str) -> (Subsched, Diagnostics) {
    let item: syn::ItemMod = syn::parse_str(source).unwrap_or_else(|error| {
        let at = error.span().start();
        panic!(
            "not a module: {error} at {}:{} in\n{source}",
            at.line, at.column
        )
    });
    let (subsched, mut found) = flux_codegen::parse_subsched_leniently(&item, &file());
    if let Err(more) = flux_codegen::check_subsched(&subsched) {
        found.append(more);
    }
    (subsched, found)
}

/// Checks a tree of the plain policy, [`PARENT`] and [`MANY`].
pub fn check_tree(tree: &str) -> Result<flux_codegen::Emitted, Diagnostics> {
    let sources = [
        ("policy", Policy::default().source()),
        ("parent", PARENT.to_owned()),
        ("many", MANY.to_owned()),
    ];
    let idle = "mod idle {
        #[sched] struct Idle {}
        impl ThreadScheduler for Idle {
            fn pick_next_task(_idle: &Sched<Self>, cpu: &Cpu<Self>) { cpu.run_idle(); }
        }
    }";
    let sender = "mod sender {
        #[sched] struct Sender { slow: Peer }
        #[thread] struct SenderThread {}
        impl ThreadScheduler for Sender {
            fn thread_runnable(sender: &Sched<Self>, thread: &Thread<Self>) {
                thread.join_scheduler(&sender.slow);
            }
            fn pick_next_task(_sender: &Sched<Self>, cpu: &Cpu<Self>) { cpu.yield_to_parent(); }
        }
    }";
    let more = [("idle", idle.to_owned()), ("sender", sender.to_owned())];
    let sources = [&sources[..], &more].concat();
    emit_tree(tree, &sources)
}

/// Checks and emits a tree whose paths begin with the names of these modules.
pub fn emit_tree(
    tree: &str,
    sources: &[(&str, String)],
) -> Result<flux_codegen::Emitted, Diagnostics> {
    let modules: Vec<(&str, Subsched)> = sources
        .iter()
        .map(|(name, source)| {
            let (subsched, found) = check_module(source);
            assert!(found.is_empty(), "{found}");
            (*name, subsched)
        })
        .collect();
    let tokens = tree.parse().expect("tokens");
    let tree = flux_codegen::parse_hierarchy(tokens, &file())?;
    let resolve = |path: &syn::Path| {
        let first = path.segments.first().expect("a segment").ident.to_string();
        let found = modules.iter().find(|(name, _)| *name == first);
        found
            .map(|(_, subsched)| subsched)
            .ok_or_else(Diagnostics::new)
    };
    let model = flux_codegen::check(&tree, &resolve)?;
    Ok(flux_codegen::emit(&model))
}

/// Takes the marks `«…»` out of a text; returns line and column (both 1-based) of what they enclose.
pub fn unmark(text: &str) -> (String, Option<(usize, usize)>) {
    let Some(at) = text.find('«') else {
        return (text.to_owned(), None);
    };
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1;
    (text.replace(['«', '»'], ""), Some((line, column)))
}
