//! The process that serves requests: a thread for each worker, each with arrival
//! times of its own.

use std::num::NonZeroU64;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use flux_hint::Hints;

use load_parts::clock::{now_ns, sleep_until_ns};
use load_parts::kernel::{Class, Helper, set_class, set_slice};
use load_parts::random::Random;
use load_parts::shared_memory::{self, Shareable};
use load_parts::work::{own_cpu_time, spin_rounds};

use crate::limits::Limits;

use super::latencies::Latencies;
use super::{Arguments, Window};

/// Priority of realtime workers.
const REALTIME: Class = Class::Fifo(10);

/// How long a worker computes to find out how many rounds a request is.
const CALIBRATION: Duration = Duration::from_millis(100);

/// Rounds between two looks at the CPU time meanwhile.
const CALIBRATION_STEP: u64 = 1000;

/// How often a waiting side looks.
const POLL_NS: u64 = 2_000_000;

/// The server's process.
pub struct Server {
    process: Helper,
    shared: &'static Shared,
    slots: &'static [Slot],
    /// Each worker's part of it is as long as any other's.
    latencies_ns: &'static [Latency],
}

/// What both processes know.
struct Shared {
    /// Rounds of work that a request takes; 0: not known yet.
    work_rounds: AtomicU64,
    /// The window; an end of 0: not known yet.
    start_ns: AtomicU64,
    end_ns: AtomicU64,
}

/// One worker's.
struct Slot {
    ready: AtomicU64,
    served: AtomicU64,
}

struct Latency(AtomicU64);

// SAFETY: atomics only, for which zero is valid.
unsafe impl Shareable for Shared {}
// SAFETY: the same.
unsafe impl Shareable for Slot {}
// SAFETY: the same.
unsafe impl Shareable for Latency {}

impl Server {
    /// Starts the process and its workers.
    pub fn start(arguments: &Arguments, limits: &Limits) -> Result<Self> {
        let workers = arguments.workers as usize;
        let shared: &'static Shared = shared_memory::value()?;
        let slots: &'static [Slot] = shared_memory::slice(workers)?;
        let latencies_ns: &'static [Latency] = shared_memory::slice(capacity(arguments) * workers)?;
        let (arguments, limits) = (arguments.clone(), *limits);
        let process = super::start_named("rpc", c"rpc-worker", move || {
            enter_its_place(&arguments)?;
            serve(&arguments, &limits, shared, slots, latencies_ns)
        })?;
        Ok(Self {
            process,
            shared,
            slots,
            latencies_ns,
        })
    }

    /// Waits until every worker could take a request.
    pub fn wait_until_ready(&self, longest: Duration) -> Result<()> {
        let end_ns = now_ns() + u64::try_from(longest.as_nanos())?;
        while self
            .slots
            .iter()
            .any(|slot| slot.ready.load(Ordering::Acquire) == 0)
        {
            if now_ns() > end_ns {
                bail!("the workers were not ready after {} s", longest.as_secs());
            }
            sleep_until_ns(now_ns() + POLL_NS)?;
        }
        Ok(())
    }

    /// Tells the workers when requests come.
    pub fn open(&self, window: Window) {
        self.shared
            .start_ns
            .store(window.start_ns, Ordering::Relaxed);
        self.shared.end_ns.store(window.end_ns, Ordering::Release);
    }

    /// Rounds of work that a request takes.
    pub fn work_rounds(&self) -> u64 {
        self.shared.work_rounds.load(Ordering::Relaxed)
    }

    /// Waits until all requests are done; gives their latencies.
    pub fn finish(self) -> Result<Latencies> {
        self.process.wait()?;
        let capacity = self.latencies_ns.len() / self.slots.len();
        let mut all = Vec::new();
        for (slot, own) in self.slots.iter().zip(self.latencies_ns.chunks(capacity)) {
            let served = usize::try_from(slot.served.load(Ordering::Acquire))?;
            let own = own
                .get(..served)
                .context("more latencies than there is room for")?;
            all.extend(own.iter().map(|ns| ns.0.load(Ordering::Relaxed)));
        }
        Ok(Latencies::of(all))
    }
}

/// Room for one worker's latencies: twice as many as it is to expect, and some more.
fn capacity(arguments: &Arguments) -> usize {
    let requests = u64::from(arguments.rate) * arguments.seconds.time().as_secs();
    usize::try_from(requests * 2 / u64::from(arguments.workers)).unwrap_or(0) + 1000
}

/// Gives the calling process, which has no other threads yet, the weights that the
/// workers are to have.
fn enter_its_place(arguments: &Arguments) -> Result<()> {
    if let Some(weight) = arguments.rpc_cgroup_weight {
        load_parts::cgroup::enter("flux-rpc", weight)?;
    }
    if let Some(nice) = arguments.rpc_nice {
        rustix::process::setpriority_process(None, nice)
            .with_context(|| format!("nice cannot be {nice}"))?;
    }
    if let Some(slice_us) = arguments.rpc_slice_us {
        set_slice(arguments.rpc_nice.unwrap_or(0), slice_us * 1000)?;
    }
    Ok(())
}

