//! What a kind of operation is given: the shared state, its share of the seed, and
//! how to start threads that others meddle with.

use std::fmt;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use load_parts::cpus::Cpus;
use load_parts::kernel::{Class, set_class};
use load_parts::random::Random;
use load_parts::work::own_cpu_time;
use rustix::io::Errno;

use crate::state::{Entered, State, Subject};

/// Priority of those who meddle: above all that they find, below those who watch.
const MEDDLING: Class = Class::Fifo(70);

/// How many times longer than its work a rest of theirs is.
const REST: u32 = 12;

/// Before each step of a thread in a lull, and after each operation on others: seldom
/// enough to be no load, and still something goes on.
const LULL_PAUSE: Duration = Duration::from_millis(200);

/// Small, because there are many threads.
const STACK_BYTES: usize = 128 << 10;

/// The place of a kind in the storm. A handle: copies are the same place.
#[derive(Clone, Copy)]
pub struct Place {
    /// What all share.
    pub state: State,
    /// The kind's number and name.
    pub kind: (usize, &'static str),
    /// The storm's seed.
    pub seed: u64,
    /// The CPUs that the storm may use. Some may be offline just now.
    pub cpus: Cpus,
    /// Whether it has to leave room for others: see `--gentle`.
    pub gentle: bool,
    /// Whether its threads disable migration: see [`Place::anchor`].
    pub ties_itself: bool,
}

/// A thread of a kind, as its own code sees it.
pub struct Member {
    /// Which of the kind's threads it is, from 0.
    pub index: usize,
    /// Its random choices.
    pub random: Random,
    /// Where it is.
    pub place: Place,
}

impl Place {
    /// Whether the storm is over.
    pub fn stopped(&self) -> bool {
        self.state.stopped()
    }

    /// The random choices of the kind's thread with that number.
    pub fn random(&self, thread: usize) -> Random {
        let stream = (self.kind.0 as u64) << 32 | thread as u64;
        Random::stream(self.seed, stream)
    }

    /// The CPU that stays online, and that every thread which disables migration may
    /// use, whatever else is done to it.
    ///
    /// If all CPUs that such a thread may use go offline before it enables migration
    /// again, the kernel (6.16 to 7.3, and any scheduler) cannot give it its CPUs back,
    /// keeps it tied, and forgets that it did: `__set_cpus_allowed_ptr()` fails, and
    /// `migrate_enable()` does not look. From then on the end of every BPF program that
    /// runs in that thread's name tries once more, and takes the lock of the run queue
    /// for it. Programs of sched_ext run under that lock: the CPU waits for itself, with
    /// interrupts off, and all others for it.
    pub fn anchor(&self) -> Cpus {
        self.cpus.iter().next().map_or(self.cpus, Cpus::one)
    }

    /// Some CPUs, to restrict `subject` to.
    pub fn cpus_for(&self, subject: Subject, random: &mut Random) -> Cpus {
        let cpus = self.cpus.random_part(random);
        if subject.ties_itself {
            return cpus.with(self.anchor());
        }
        cpus
    }

    /// Lets others meddle with the calling thread until the result is dropped.
    pub fn enter(&self) -> Entered {
        self.state.enter(self.ties_itself)
    }

    /// So many threads for each CPU, or one for each two in a gentle storm.
    pub fn per_cpu(&self, threads: usize) -> usize {
        let threads = self.cpus.count() * threads;
        if self.gentle {
            threads.div_ceil(2)
        } else {
            threads
        }
    }

