//! What lists, trees and heaps cost, against the kernel's own, on this machine's
//! kernel: `cargo xtask bench structures`.
//!
//! The programs are in `list.bpf.c` and `tree.bpf.c`. Each comparison runs flux's
//! program and the kernel's in turns, so that what disturbs one disturbs the other, and
//! takes the median of each and of the ratios of neighbours. It does not use sched_ext.

mod table;

use flux_tests::test_run::{Loaded, compile, why_not};
use std::process::ExitCode;
use table::{Row, median};

const LIST: &str = concat!(include_str!("../common.h"), include_str!("../list.bpf.c"));
const TREE: &str = concat!(include_str!("../common.h"), include_str!("../tree.bpf.c"));

/// Elements in the list or the tree.
const SIZES: [u32; 4] = [10, 100, 1_000, 10_000];

/// Rounds of one run of a program: some milliseconds.
const ROUNDS: u32 = 10_000;

/// Runs of each program.
const RUNS: usize = 31;

/// Fills both sides alike; any number but 0.
const SEED: u64 = 12_345;

/// What is compared: a name, flux's program, the kernel's.
type Comparison = (&'static str, &'static str, &'static str);

const LISTS: [Comparison; 2] = [
    ("list: push, pop", "flux_push_pop", "kernel_push_pop"),
    (
        "list: insert, remove any",
        "flux_insert_remove",
        "kernel_insert_remove",
    ),
];

const TREES: [Comparison; 4] = [
    (
        "tree: insert, pop min",
        "flux_insert_pop_min",
        "kernel_insert_pop_min",
    ),
    (
        "tree: insert, remove any",
        "flux_insert_remove",
        "kernel_insert_remove",
    ),
    (
        "heap: insert, pop min",
        "heap_insert_pop_min",
        "kernel_insert_pop_min",
    ),
    (
        "heap: insert, remove any",
        "heap_insert_remove",
        "kernel_insert_remove",
    ),
];

/// Programs with one operation each, for the second table.
const OPERATIONS: [(&str, &str); 10] = [
    ("list: push", "list_push"),
    ("list: pop", "list_pop"),
    ("list: remove", "list_remove"),
    ("tree: insert", "tree_op_insert"),
    ("tree: delete", "tree_op_delete"),
    ("tree: pop min", "tree_op_pop_min"),
    ("tree: all three", "tree_op_three"),
    ("heap: insert", "heap_op_insert"),
    ("heap: remove", "heap_op_remove"),
    ("heap: pop min", "heap_op_pop_min"),
];

fn main() -> ExitCode {
    if let Some(why) = why_not() {
        eprintln!("error: {why}");
        return ExitCode::FAILURE;
    }
    match measure() {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure() -> Result<String, String> {
    let mut rows = Vec::new();
    let list = compile("list", LIST)?;
    let tree = compile("tree", TREE)?;
    for (object, comparisons) in [(&list, &LISTS[..]), (&tree, &TREES[..])] {
        for elements in SIZES {
            rows.extend(compare(object, elements, comparisons)?);
        }
    }
    // The same operation at all sizes, one after the other; the sort is stable.
    let place = |row: &Row| {
        let mut all = LISTS.iter().chain(&TREES);
        all.position(|(name, ..)| *name == row.name)
    };
    rows.sort_by_key(place);
    let loaded = [Loaded::load(&list)?, Loaded::load(&tree)?];
    let mut costs = Vec::new();
    for (name, program) in OPERATIONS {
        let found = loaded.iter().find_map(|loaded| loaded.cost(program).ok());
        let cost = found.ok_or_else(|| format!("{program}: the kernel does not know it"))?;
        costs.push((name, cost));
    }
    Ok(format!("{}\n{}", table::times(&rows), table::costs(&costs)))
}

/// Measures with so many elements, on freshly filled structures.
fn compare(object: &[u8], elements: u32, comparisons: &[Comparison]) -> Result<Vec<Row>, String> {
    let loaded = Loaded::load(object)?;
    for fill in ["flux_fill", "kernel_fill"] {
        run(&loaded, fill, elements)?;
    }
    let mut rows = Vec::new();
    for &(name, flux, kernel) in comparisons {
        let (mut fluxes, mut kernels) = (Vec::new(), Vec::new());
        let (mut ratios, mut locks) = (Vec::new(), Vec::new());
        for _ in 0..RUNS {
            let one = run(&loaded, flux, elements)?;
            let other = run(&loaded, kernel, elements)?;
            locks.push(run(&loaded, "lock_alone", elements)?);
            ratios.push(one / other);
            fluxes.push(one);
            kernels.push(other);
        }
        rows.push(Row {
            name,
            elements,
            flux_ns: median(&mut fluxes),
            kernel_ns: median(&mut kernels),
            ratio: median(&mut ratios),
            lock_ns: median(&mut locks),
        });
    }
    Ok(rows)
}

/// Runs a program and returns nanoseconds of a round.
fn run(loaded: &Loaded, program: &str, elements: u32) -> Result<f64, String> {
    // `struct io`: elements and rounds, then seed, ns, sum, failed.
    let mut io = [elements, ROUNDS].map(u32::to_ne_bytes).concat();
    io.extend([SEED, 0, 0, 0].map(u64::to_ne_bytes).concat());
    let result = loaded.run(program, &mut io)?;
    let field = |at: usize| {
        let bytes = io.get(at..at + 8).and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(0, u64::from_ne_bytes)
    };
    let (ns, failed) = (field(16), field(32));
    if result != 0 || failed != 0 {
        return Err(format!(
            "{program} with {elements} elements: returned {result}, {failed} rounds failed"
        ));
    }
    Ok(ns as f64 / f64::from(ROUNDS))
}
