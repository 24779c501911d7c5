//! How threads wait with their subschedulers: for how long, whether they count, and
//! whether somebody looks.

use std::collections::HashMap;
use std::time::Duration;

use super::super::look::{Look, Thread};
use super::super::suspicion::{Invariant, Key, Suspicion};
use super::{Rules, about, epoch};
use crate::data::layout::{
    CPU_ONLINE, Config, CpuGeneric, THREAD_CLAIMED, THREAD_HANDED, THREAD_HELD, THREAD_LINKED,
    THREAD_UNQUEUED, THREAD_WANTS,
};

/// What a thread may wait longer than the limit after which flux runs it itself:
/// the watch timer has to find it, a CPU that it may use to take it, and a thread
/// of a higher class may be in the way for a second or two.
const SLACK: Duration = Duration::from_millis(2_500);

/// Judges waiting threads.
pub fn judge(look: &Look, rules: &Rules<'_>, found: &mut Vec<Suspicion>) {
    for thread in look.known_threads() {
        if thread.generic.state != THREAD_UNQUEUED {
            judge_age(look, rules, thread, found);
            judge_wish(rules, thread, found);
        }
    }
}

fn judge_age(look: &Look, rules: &Rules<'_>, thread: &Thread, found: &mut Vec<Suspicion>) {
    let limit = limit(rules.config, thread.generic.state);
    let age = age(look, rules.config, thread);
    if age <= limit + SLACK {
        return;
    }
    let text = format!(
        "{} is {} since {:.1} s; flux should have run it after {:.1} s",
        rules.thread(thread),
        state_name(thread.generic.state),
        age.as_secs_f64(),
        limit.as_secs_f64(),
    );
    found.push(about(Invariant::Ageing, thread, text));
}

/// Who is counted in its instance's wish is found by a flag, so it must have it.
fn judge_wish(rules: &Rules<'_>, thread: &Thread, found: &mut Vec<Suspicion>) {
    let generic = &thread.generic;
    if generic.flags & THREAD_WANTS == 0 {
        let text = format!(
            "{} is {} and wants no CPU",
            rules.thread(thread),
            state_name(generic.state)
        );
        found.push(about(Invariant::WantsQueued, thread, text));
    }
}

/// How long a queued thread waits until flux runs it. One that was popped and not run is
/// lost to its policy, so flux does not wait to see.
fn limit(config: &Config, state: u32) -> Duration {
    /// The watch timer has to see it in two of its periods.
    const PERIODS_HELD: u64 = 2;
    Duration::from_nanos(match state {
        THREAD_HELD => config.watch_period_ns.saturating_mul(PERIODS_HELD),
        _ => config.rescue_after_ns,
    })
}

/// How long the thread has been queued, by the clock that flux itself uses: a
/// machine that stood still has let nobody wait.
fn age(look: &Look, config: &Config, thread: &Thread) -> Duration {
    let periods = look.period.saturating_sub(thread.generic.queued_at_period);
    Duration::from_nanos(periods.saturating_mul(config.watch_period_ns))
}

/// The longest that a queued thread has waited so far.
pub fn oldest(look: &Look, config: &Config) -> Duration {
    look.known_threads()
        .filter(|thread| thread.generic.state != THREAD_UNQUEUED)
        .map(|thread| age(look, config, thread))
        .max()
        .unwrap_or_default()
}

/// A thread's state in words.
pub fn state_name(state: u32) -> &'static str {
    match state {
        THREAD_UNQUEUED => "unqueued",
        THREAD_HELD => "held",
        THREAD_LINKED => "linked",
        THREAD_CLAIMED => "claimed",
        THREAD_HANDED => "handed over",
        _ => "in no state that exists",
    }
}

/// How long the watch timer may be silent: it fires ten times a second, and an
/// emulated machine stands still for a second now and then.
const SILENT: Duration = Duration::from_secs(5);

/// When the watch timer's clock moved last.
#[derive(Debug, Default)]
pub struct WatchClock {
    period: u64,
    since: Duration,
}

impl WatchClock {
    /// Takes a look that was made at `now`.
    pub fn observe(&mut self, now: Duration, look: &Look, rules: &Rules<'_>) -> Option<Suspicion> {
        if look.period != self.period {
            (self.period, self.since) = (look.period, now);
        }
        let silent = now.saturating_sub(self.since);
        (silent > SILENT).then(|| Suspicion {
            key: Key {
                invariant: Invariant::WatchTimer,
                object: 0,
                generation: look.period,
            },
            text: format!(
                "the watch timer has not fired for {:.1} s; it should every {} ms",
                silent.as_secs_f64(),
                rules.config.watch_period_ns / 1_000_000
            ),
            threads: Vec::new(),
        })
    }
}

/// How long CPUs have idled while a thread waited that they could have run.
///
/// Not a rule: a policy may leave CPUs idle. Under one that does not, it shows
/// wakeups that were lost.
#[derive(Debug, Default)]
pub struct IdleClock {
    since: HashMap<Idling, Duration>,
}

/// A CPU that has not picked since, and a thread that nobody has touched since.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Idling {
    cpu: u32,
    turn: u32,
    thread: u32,
    epoch: u64,
}

impl IdleClock {
    /// Takes a look that was made at `now`; returns the longest that lasts still.
    pub fn observe(&mut self, now: Duration, look: &Look) -> Duration {
        let mut since = HashMap::new();
        let idle = |cpu: &&CpuGeneric| cpu.state == CPU_ONLINE && cpu.halted != 0;
        for cpu in look.cpus.iter().filter(idle) {
            let word = (cpu.cpu / 64) as usize;
            let waits = |thread: &&Thread| {
                let allowed = thread.generic.allowed.get(word).copied().unwrap_or(0);
                thread.generic.state == THREAD_LINKED && allowed >> (cpu.cpu % 64) & 1 != 0
            };
            for thread in look.known_threads().filter(waits) {
                let key = Idling {
                    cpu: cpu.cpu,
                    turn: cpu.turn,
                    thread: thread.generic.id,
                    epoch: epoch(thread),
                };
                since.insert(key, self.since.get(&key).copied().unwrap_or(now));
            }
        }
        self.since = since;
        let oldest = self.since.values().min();
        oldest.map_or(Duration::ZERO, |oldest| now.saturating_sub(*oldest))
    }
}
