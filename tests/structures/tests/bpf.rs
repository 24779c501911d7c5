//! The same operations in the kernel: what they return and every byte of the memory
//! must be as in the native run.

use flux_structures_tests::explore;
use flux_structures_tests::heaps::Heap;
use flux_structures_tests::lists::Lists;
use flux_structures_tests::random::Random;
use flux_structures_tests::step::{DEFAULT_HEIGHT, Step, World, as_bytes};
use flux_structures_tests::trees::Model;
use flux_structures_tests::{corrupt, explore::LENGTH};
use flux_tests::test_run::{self, Loaded, compile, trial};
use std::process::ExitCode;

/// Steps of one run of the program, and worlds that it has.
const BATCH: usize = 1000;

/// The kernel's side.
struct Kernel {
    loaded: Loaded,
    /// How the memory is laid out.
    elements: usize,
    height: u32,
    cached: bool,
}

impl Kernel {
    fn new(elements: usize, height: u32, cached: bool) -> Result<Kernel, String> {
        let caching = if cached {
            ""
        } else {
            "#define AVL_DISABLE_CACHING\n"
        };
        let c = format!(
            "{caching}#define MAX_AVL_HEIGHT {height}\n\
             #define ELEMENTS {elements}\n#define WORLDS {BATCH}\n#define STEPS {BATCH}\n\
             #include <flux/kernel.bpf.h>\n{}{}",
            include_str!("../c/steps.h"),
            include_str!("../c/bpf.c")
        );
        let loaded = Loaded::load(&compile("steps", &c)?)?;
        Ok(Kernel {
            loaded,
            elements,
            height,
            cached,
        })
    }

    fn world(&self) -> World {
        World::new(self.elements, self.height, self.cached)
    }

    /// Does the steps, which have the native results, and compares those and the
    /// memory, which is that of `after` and then zeros.
    fn compare(&self, steps: &[Step], after: &[u8]) -> Result<(), String> {
        let mut unset = steps.to_vec();
        for step in &mut unset {
            step.result = 0;
        }
        self.loaded
            .set_memory(".data.steps", &filled(as_bytes(&unset), &unset[..1]))?;
        let mut count = (steps.len() as u32).to_ne_bytes();
        if self.loaded.run("run", &mut count)? != 0 {
            return Err("there are more steps than the program has".to_owned());
        }
        let found = self.loaded.memory(".data.steps")?;
        let same = |one: &[u8], other: &[u8], size: usize| {
            let other = other.chunks(size);
            one.chunks(size)
                .zip(other)
                .position(|(one, other)| one != other)
        };
        if let Some(at) = same(as_bytes(steps), &found, size_of::<Step>()) {
            return Err(format!("{:?}: the kernel's result is another", steps[at]));
        }
        let found = self.loaded.memory(".data.worlds")?;
        let size = self.world().bytes().len();
        let zeros = vec![0; found.len().saturating_sub(after.len())];
        match same(&found, &[after, &zeros].concat(), size) {
            None => Ok(()),
            Some(world) => {
                let steps = steps.iter().filter(|step| step.world as usize == world);
                let steps: Vec<&Step> = steps.collect();
                Err(format!("after {steps:?}: the kernel's memory is another"))
            }
        }
    }
}

/// `bytes`, and copies of a step behind them that nobody does: as many as the
/// program has.
fn filled(bytes: &[u8], rest: &[Step]) -> Vec<u8> {
    let rest = as_bytes(rest);
    let mut all = bytes.to_vec();
    while all.len() < BATCH * rest.len() {
        all.extend_from_slice(rest);
    }
    all
}

/// Single operations, each in a world of its own.
struct Batch<'kernel> {
    kernel: &'kernel Kernel,
    before: Vec<u8>,
    steps: Vec<Step>,
    after: Vec<u8>,
    done: u64,
    result: Result<(), String>,
}

