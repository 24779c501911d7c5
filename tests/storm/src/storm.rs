//! A storm: starts all kinds, watches the machine while they go on, and ends them.
//!
//! The watching is done with the highest priority, so that it does not depend on
//! the scheduler that it judges.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use load_parts::cpus::Cpus;
use load_parts::kernel::{Class, set_class, threads_will_start};
use signal_hook::consts::{SIGINT, SIGTERM};

use crate::answer::{self, answer};
use crate::cgroups::Cgroups;
use crate::kinds::{KINDS, Kind};
use crate::machine;
use crate::place::Place;
use crate::processes::Processes;
use crate::progress::Progress;
use crate::report::{Done, Report};
use crate::state::State;
use crate::suspects;

/// What a storm is to be.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Where all random choices start.
    pub seed: u64,
    /// How long it lasts.
    pub time: Duration,
    /// Numbers of the kinds to mix.
    pub kinds: Vec<usize>,
    /// Fewer threads, longer pauses.
    pub gentle: bool,
    /// The longest time that a runnable thread may be without a CPU.
    pub progress_limit: Duration,
    /// The longest time by which an answer may be late.
    pub answer_limit: Option<Duration>,
    /// A shell command that is run as soon as something has failed.
    pub on_failure: Option<String>,
}

/// Priority of those who watch.
const WATCHING: Class = Class::Fifo(99);

/// From one look at the processes and the answers to the next.
const LOOK: Duration = Duration::from_millis(100);

/// From one look at all threads to the next, at least.
const PROGRESS_LOOK: Duration = Duration::from_millis(500);

/// And at least so many times as long as the look took, which on an emulated CPU is
/// 50 ms and more: who watches must not be who keeps others from the CPU.
const PROGRESS_REST: u32 = 4;

/// How long `--on-failure` may take until the storm ends.
const REPORT: Duration = Duration::from_secs(30);

/// Runs a storm.
///
/// # Errors
///
/// When it could not be run; what it found is in the report.
pub fn run(plan: &Plan) -> Result<Report> {
    // Removed after the last process has ended.
    let _cgroups = Cgroups::make()?;
    let mut storm = Storm::start(plan)?;
    storm.watch_until(storm.start + plan.time);
    storm.finish()
}

struct Storm<'a> {
    plan: &'a Plan,
    state: State,
    /// The CPUs that were online before.
    cpus: Cpus,
    processes: Processes,
    progress: Progress,
    start: Instant,
    next_progress_look: Instant,
    /// Machine time of the last answer, and its number.
    last_answer: (u64, u64),
    /// Set by SIGTERM and SIGINT.
    told_to_end: Arc<AtomicBool>,
    report: Report,
}

impl<'a> Storm<'a> {
    fn start(plan: &'a Plan) -> Result<Self> {
        let (state, cpus) = (State::new()?, machine::online()?);
        let mut storm = Self {
            plan,
            state,
            cpus,
            processes: Processes::new()?,
            progress: Progress::default(),
            start: Instant::now(),
            next_progress_look: Instant::now(),
            last_answer: (0, 0),
            told_to_end: Arc::default(),
            report: Report::new(plan.seed, cpus.count()),
        };
        storm.processes.start("answer", || answer(state))?;
        if let Some(command) = &plan.on_failure {
            storm.processes.start("report", || report(state, command))?;
        }
        for &number in &plan.kinds {
            let Some(kind) = KINDS.get(number) else {
                continue;
            };
            storm.start_kind(number, *kind)?;
        }
        // Only here: the parts end as other processes do.
        for signal in [SIGTERM, SIGINT] {
            signal_hook::flag::register(signal, Arc::clone(&storm.told_to_end))?;
        }
        set_class(None, WATCHING).context("cannot watch the storm")?;
        threads_will_start();
        std::thread::Builder::new()
            .name("clock".into())
            .spawn(move || keep_machine_time(state))
            .context("cannot start the clock")?;
        Ok(storm)
    }

    fn start_kind(&mut self, number: usize, kind: &'static dyn Kind) -> Result<()> {
        let place = Place {
            state: self.state,
            kind: (number, kind.name()),
            seed: self.plan.seed,
            cpus: self.cpus,
            gentle: self.plan.gentle,
            ties_itself: kind.ties_itself(),
        };
        if let Some(why) = kind.obstacle(&place) {
            self.report.left_out(kind.name(), why);
            return Ok(());
        }
        self.processes.start(kind.name(), || kind.run(&place))
    }

    fn watch_until(&mut self, end: Instant) {
        while Instant::now() < end && !self.state.stopped() && self.report.is_good() {
            std::thread::sleep(LOOK);
            self.look();
        }
        self.report.seconds = self.start.elapsed().as_secs_f64();
    }

