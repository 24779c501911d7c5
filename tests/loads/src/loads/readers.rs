//! A CPU that is taken offline while the threads pinned to it read under RCU.
//!
//! The kernel waits for all readers before it says that the CPU goes. One that was
//! preempted while it read has to get its turn for that, from whoever schedules. If it does not, neither
//! the readers nor whoever waits for them can be killed, so they are a process that can be left behind.

use std::os::unix::net::UnixDatagram;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use load_parts::cpus::Cpus;
use load_parts::filter::refuse_all_slowly;

use crate::board::Board;
use crate::limits::Limits;
use crate::switch::Switch;
use crate::team::{Habit, Team};

/// Takes a CPU offline and back while all threads are pinned to it and are preempted
/// as RCU readers; fails if it does not go within --limit-ms, or all take twice that.
#[derive(clap::Args)]
pub struct Arguments {
    /// The CPU to take away.
    #[arg(long, default_value_t = 1)]
    cpu: usize,
    /// Threads that are pinned to it. While one runs the others wait, most of them as readers.
    #[arg(long, default_value_t = 8)]
    threads: usize,
    /// How often.
    #[arg(long, default_value_t = 3)]
    rounds: u32,
    /// How long the threads have the CPU to themselves before it goes.
    #[arg(long, value_name = "MS", default_value_t = 400)]
    hold_ms: u64,
    /// Reads in this process itself, which cannot be killed if the CPU does not go.
    #[arg(long, hide = true)]
    here: bool,
}

/// Sends between two looks at whether the load is to end: some milliseconds.
const SENDS: usize = 40;

/// Runs the load.
pub fn run(arguments: &Arguments, limits: &Limits) -> Result<String> {
    if arguments.here {
        return read(arguments, limits);
    }
    let own = std::env::current_exe().context("cannot tell the own program")?;
    let child = Command::new(own)
        .args(std::env::args_os().skip(1))
        .arg("--here")
        .spawn()
        .context("cannot start a process")?;
    // Long before RCU complains, which is after 21 s.
    let held = Duration::from_millis(arguments.hold_ms) * arguments.rounds;
    ends_within(child, held + limits.standstill * 2)?;
    Ok(format!("CPU {} went each time", arguments.cpu))
}

/// Waits for the process, which says itself what went wrong; leaves it behind if it does not end.
fn ends_within(mut child: Child, time: Duration) -> Result<()> {
    let start = Instant::now();
    while start.elapsed() < time {
        match child.try_wait().context("cannot wait for the process")? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => bail!("the process that reads ended with {status}"),
            None => std::thread::sleep(Duration::from_millis(20)),
        }
    }
    // It ends when its readers have had their turn.
    child.kill().context("cannot kill the process")?;
    bail!(
        "not done after {} ms: a reader does not get its turn",
        time.as_millis()
    )
}

/// Takes the CPU away and gives it back, with readers on it.
fn read(arguments: &Arguments, limits: &Limits) -> Result<String> {
    let switch = Switch::of(arguments.cpu)?;
    let board = Board::new(arguments.threads.max(1))?;
    let pairs: Vec<Filtered> = (0..arguments.threads.max(1))
        .map(|_| Filtered::new())
        .collect::<Result<_>>()?;
    let team = Team::start(
        board,
        |_| Habit::Spin,
        move |member| {
            let pair = pairs.get(member.index).context("a pair of sockets each")?;
            (0..SENDS).try_for_each(|_| pair.send())
        },
    )?;
    let home = Cpus::one(arguments.cpu);
    let mut slowest = Duration::ZERO;
    for round in 0..arguments.rounds {
        let switched = (|| {
            // Once more each time: the kernel lets them off a CPU that is gone for good.
            let mut slots = board.slots().iter();
            slots.try_for_each(|slot| home.restrict(slot.tid()))?;
            std::thread::sleep(Duration::from_millis(arguments.hold_ms));
            let took = switch.set(false)?;
            slowest = slowest.max(took);
            if took > limits.standstill {
                bail!("CPU {} took {} ms to go", arguments.cpu, took.as_millis());
            }
            switch.set(true).map(drop)
        })();
        if let Err(error) = switched {
            board.stop();
            return Err(error).with_context(|| format!("round {round}"));
        }
    }
    let progress = team.finish(limits)?;
    Ok(format!(
        "CPU {} away {} times, slowest in {} ms; {progress}",
        arguments.cpu,
        arguments.rounds,
        slowest.as_millis()
    ))
}

/// Two sockets with a long filter between them. Who sends runs it, as an RCU reader that
/// may be preempted; it lets nothing through, so nobody has to receive.
struct Filtered {
    from: UnixDatagram,
    /// It is there as long as somebody sends.
    #[cfg_attr(not(test), expect(dead_code, reason = "nothing comes to be received"))]
    to: UnixDatagram,
}

impl Filtered {
    fn new() -> Result<Self> {
        let (from, to) = UnixDatagram::pair().context("no pair of sockets")?;
        refuse_all_slowly(&to).context("cannot install a socket filter")?;
        Ok(Self { from, to })
    }

    fn send(&self) -> Result<()> {
        let sent = self.from.send(&[0; 64]);
        sent.map(drop).context("cannot send")
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn nothing_comes_through_the_filter() {
        let pair = Filtered::new().unwrap();
        pair.send().unwrap();
        pair.to.set_nonblocking(true).unwrap();
        let received = pair.to.recv(&mut [0; 64]).unwrap_err();
        assert_eq!(received.kind(), io::ErrorKind::WouldBlock);
    }
}
