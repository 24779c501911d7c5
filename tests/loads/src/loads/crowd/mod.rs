//! Groups of threads that compute, and how many CPUs each group has.

mod demands;
mod members;

use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use load_parts::clock::{now_ns, sleep_until_ns};
use load_parts::cpus::Cpus;

use demands::{Group, Place, Step, Want};
use members::{Crowd, SLOT_MS, Used};

/// Groups of threads that compute, each thread named as its group, so that rules can tell
/// them apart. Fails if a group has other CPUs than --group says, on average from
/// --from-ms to --to-ms, or after a --step than that says.
#[derive(clap::Args)]
pub struct Arguments {
    /// Name, threads, when they begin, and the CPUs that the group has to have: `left:8:0:3`
    /// or, within other bounds than --off-by, `left:8:0:2.5..4`.
    #[arg(long = "group", required = true, value_name = "NAME:THREADS:MS:CPUS")]
    groups: Vec<Group>,
    /// When measuring begins, after the start.
    #[arg(long, value_name = "MS", default_value_t = 500)]
    from_ms: u64,
    /// When it ends.
    #[arg(long, value_name = "MS", default_value_t = 1500)]
    to_ms: u64,
    /// By how much of a CPU a group may be off.
    #[arg(long, value_name = "CPUS", default_value_t = 0.25)]
    off_by: f64,
    /// Looks at each so many milliseconds of what is measured by themselves, too: in none
    /// of them may a group be off by more than --moment-off-by.
    #[arg(long, value_name = "MS", default_value_t = 0)]
    moment_ms: u64,
    /// The same for a moment.
    #[arg(long, value_name = "CPUS", default_value_t = 1.0)]
    moment_off_by: f64,
    /// Fails, too, if a thread has not run at all in what is measured.
    #[arg(long)]
    everybody_runs: bool,
    /// A group has to have used so many percent of its time, or more, on these CPUs, where
    /// the last measuring was: `prio:2-3:90`.
    #[arg(long = "on", value_name = "NAME:CPUS:PERCENT")]
    places: Vec<Place>,
    /// A shell command to run while all compute, after which the groups that are named have
    /// to have other CPUs: `echo 0 > /sys/devices/system/cpu/cpu3/online => left=2,right=1`.
    /// May be given several times: one comes after the other.
    #[arg(long = "step", value_name = "COMMAND => NAME=CPUS,…")]
    steps: Vec<Step>,
    /// How long after a step's command measuring begins.
    #[arg(long, value_name = "MS", default_value_t = 200)]
    settle_ms: u64,
}

/// A time that is measured, in milliseconds from the start.
#[derive(Clone, Copy)]
struct Window {
    from_ms: u64,
    to_ms: u64,
}

/// Runs the load.
pub fn run(arguments: &Arguments) -> Result<String> {
    let first = Window {
        from_ms: arguments.from_ms,
        to_ms: arguments.to_ms,
    };
    if first.to_ms <= first.from_ms {
        bail!("--to-ms has to be later than --from-ms");
    }
    let on = |group: &Group| {
        let place = arguments
            .places
            .iter()
            .find(|place| place.name == group.name);
        place.map_or(Cpus(0), |place| place.cpus)
    };
    let crowd = Crowd::start(&arguments.groups, on)?;
    let mut judge = Judge {
        arguments,
        crowd: &crowd,
        words: Vec::new(),
        wrong: Vec::new(),
    };
    let mut wants: Vec<Want> = arguments.groups.iter().map(Group::want).collect();
    sleep_until_ns(crowd.at(first.to_ms))?;
    judge.window("", first, &wants);
    let mut last = first;
    for step in &arguments.steps {
        step.change(&arguments.groups, &mut wants)?;
        let took_ms = run_command(&step.command)?;
        let from_ms = crowd.now_ms() + arguments.settle_ms;
        last = Window {
            from_ms,
            to_ms: from_ms + (first.to_ms - first.from_ms),
        };
        sleep_until_ns(crowd.at(last.to_ms))?;
        let when = format!("after `{}` ({took_ms} ms) ", step.command);
        judge.window(&when, last, &wants);
    }
    judge.places(last);
    let Judge { words, wrong, .. } = judge;
    crowd.finish()?;
    if !wrong.is_empty() {
        bail!("{}", wrong.join("; "));
    }
    Ok(words.join(", "))
}