    /// Looks at everything once.
    fn look(&mut self) {
        self.processes.reap();
        let failed: Vec<String> = self.processes.ended().filter_map(|(_, why)| why).collect();
        if let Some(why) = failed.first() {
            self.fail(why.clone());
        }
        if self.told_to_end.swap(false, Ordering::Relaxed) {
            self.fail("it was told to end early".to_owned());
        }
        self.state.set_lull(machine::is_switching());
        // Once the storm is over, nobody answers any more.
        if !self.state.stopped() {
            self.look_at_answers();
        }
        if Instant::now() >= self.next_progress_look {
            let start = Instant::now();
            self.look_at_progress();
            let rest = (start.elapsed() * PROGRESS_REST).max(PROGRESS_LOOK);
            self.next_progress_look = Instant::now() + rest;
        }
    }

    fn look_at_progress(&mut self) {
        // Nobody's scheduler but the kernel's own is there to be judged.
        if self.state.is_lull() {
            self.progress.forget();
            return;
        }
        self.progress.look(self.state.machine_ns());
        let Some(worst) = &self.progress.worst else {
            return;
        };
        self.report.worst_progress = worst.time;
        if worst.time > self.plan.progress_limit {
            let (id, name) = &worst.thread;
            let why = format!(
                "thread {id} ({name}) is runnable and got no CPU for {} ms, more than the {} ms \
                 of --progress-limit-ms",
                worst.time.as_millis(),
                self.plan.progress_limit.as_millis()
            );
            self.fail(why);
        }
    }

    fn look_at_answers(&mut self) {
        let (answers, worst_ns) = self.state.answers();
        let now = self.state.machine_ns();
        if answers != self.last_answer.1 {
            self.last_answer = (now, answers);
        }
        // One that has not come yet is late, too.
        let silent = Duration::from_nanos(now.saturating_sub(self.last_answer.0));
        let silent = silent.saturating_sub(answer::PERIOD + LOOK);
        let worst = silent.max(Duration::from_nanos(worst_ns));
        self.report.worst_answer = self.report.worst_answer.max(worst);
        if let Some(limit) = self.plan.answer_limit.filter(|&limit| worst > limit) {
            let why = format!(
                "the task that wakes up every {} ms was {} ms late, more than the {} ms of \
                 --answer-limit-ms",
                answer::PERIOD.as_millis(),
                worst.as_millis(),
                limit.as_millis()
            );
            self.fail(why);
        }
    }

    /// Notes a failure; the first one is shown at once, while all is as it is.
    fn fail(&mut self, why: String) {
        if !self.report.fail(why) {
            return;
        }
        for line in self.report.explain(&self.state.events.lines()) {
            eprintln!("flux-storm: {line}");
        }
        for line in suspects::lines() {
            eprintln!("flux-storm: {line}");
        }
        if self.plan.on_failure.is_some() {
            self.state.ask_for_report();
            let start = Instant::now();
            while !self.state.report_is_done() && start.elapsed() < REPORT {
                std::thread::sleep(LOOK);
            }
        }
    }

    /// Ends everything and puts the machine back into its former state.
    fn finish(mut self) -> Result<Report> {
        self.state.stop();
        self.wait_for_all();
        if let Err(error) = self.processes.end() {
            self.fail(format!("{error:#}"));
        }
        if let Err(error) = machine::bring_online(self.cpus) {
            self.fail(format!("{error:#}"));
        }
        for &number in &self.plan.kinds {
            let Some(kind) = KINDS.get(number) else {
                continue;
            };
            let done = Done::of(self.state.counts(number));
            if let Some(why) = self.report.done(kind.name(), done) {
                self.fail(why);
            }
        }
        set_class(None, Class::Other)?;
        Ok(self.report)
    }

    /// Waits until all parts have ended by themselves, which a thread that nobody
    /// runs cannot do.
    fn wait_for_all(&mut self) {
        let limit = u64::try_from(self.plan.progress_limit.as_nanos()).unwrap_or(u64::MAX);
        let start = self.state.machine_ns();
        loop {
            self.look();
            let living = self.processes.living();
            if living.is_empty() || !self.report.is_good() {
                return;
            }
            if self.state.machine_ns() - start > limit {
                self.fail(format!("{} did not end", living.join(", ")));
                return;
            }
            std::thread::sleep(LOOK);
        }
    }
}

/// Runs the command once something has failed. In a process of its own: starting one
/// waits for a scheduler that is just being attached or detached, and who watches
/// must not wait for it.
fn report(state: State, command: &str) -> Result<()> {
    set_class(None, WATCHING)?;
    while !state.report_is_asked_for() {
        if state.stopped() {
            return Ok(());
        }
        std::thread::sleep(LOOK);
    }
    let ended = Command::new("sh").args(["-c", command]).status();
    state.report_done();
    ended.context("--on-failure cannot be run")?;
    Ok(())
}

/// Moves the machine's time on, see [`State::machine_ns`], for as long as the
/// process lives.
fn keep_machine_time(state: State) {
    /// From one tick of this clock to the next.
    const TICK: Duration = Duration::from_millis(5);
    /// A tick that took longer was one in which the emulator did not run us.
    const LONGEST: Duration = Duration::from_millis(50);
    let mut last = Instant::now();
    loop {
        std::thread::sleep(TICK);
        let passed = last.elapsed();
        last += passed;
        let counted = passed.min(LONGEST).as_nanos();
        state.add_machine_ns(u64::try_from(counted).unwrap_or(0));
    }
}