fn serve(
    arguments: &Arguments,
    limits: &Limits,
    shared: &'static Shared,
    slots: &'static [Slot],
    latencies_ns: &'static [Latency],
) -> Result<()> {
    let rounds = match arguments.work_rounds {
        Some(rounds) => rounds,
        None => rounds_of(Duration::from_micros(arguments.work_us)),
    };
    shared.work_rounds.store(rounds, Ordering::Relaxed);
    load_parts::kernel::threads_will_start();
    let mean_gap_ns = 1e9 * f64::from(arguments.workers) / f64::from(arguments.rate);
    let realtime = arguments.rpc_realtime;
    let own = latencies_ns.chunks(capacity(arguments));
    let hints = arguments.hints.as_ref().map(Hints::connect);
    let hints = hints.transpose().context("--hints: nobody lends a table")?;
    let mut threads = Vec::new();
    for (index, (slot, own)) in slots.iter().zip(own).enumerate() {
        let random = limits.random(index as u64);
        let worker = Worker {
            shared,
            slot,
            latencies_ns: own,
            mean_gap_ns,
            rounds,
            hints: hints.clone(),
            deadline_ns: arguments.deadline_us * 1000,
        };
        let thread = std::thread::Builder::new()
            .name("rpc-worker".to_owned())
            .spawn(move || worker.live(random, realtime))
            .with_context(|| format!("cannot start worker {index}"))?;
        threads.push(thread);
    }
    for (index, thread) in threads.into_iter().enumerate() {
        let ended = thread.join().unwrap_or_else(|_| bail!("it panicked"));
        ended.with_context(|| format!("worker {index}"))?;
    }
    Ok(())
}

/// How many rounds take that much CPU time, here and now. On an emulated machine whose
/// CPUs take turns that depends on how many of them are busy.
fn rounds_of(time: Duration) -> u64 {
    let start = own_cpu_time();
    let mut rounds = 0;
    loop {
        spin_rounds(CALIBRATION_STEP);
        rounds += CALIBRATION_STEP;
        let used = own_cpu_time().saturating_sub(start);
        if used >= CALIBRATION {
            let share = time.as_secs_f64() / used.as_secs_f64();
            // A few thousand; the cast cuts off a fraction of one.
            return ((rounds as f64 * share) as u64).max(1);
        }
    }
}

struct Worker {
    shared: &'static Shared,
    slot: &'static Slot,
    latencies_ns: &'static [Latency],
    mean_gap_ns: f64,
    rounds: u64,
    hints: Option<Hints>,
    deadline_ns: u64,
}

impl Worker {
    /// Serves the requests of the window, and some before it that do not count.
    fn live(&self, mut random: Random, realtime: bool) -> Result<()> {
        // Without it, the kernel lets a sleep last 50 us longer than was asked for.
        rustix::thread::set_current_timer_slack(NonZeroU64::new(1))?;
        if realtime {
            set_class(None, REALTIME)?;
        }
        let hint = self.hints.as_ref().map(Hints::this_thread).transpose()?;
        self.slot.ready.store(1, Ordering::Release);
        let window = self.wait_for_window()?;
        let mut arrival_ns = now_ns() + self.gap_ns(&mut random);
        let mut counted = 0;
        while arrival_ns < window.end_ns {
            // Before it sleeps: the scheduler looks when the request wakes it up.
            if let Some(hint) = &hint {
                hint.done_by_ns(arrival_ns + self.deadline_ns);
            }
            if now_ns() < arrival_ns {
                sleep_until_ns(arrival_ns)?;
            }
            spin_rounds(self.rounds);
            let latency_ns = now_ns() - arrival_ns;
            if arrival_ns >= window.start_ns {
                let place = self.latencies_ns.get(counted);
                let place = place.context("more requests came than there is room for")?;
                place.0.store(latency_ns, Ordering::Relaxed);
                counted += 1;
            }
            arrival_ns += self.gap_ns(&mut random);
        }
        self.slot.served.store(counted as u64, Ordering::Release);
        Ok(())
    }

    fn wait_for_window(&self) -> Result<Window> {
        loop {
            let end_ns = self.shared.end_ns.load(Ordering::Acquire);
            if end_ns != 0 {
                return Ok(Window {
                    start_ns: self.shared.start_ns.load(Ordering::Relaxed),
                    end_ns,
                });
            }
            sleep_until_ns(now_ns() + POLL_NS)?;
        }
    }

    /// The time to the next request: exponential, as for requests that know nothing of
    /// each other.
    fn gap_ns(&self, random: &mut Random) -> u64 {
        /// 2^53: how many steps a float between 0 and 1 has.
        const STEPS: u64 = 1 << 53;
        let uniform = (random.below(STEPS) + 1) as f64 / STEPS as f64;
        // At most 37 mean gaps; the cast cuts off a fraction of a nanosecond.
        (-uniform.ln() * self.mean_gap_ns) as u64
    }
}