/// Runs a step's command; gives how long it took.
fn run_command(command: &str) -> Result<u64> {
    let start = now_ns();
    let status = Command::new("/bin/sh").args(["-c", command]).status();
    let status = status.context("cannot run a shell")?;
    if !status.success() {
        bail!("`{command}` ended with {status}");
    }
    Ok(Duration::from_nanos(now_ns() - start).as_millis() as u64)
}

/// Compares what groups had with what they are to have.
struct Judge<'a> {
    arguments: &'a Arguments,
    crowd: &'a Crowd,
    words: Vec<String>,
    wrong: Vec<String>,
}

impl Judge<'_> {
    /// Looks at all of a window, and at its moments.
    fn window(&mut self, when: &str, window: Window, wants: &[Want]) {
        let arguments = self.arguments;
        for (nr, (group, want)) in arguments.groups.iter().zip(wants).enumerate() {
            let cpus = self.cpus(nr, window);
            self.words
                .push(format!("{when}{} had {cpus:.2} CPUs", group.name));
            let (least, most) = want.bounds(arguments.off_by);
            if cpus < least || cpus > most {
                self.wrong.push(format!(
                    "{when}{} had {cpus:.2} CPUs instead of {least:.2} to {most:.2}",
                    group.name
                ));
            }
            if arguments.moment_ms > 0 {
                self.moments(when, nr, window, *want);
            }
            if arguments.everybody_runs {
                self.everybody(when, nr, window);
            }
        }
    }

    fn moments(&mut self, when: &str, nr: usize, window: Window, want: Want) {
        let (least, most) = want.bounds(self.arguments.moment_off_by);
        let (mut lowest, mut highest) = (f64::INFINITY, 0.0_f64);
        let mut from_ms = window.from_ms;
        while from_ms + self.arguments.moment_ms <= window.to_ms {
            let to_ms = from_ms + self.arguments.moment_ms;
            let cpus = self.cpus(nr, Window { from_ms, to_ms });
            (lowest, highest) = (lowest.min(cpus), highest.max(cpus));
            from_ms = to_ms;
        }
        self.words
            .push(format!("{lowest:.2} to {highest:.2} at a moment"));
        if lowest < least || highest > most {
            let name = self
                .arguments
                .groups
                .get(nr)
                .map_or("?", |group| &group.name);
            self.wrong.push(format!(
                "{when}{name} had {lowest:.2} to {highest:.2} CPUs at a moment instead of \
                 {least:.2} to {most:.2}"
            ));
        }
    }

    fn everybody(&mut self, when: &str, nr: usize, window: Window) {
        let each = self
            .crowd
            .each_ns(nr, window.from_ms, window.to_ms, Used::all);
        let each: Vec<u128> = each.collect();
        let still = each.iter().filter(|&&ns| ns == 0).count();
        if still > 0 {
            let name = self
                .arguments
                .groups
                .get(nr)
                .map_or("?", |group| &group.name);
            let all = each.len();
            self.wrong.push(format!(
                "{when}{still} of {all} threads of {name} did not run"
            ));
        }
    }

    /// How many CPUs a group had on average.
    fn cpus(&self, nr: usize, window: Window) -> f64 {
        let used_ns = self
            .crowd
            .used_ns(nr, window.from_ms, window.to_ms, Used::all);
        let ms = window.to_ms / SLOT_MS * SLOT_MS - window.from_ms / SLOT_MS * SLOT_MS;
        used_ns as f64 / 1e6 / ms.max(1) as f64
    }

    /// Looks whether groups were where they have to be.
    fn places(&mut self, window: Window) {
        for (nr, group) in self.arguments.groups.iter().enumerate() {
            let places = &self.arguments.places;
            let Some(place) = places.iter().find(|place| place.name == group.name) else {
                continue;
            };
            let used = |what| self.crowd.used_ns(nr, window.from_ms, window.to_ms, what);
            let percent = used(Used::on) * 100 / used(Used::all).max(1);
            let text = format!("{} was {percent} % of its time on its CPUs", group.name);
            if percent < place.percent {
                let least = place.percent;
                self.wrong.push(format!("{text}, less than {least} %"));
            }
            self.words.push(text);
        }
    }
}
