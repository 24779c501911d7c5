//! `--check`: looks at the maps while the scheduler works, and says what must not
//! be.
//!
//! The way of a violation: `look` and `proc_scan` read, `judge` says what seems
//! wrong, `persist` believes what lasts, `report` puts it into words. Two threads
//! do this, one for the maps, one for /proc (a third only counts, see `grace`). Both run above all threads that the
//! scheduler has, so that a scheduler that starves everybody is still watched, and
//! so that they are not among what they judge.
//!
//! Not done here: nothing of the scheduler is changed, and nothing is judged that
//! holds only while the machine rests (`accounts` does).

mod grace;
mod judge;
mod look;
mod persist;
mod proc_scan;
mod report;
mod suspicion;
mod urgent;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::say;
use crate::Node;
use crate::data::Data;
use crate::error::Error;
use crate::machine;

use grace::GracePeriods;
use judge::{Rules, TaskLog};
use look::{Look, Order};
use persist::Persistence;
use proc_scan::Scan;
use report::Summary;
use suspicion::Suspicion;

/// How soon a look follows one that shows something: not always the same time, lest
/// it beats with somebody's slice.
const SOON: [Duration; 5] = [
    Duration::from_millis(7),
    Duration::from_millis(23),
    Duration::from_millis(11),
    Duration::from_millis(31),
    Duration::from_millis(13),
];
/// How many times as long as a look took the next one waits at least: the threads that look are
/// realtime, and looking must not be all that a slow machine does.
const REST: u32 = 4;
/// How often the kernel's tasks are looked at.
const SCAN_EVERY: Duration = Duration::from_secs(1);

/// The checks of one attached scheduler.
pub struct Checker {
    shared: Arc<Shared>,
    /// Closed to end the threads.
    stop: Vec<Sender<()>>,
    threads: Vec<JoinHandle<Summary>>,
}

/// What both threads use.
struct Shared {
    data: Arc<Data>,
    nodes: &'static [Node],
    start: Instant,
    violations: AtomicU64,
    dumped: AtomicBool,
    grace_periods: GracePeriods,
}

impl Checker {
    /// Starts to look, every so often.
    ///
    /// # Errors
    /// If no threads can be made.
    pub fn start(data: Arc<Data>, nodes: &'static [Node], every: Duration) -> Result<Self, Error> {
        let grace_periods = GracePeriods::count().map_err(|source| Error::System {
            doing: "starting the checks".to_owned(),
            source,
        })?;
        let shared = Arc::new(Shared {
            data,
            nodes,
            start: Instant::now(),
            violations: AtomicU64::new(0),
            dumped: AtomicBool::new(false),
            grace_periods,
        });
        let mut checker = Self {
            shared,
            stop: Vec::new(),
            threads: Vec::new(),
        };
        checker.spawn("flux-check", move |shared, stop| {
            shared.watch_maps(every, stop)
        })?;
        checker.spawn("flux-check-proc", Shared::watch_tasks)?;
        Ok(checker)
    }

    fn spawn(
        &mut self,
        name: &str,
        watch: impl FnOnce(&Shared, &Receiver<()>) -> Summary + Send + 'static,
    ) -> Result<(), Error> {
        let (sender, receiver) = mpsc::channel();
        let shared = Arc::clone(&self.shared);
        let thread = thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                urgent::become_urgent();
                watch(&shared, &receiver)
            })
            .map_err(|source| Error::System {
                doing: "starting the checks".to_owned(),
                source,
            })?;
        self.stop.push(sender);
        self.threads.push(thread);
        Ok(())
    }

    /// How many invariants were found broken so far.
    pub fn violations(&self) -> u64 {
        self.shared.violations.load(Ordering::Relaxed)
    }

    /// Ends the checks and prints their summary; returns how many invariants were
    /// found broken.
    pub fn finish(mut self) -> u64 {
        self.stop.clear();
        let mut summary = Summary::default();
        for thread in self.threads.drain(..) {
            // A thread that broke has said why; what it counted is lost.
            summary = summary.plus(thread.join().unwrap_or_default());
        }
        summary.violations = self.violations();
        say(&summary.line());
        summary.violations
    }
}

/// Waits; false if the checks are to end.
fn wait(stop: &Receiver<()>, time: Duration) -> bool {
    matches!(stop.recv_timeout(time), Err(RecvTimeoutError::Timeout))
}

impl Shared {
    fn rules(&self) -> Rules<'_> {
        Rules {
            nodes: self.nodes,
            config: &self.data.config,
        }
    }

    /// Looks at the maps until told to stop.
    fn watch_maps(&self, every: Duration, stop: &Receiver<()>) -> Summary {
        let mut persistence = Persistence::default();
        let mut clock = judge::WatchClock::default();
        let mut idle = judge::IdleClock::default();
        let mut summary = Summary::default();
        let mut order = Order::ThreadsFirst;
        let mut soon = SOON.iter().cycle();
        let mut pause = every;
        while wait(stop, pause) {
            let began = self.start.elapsed();
            let look = Look::take(&self.data, order);
            let now = self.start.elapsed();
            let rules = self.rules();
            let mut suspicions = judge::judge(&look, &rules);
            suspicions.extend(clock.observe(now, &look, &rules));
            for violation in persistence.observe(now, suspicions) {
                self.tell(&violation, &look);
            }
            summary.looks += 1;
            summary.longest_look_ms = summary.longest_look_ms.max(millis(now - began));
            let oldest = judge::oldest_queued(&look, &self.data.config);
            summary.oldest_queued_ms = summary.oldest_queued_ms.max(millis(oldest));
            let idled = idle.observe(now, &look);
            summary.longest_idle_ms = summary.longest_idle_ms.max(millis(idled));
            order = order.other();
            pause = match soon.next() {
                Some(soon) if persistence.is_unsettled() => every.min(*soon),
                _ => every,
            };
            pause = pause.max((now - began) * REST);
        }
        summary
    }

    /// Looks at the kernel's tasks until told to stop.
    fn watch_tasks(&self, stop: &Receiver<()>) -> Summary {
        let mut persistence = Persistence::default();
        let mut log = TaskLog::default();
        let mut summary = Summary::default();
        let mut pause = SCAN_EVERY;
        while wait(stop, pause) {
            let began = self.start.elapsed();
            let mut scan = Scan::take();
            scan.grace_periods = self.grace_periods.so_far();
            let look = Look::take(&self.data, Order::ThreadsFirst);
            let now = self.start.elapsed();
            let suspicions = log.observe(now, &scan, &look, &self.rules());
            for violation in persistence.observe(now, suspicions) {
                self.tell(&violation, &look);
            }
            summary.scans += 1;
            let oldest = judge::oldest_wait(&log, now);
            summary.oldest_wait_ms = summary.oldest_wait_ms.max(millis(oldest));
            pause = SCAN_EVERY.max((now - began) * REST);
        }
        summary
    }

    /// Counts and prints a violation, the first one with the scheduler's state.
    fn tell(&self, violation: &Suspicion, look: &Look) {
        // A scheduler that the kernel is removing keeps no promise any more.
        if machine::sched_ext_state() != "enabled" {
            return;
        }
        if self.violations.fetch_add(1, Ordering::Relaxed) >= report::MOST_TOLD {
            return;
        }
        let (sentence, json) = report::lines(violation, self.start.elapsed());
        eprintln!("{sentence}");
        if !self.dumped.swap(true, Ordering::Relaxed) {
            eprint!("{}", report::dump(look, &self.rules(), &violation.threads));
        }
        say(&json);
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
