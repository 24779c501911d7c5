//! Threads that must not leave the CPU they are on: sections with migration
//! disabled, entered through the two ways that any kernel has for users.
//!
//! * A sleepable BPF program, run by `BPF_PROG_TEST_RUN`: the kernel disables
//!   migration around it, and the program reads memory that is not there. It sleeps
//!   until another thread has answered its fault (userfaultfd), wakes up on the CPU
//!   it is tied to, and counts for a while, preemptible all the time. Whoever
//!   changes its CPUs meanwhile waits for the end of the section, and so does a CPU
//!   that wants to go offline.
//! * A long system-call filter: migration is disabled before each system call for as
//!   long as 4096 instructions take. It never sleeps, but is preempted.
//!
//! Other users of migrate_disable() were found unfit: kmap_local needs a machine
//! with high memory, FPU sections disable preemption as well, and zram and zswap
//! are modules in the test kernels.

use std::sync::Mutex;
use std::time::Duration;

use anyhow::{Context as _, Result};
use load_parts::random::Random;

use super::Kind;
use crate::place::Place;
use crate::sys::{Answering, CopyProgram, Page, install_long_filter};

/// Sleeps with migration disabled.
pub struct TiedSleepers;

/// Is preempted with migration disabled.
pub struct Filtered;

/// How long a fault waits for its answer.
const FAULT: (Duration, Duration) = (Duration::from_micros(10), Duration::from_millis(20));

/// The most rounds that the program counts: some milliseconds on an emulated CPU.
const ROUNDS: u64 = 300_000;

impl Kind for TiedSleepers {
    fn name(&self) -> &'static str {
        "tied-sleepers"
    }

    fn ties_itself(&self) -> bool {
        true
    }

    fn run(&self, place: &Place) -> Result<()> {
        load_parts::kernel::threads_will_start();
        let program = CopyProgram::load()?;
        let count = place.per_cpu(1);
        let (answering, pages) = Answering::with_pages(count)?;
        let ended = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            let answer = || {
                let mut random = place.random(count);
                // Until the last of those who fault has ended.
                while !ended.load(std::sync::atomic::Ordering::Acquire) {
                    answering.answer(|| random.time(FAULT.0, FAULT.1))?;
                }
                Ok(())
            };
            let answers: Vec<_> = (0..2).map(|_| scope.spawn(answer)).collect();
            let ran = place.team(count, |member| {
                let page = pages.get(member.index).context("a page each")?;
                step(&program, page, &mut member.random)
            });
            ended.store(true, std::sync::atomic::Ordering::Release);
            for answer in answers {
                answer
                    .join()
                    .unwrap_or_else(|_| anyhow::bail!("it panicked"))?;
            }
            ran
        })
    }
}

fn step(program: &CopyProgram, page: &Page, random: &mut Random) -> Result<()> {
    page.forget()?;
    program.run(page.address(), random.below(ROUNDS))?;
    if random.one_in(4) {
        std::thread::sleep(random.time(Duration::from_micros(10), Duration::from_millis(10)));
    }
    Ok(())
}

impl Kind for Filtered {
    fn name(&self) -> &'static str {
        "filtered"
    }

    fn ties_itself(&self) -> bool {
        true
    }

    fn run(&self, place: &Place) -> Result<()> {
        let started = Mutex::new(());
        let start = |_: &mut _| {
            let _one_at_a_time = started.lock();
            install_long_filter()
        };
        place.team_with(place.per_cpu(1).div_ceil(2), start, |(), member| {
            for _ in 0..member.random.below(50) {
                // The quickest system call that no library answers by itself.
                let _ = rustix::process::getppid();
            }
            member.sleep(Duration::from_micros(10), Duration::from_millis(20));
            Ok(())
        })
    }
}