    /// Waits for the end of a lull: see [`State::is_lull`].
    pub fn rest_in_lull(&self) {
        while self.state.is_lull() && !self.stopped() {
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Notes what is about to be done.
    pub fn note(&self, what: fmt::Arguments) {
        self.state.events.note(self.kind.1, what);
    }

    /// Counts an operation that worked.
    pub fn count(&self) {
        let counts = self.state.counts(self.kind.0);
        counts
            .done
            .fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }

    /// Notes and does something that the kernel may refuse for the reasons in
    /// `refusals`; gives whether it was done.
    ///
    /// # Errors
    ///
    /// When it was refused for another reason.
    pub fn attempt(
        &self,
        refusals: &[Errno],
        what: fmt::Arguments,
        operation: impl FnOnce() -> Result<()>,
    ) -> Result<bool> {
        self.note(what);
        match operation() {
            Ok(()) => {
                self.count();
                Ok(true)
            }
            Err(error) if errno_of(&error).is_some_and(|errno| refusals.contains(&errno)) => {
                let counts = self.state.counts(self.kind.0);
                counts
                    .refused
                    .fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                Ok(false)
            }
            Err(error) => Err(error).with_context(|| what.to_string()),
        }
    }

    /// Starts so many threads that others may meddle with. Each repeats `step`,
    /// which counts as an operation, until the storm is over.
    ///
    /// # Errors
    ///
    /// When a thread cannot be started or its step failed, which ends the others.
    pub fn team(
        &self,
        count: usize,
        step: impl Fn(&mut Member) -> Result<()> + Sync,
    ) -> Result<()> {
        self.team_with(count, |_| Ok(()), |(), member| step(member))
    }

    /// The same for threads that each begin with `start` and keep what it gives.
    ///
    /// # Errors
    ///
    /// When a thread cannot be started or failed, which ends the others.
    pub fn team_with<T>(
        &self,
        count: usize,
        start: impl Fn(&mut Member) -> Result<T> + Sync,
        step: impl Fn(&mut T, &mut Member) -> Result<()> + Sync,
    ) -> Result<()> {
        self.threads(count, |member| {
            let _entered = self.enter();
            let mut own = start(member)?;
            while !self.stopped() {
                if self.state.is_lull() {
                    std::thread::sleep(LULL_PAUSE);
                }
                step(&mut own, member)?;
                self.count();
            }
            Ok(())
        })
    }

    /// Starts so many threads that nobody meddles with, and waits for them.
    ///
    /// # Errors
    ///
    /// When a thread cannot be started or failed, which ends the storm.
    pub fn threads(
        &self,
        count: usize,
        live: impl Fn(&mut Member) -> Result<()> + Sync,
    ) -> Result<()> {
        load_parts::kernel::threads_will_start();
        let live = |index| {
            let mut member = Member {
                index,
                random: self.random(index),
                place: *self,
            };
            let ended = live(&mut member);
            if ended.is_err() {
                self.state.stop();
            }
            ended.with_context(|| format!("thread {index}"))
        };
        std::thread::scope(|scope| {
            let start = |index| {
                let thread = std::thread::Builder::new()
                    .name(self.kind.1.to_owned())
                    .stack_size(STACK_BYTES);
                let thread = thread.spawn_scoped(scope, move || live(index));
                if thread.is_err() {
                    self.state.stop();
                }
                thread
            };
            let threads: Vec<_> = (0..count).map(start).collect();
            for thread in threads {
                let thread = thread.context("a thread cannot be started")?;
                thread.join().unwrap_or_else(|_| bail!("it panicked"))?;
            }
            Ok(())
        })
    }

    /// Repeats `meddle` with some thread, at random times, until the storm is over.
    /// It is done with a high priority: whatever state the threads are in, somebody
    /// has to find them in it, and fetch back whom it has sent to `SCHED_FIFO`. So it
    /// rests for many times as long as it has worked: what such threads take is no
    /// scheduler's to give.
    ///
    /// # Errors
    ///
    /// When `meddle` fails.
    pub fn meddle(
        &self,
        pauses: Pauses,
        mut meddle: impl FnMut(Subject, &mut Random) -> Result<()>,
    ) -> Result<()> {
        set_class(None, MEDDLING)?;
        let mut random = self.random(0);
        while !self.stopped() {
            let before = own_cpu_time();
            if let Some(subject) = self.state.some_subject(&mut random) {
                meddle(subject, &mut random)?;
            }
            sleep_unless_stopped(self, (own_cpu_time() - before) * REST);
            pauses.pause(self, &mut random);
        }
        Ok(())
    }
}

impl Member {
    /// Sleeps for a random time; a storm that ends waits for it.
    pub fn sleep(&mut self, shortest: Duration, longest: Duration) {
        std::thread::sleep(self.random.time(shortest, longest));
    }

    /// Computes for about that long, or for as long as it lasts to be preempted.
    pub fn compute(&mut self, shortest: Duration, longest: Duration) {
        let end = own_cpu_time() + self.random.time(shortest, longest);
        let ends = || self.place.stopped() || self.place.state.is_lull();
        while own_cpu_time() < end && !ends() {
            load_parts::work::spin_a_little();
        }
    }
}

/// How much time is between two operations of a kind that meddles.
#[derive(Clone, Copy, Debug)]
pub struct Pauses {
    /// The shortest.
    pub shortest: Duration,
    /// The longest.
    pub longest: Duration,
}

impl Pauses {
    /// How many times longer the pauses of a gentle storm are.
    const GENTLE: u32 = 4;

    /// One in so many pauses is a calm, in which others have the threads to
    /// themselves: not every mixture should hold everything.
    const CALM_ONE_IN: u64 = 60;

    /// How long a calm may be.
    const CALM: Duration = Duration::from_millis(400);

    /// Pauses.
    pub fn pause(self, place: &Place, random: &mut Random) {
        let mut pause = random.time(self.shortest, self.longest);
        if random.one_in(Self::CALM_ONE_IN) {
            pause = random.time(self.longest, Self::CALM.max(self.longest));
        }
        if place.gentle {
            pause *= Self::GENTLE;
        }
        if place.state.is_lull() {
            pause += LULL_PAUSE;
        }
        sleep_unless_stopped(place, pause);
    }
}

/// Sleeps, but not for long once the storm is over.
pub fn sleep_unless_stopped(place: &Place, time: Duration) {
    /// Longer sleeps are cut into pieces of this length.
    const PIECE: Duration = Duration::from_millis(200);
    let mut remaining = time;
    while !remaining.is_zero() && !place.stopped() {
        let piece = remaining.min(PIECE);
        std::thread::sleep(piece);
        remaining -= piece;
    }
}

/// The kernel's reason in an error; none if it does not come from the kernel.
pub fn errno_of(error: &anyhow::Error) -> Option<Errno> {
    error.chain().find_map(|cause| {
        let io = cause.downcast_ref::<std::io::Error>();
        let code = io.and_then(std::io::Error::raw_os_error);
        let own = cause.downcast_ref::<Errno>().copied();
        code.map(Errno::from_raw_os_error).or(own)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Place {
        Place {
            state: State::new().unwrap(),
            kind: (3, "test"),
            seed: 1,
            cpus: Cpus(0b1111),
            gentle: false,
            ties_itself: false,
        }
    }

    #[test]
    fn refusals_are_counted_and_other_errors_fail() {
        let place = place();
        let refuse = || Err(std::io::Error::from_raw_os_error(3)).context("no thread");
        let attempt = |allowed: &[Errno]| place.attempt(allowed, format_args!("nice"), refuse);
        assert!(!attempt(&[Errno::SRCH]).unwrap());
        assert!(attempt(&[Errno::INVAL]).is_err());
        let counts = place.state.counts(3);
        assert_eq!(counts.refused.load(std::sync::atomic::Ordering::Relaxed), 1);
        assert_eq!(counts.done.load(std::sync::atomic::Ordering::Relaxed), 0);
    }

    #[test]
    fn a_thread_that_fails_ends_the_team() {
        let place = place();
        let error = place.team(3, |member| match member.index {
            1 => bail!("wrong"),
            _ => {
                std::thread::sleep(Duration::from_millis(1));
                Ok(())
            }
        });
        assert_eq!(format!("{:#}", error.unwrap_err()), "thread 1: wrong");
        assert!(place.stopped());
    }

    #[test]
    fn who_disables_migration_keeps_the_anchor() {
        let (place, mut random) = (place(), Random::new(1));
        let mut lacks_it = |ties_itself| {
            let _entered = place.state.enter(ties_itself);
            let subject = place.state.some_subject(&mut random).unwrap();
            (0..100).any(|_| !place.cpus_for(subject, &mut random).contains(0))
        };
        assert!(lacks_it(false));
        assert!(!lacks_it(true));
    }

    #[test]
    fn gentle_storms_have_fewer_threads_but_some() {
        let gentle = Place {
            gentle: true,
            cpus: Cpus::one(0),
            ..place()
        };
        assert_eq!((place().per_cpu(2), gentle.per_cpu(1)), (8, 1));
    }
}
