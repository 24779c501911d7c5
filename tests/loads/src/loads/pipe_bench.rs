//! Two processes that pass a byte to and fro: two wakeups and two switches a trip.
//!
//! Meant for a machine whose clock counts instructions, so the loop holds the two
//! system calls and nothing else.

use std::os::fd::OwnedFd;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};

use load_parts::cpus::Cpus;
use load_parts::kernel::Helper;

/// Two processes that pass a byte to and fro through pipes. Prints
/// `pipe: N ns per round trip`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Round trips that are measured.
    #[arg(default_value_t = 3000, value_parser = clap::value_parser!(u32).range(1..))]
    trips: u32,
    /// Round trips before, to warm up.
    #[arg(long, value_name = "TRIPS", default_value_t = 500)]
    warm_up: u32,
}

/// Runs the load.
pub fn run(arguments: &Arguments) -> Result<String> {
    let cpus = Cpus::usable()?;
    // With one CPU they are on it anyway; pinning would only make them look like
    // threads that must not move, which schedulers treat in a way of their own.
    if let (Some(first), 2..) = (cpus.iter().next(), cpus.count()) {
        Cpus::one(first).restrict(None)?;
    }
    let (ping_read, ping_write) = rustix::pipe::pipe()?;
    let (pong_read, pong_write) = rustix::pipe::pipe()?;
    let trips = arguments.warm_up.saturating_add(arguments.trips);
    let partner = Helper::start("pipe-bench", || {
        for _ in 0..trips {
            receive(&ping_read)?;
            send(&pong_write)?;
        }
        Ok(())
    })?;
    let trip = || send(&ping_write).and_then(|()| receive(&pong_read));
    (0..arguments.warm_up).try_for_each(|_| trip())?;
    let start = Instant::now();
    (0..arguments.trips).try_for_each(|_| trip())?;
    let took = start.elapsed();
    partner.wait()?;
    let ns = took.as_nanos() / u128::from(arguments.trips);
    println!("pipe: {ns} ns per round trip");
    Ok(format!("{} trips, {ns} ns each", arguments.trips))
}

fn send(pipe: &OwnedFd) -> Result<()> {
    match rustix::io::write(pipe, &[1]).context("a pipe cannot be written")? {
        1 => Ok(()),
        _ => bail!("a pipe took nothing"),
    }
}

fn receive(pipe: &OwnedFd) -> Result<()> {
    let mut byte = [0];
    match rustix::io::read(pipe, &mut byte).context("a pipe cannot be read")? {
        1 => Ok(()),
        _ => bail!("the partner is gone"),
    }
}