impl<'kernel> Batch<'kernel> {
    fn new(kernel: &'kernel Kernel) -> Batch<'kernel> {
        Batch {
            kernel,
            before: Vec::new(),
            steps: Vec::new(),
            after: Vec::new(),
            done: 0,
            result: Ok(()),
        }
    }

    fn add(&mut self, before: &World, step: &Step, after: &World) {
        self.steps.push(step.world(self.steps.len() as u32));
        self.before.extend(before.bytes());
        self.after.extend(after.bytes());
        if self.steps.len() == BATCH {
            self.flush();
        }
    }

    fn flush(&mut self) {
        if self.result.is_ok() && !self.steps.is_empty() {
            self.result = self.compare();
            self.done += self.steps.len() as u64;
        }
        self.steps.clear();
        self.before.clear();
        self.after.clear();
    }

    fn compare(&self) -> Result<(), String> {
        let mut before = self.before.clone();
        before.resize(BATCH * self.kernel.world().bytes().len(), 0);
        self.kernel.loaded.set_memory(".data.worlds", &before)?;
        self.kernel.compare(&self.steps, &self.after)
    }

    /// The last, smaller batch; how many operations there were.
    fn finish(mut self) -> Result<u64, String> {
        self.flush();
        self.result.map(|()| self.done)
    }
}

fn all_sequences_on_lists() -> Result<(), String> {
    let kernel = Kernel::new(LENGTH as usize, DEFAULT_HEIGHT, true)?;
    let mut batch = Batch::new(&kernel);
    let seen = explore::lists(|before, step, after| batch.add(before, step, after))?;
    assert_eq!(batch.finish()?, seen.operations);
    Ok(())
}

fn all_sequences_on_heaps() -> Result<(), String> {
    let kernel = Kernel::new(LENGTH as usize, DEFAULT_HEIGHT, true)?;
    let mut batch = Batch::new(&kernel);
    let seen = explore::heaps(|before, step, after| batch.add(before, step, after))?;
    assert_eq!(batch.finish()?, seen.operations);
    Ok(())
}

fn all_sequences_on_trees() -> Result<(), String> {
    for height in [1, 2, 3, DEFAULT_HEIGHT] {
        let kernel = Kernel::new(LENGTH as usize, height, true)?;
        let mut batch = Batch::new(&kernel);
        let seen = explore::trees(height, |before, step, after| batch.add(before, step, after))?;
        assert_eq!(batch.finish()?, seen.operations);
    }
    Ok(())
}

/// Elements of the random runs, worlds, and batches.
const ELEMENTS: u32 = 20;
const WORLDS: usize = 16;
const BATCHES: usize = 50;

/// Random steps in several worlds, whose memory stays from batch to batch.
fn random_steps() -> Result<(), String> {
    for (seed, height, cached) in [(1, 3, true), (2, DEFAULT_HEIGHT, true), (3, 4, false)] {
        let kernel = Kernel::new(ELEMENTS as usize, height, cached)?;
        let mut random = Random::new(seed);
        let world = (
            kernel.world(),
            Lists::default(),
            Model::default(),
            Heap::default(),
        );
        let mut worlds = vec![world; WORLDS];
        for _ in 0..BATCHES {
            let mut steps = Vec::with_capacity(BATCH);
            while steps.len() < BATCH {
                let at = random.below(WORLDS);
                let (world, lists, tree, heap) = &mut worlds[at];
                let step = match random.below(3) {
                    0 => lists.random_step(&mut random, ELEMENTS),
                    1 => heap.random_step(&mut random, ELEMENTS, 50),
                    _ => tree.random_step(&mut random, ELEMENTS, 50),
                };
                if let Some(step) = step {
                    let mut step = step.world(at as u32);
                    match step.code {
                        code if code.is_of_tree() => tree.step(world, &mut step)?,
                        code if code.is_of_heap() => heap.step(world, &mut step)?,
                        _ => lists.step(world, &mut step)?,
                    }
                    steps.push(step);
                }
            }
            let after: Vec<u8> = worlds.iter().flat_map(|world| world.0.bytes()).collect();
            kernel.compare(&steps, &after)?;
        }
    }
    Ok(())
}

/// Worlds for each height.
const CORRUPTED: u64 = 20_000;

fn corrupted_memory() -> Result<(), String> {
    for (seed, height, cached) in [(1, 3, true), (2, DEFAULT_HEIGHT, true), (3, 4, false)] {
        let kernel = Kernel::new(LENGTH as usize, height, cached)?;
        let mut random = Random::new(seed);
        let mut batch = Batch::new(&kernel);
        for _ in 0..CORRUPTED {
            let before = corrupt::world(&mut random, LENGTH as usize, height, cached);
            let mut after = before.clone();
            let mut step = corrupt::step(&mut random, LENGTH as usize);
            after.step(&mut step);
            batch.add(&before, &step, &after);
        }
        assert_eq!(batch.finish()?, CORRUPTED);
    }
    Ok(())
}

fn main() -> ExitCode {
    test_run::main(vec![
        trial(
            "all_sequences_of_up_to_7_steps_on_lists",
            all_sequences_on_lists,
        ),
        trial(
            "all_sequences_of_up_to_7_steps_on_trees",
            all_sequences_on_trees,
        ),
        trial(
            "all_sequences_of_up_to_7_steps_on_heaps",
            all_sequences_on_heaps,
        ),
        trial("random_steps", random_steps),
        trial("operations_on_corrupted_memory", corrupted_memory),
    ])
}
