//! Loads to put under a scheduler, each of which knows what its own result has
//! to be: `flux-loads LOAD [OPTIONS]`.
//!
//! A load prints one line, `flux-loads LOAD: ok: …` or `flux-loads LOAD: FAILED: …`,
//! and exits with 0 or 1 accordingly. It knows nothing of sched_ext: every load
//! passes under any scheduler that strands no thread, the kernel's own included.
//! Whether that scheduler was still attached afterwards is the caller's question.
//!
//! Limits are meant for emulated machines, 20 to 50 times slower than real ones
//! and with clocks that jump: what exceeds them was forgotten, not merely late.

mod board;
mod limits;
mod loads;
mod switch;
mod team;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use clap::{Parser, Subcommand};

use load_parts::kernel;

use crate::limits::Limits;
use crate::loads::{
    affinity, cgroup_shares, class, crowd, exec, fifo_bursts, fifo_hog, fork_storm, hotplug,
    kernel_threads, latecomer, many_threads, nice, order, pinned, pipe_bench, readers, relay, rpc,
    shares, short_turns, sleep_yield, spin, watch_responsive,
};

/// Loads to put under a scheduler, each of which verifies its own result.
#[derive(Parser)]
#[command(name = "flux-loads", version)]
struct Arguments {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    load: Load,
}

/// What every load takes.
#[derive(clap::Args)]
struct Common {
    /// The longest time that a thread may stand still.
    #[arg(long, global = true, value_name = "MS", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..))]
    limit_ms: u64,
    /// Where random choices start.
    #[arg(long, global = true, default_value_t = 1)]
    seed: u64,
    /// Ends the load by SIGALRM if it is not done by then.
    #[arg(long, global = true, value_name = "SECS", default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..))]
    give_up_after: u32,
    /// Runs at this nice value, as do the threads and processes that it starts.
    #[arg(long, global = true, allow_negative_numbers = true, value_name = "NICE", default_value_t = 0, value_parser = clap::value_parser!(i32).range(-20..20))]
    at_nice: i32,
}

#[derive(Subcommand)]
enum Load {
    SleepYield(sleep_yield::Arguments),
    Spin(spin::Arguments),
    Nice(nice::Arguments),
    Class(class::Arguments),
    Crowd(crowd::Arguments),
    Exec(exec::Arguments),
    Affinity(affinity::Arguments),
    Order(order::Arguments),
    Pinned(pinned::Arguments),
    ForkStorm(fork_storm::Arguments),
    KernelThreads(kernel_threads::Arguments),
    ManyThreads(many_threads::Arguments),
    FifoBursts(fifo_bursts::Arguments),
    FifoHog(fifo_hog::Arguments),
    Readers(readers::Arguments),
    Relay(relay::Arguments),
    Rpc(rpc::Arguments),
    CgroupShares(cgroup_shares::Arguments),
    Latecomer(latecomer::Arguments),
    Shares(shares::Arguments),
    ShortTurns(short_turns::Arguments),
    Hotplug(hotplug::Arguments),
    PipeBench(pipe_bench::Arguments),
    WatchResponsive(watch_responsive::Arguments),
}

impl Load {
    fn name(&self) -> &'static str {
        match self {
            Self::SleepYield(_) => "sleep-yield",
            Self::Spin(_) => "spin",
            Self::Nice(_) => "nice",
            Self::Class(_) => "class",
            Self::Crowd(_) => "crowd",
            Self::Exec(_) => "exec",
            Self::Affinity(_) => "affinity",
            Self::Order(_) => "order",
            Self::Pinned(_) => "pinned",
            Self::ForkStorm(_) => "fork-storm",
            Self::KernelThreads(_) => "kernel-threads",
            Self::ManyThreads(_) => "many-threads",
            Self::FifoBursts(_) => "fifo-bursts",
            Self::FifoHog(_) => "fifo-hog",
            Self::Readers(_) => "readers",
            Self::Relay(_) => "relay",
            Self::Rpc(_) => "rpc",
            Self::CgroupShares(_) => "cgroup-shares",
            Self::Latecomer(_) => "latecomer",
            Self::Shares(_) => "shares",
            Self::ShortTurns(_) => "short-turns",
            Self::Hotplug(_) => "hotplug",
            Self::PipeBench(_) => "pipe-bench",
            Self::WatchResponsive(_) => "watch-responsive",
        }
    }

    /// Runs the load; gives what it has seen in a few words.
    fn run(&self, limits: &Limits) -> Result<String> {
        match self {
            Self::SleepYield(arguments) => sleep_yield::run(arguments, limits),
            Self::Spin(arguments) => spin::run(arguments, limits),
            Self::Nice(arguments) => nice::run(arguments, limits),
            Self::Class(arguments) => class::run(arguments, limits),
            Self::Crowd(arguments) => crowd::run(arguments),
            Self::Exec(arguments) => exec::run(arguments),
            Self::Affinity(arguments) => affinity::run(arguments, limits),
            Self::Order(arguments) => order::run(arguments, limits),
            Self::Pinned(arguments) => pinned::run(arguments, limits),
            Self::ForkStorm(arguments) => fork_storm::run(arguments),
            Self::KernelThreads(arguments) => kernel_threads::run(arguments, limits),
            Self::ManyThreads(arguments) => many_threads::run(arguments, limits),
            Self::FifoBursts(arguments) => fifo_bursts::run(arguments, limits),
            Self::FifoHog(arguments) => fifo_hog::run(arguments),
            Self::Readers(arguments) => readers::run(arguments, limits),
            Self::Relay(arguments) => relay::run(arguments, limits),
            Self::Rpc(arguments) => rpc::run(arguments, limits),
            Self::CgroupShares(arguments) => cgroup_shares::run(arguments),
            Self::Latecomer(arguments) => latecomer::run(arguments),
            Self::Shares(arguments) => shares::run(arguments),
            Self::ShortTurns(arguments) => short_turns::run(arguments),
            Self::Hotplug(arguments) => hotplug::run(arguments, limits),
            Self::PipeBench(arguments) => pipe_bench::run(arguments),
            Self::WatchResponsive(arguments) => watch_responsive::run(arguments, limits),
        }
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    kernel::end_after(arguments.common.give_up_after);
    let limits = Limits {
        standstill: Duration::from_millis(arguments.common.limit_ms),
        seed: arguments.common.seed,
    };
    let name = arguments.load.name();
    if arguments.common.at_nice != 0
        && let Err(error) = rustix::process::setpriority_process(None, arguments.common.at_nice)
    {
        println!("flux-loads {name}: cannot run at that nice value: {error}");
        return ExitCode::from(2);
    }
    match arguments.load.run(&limits) {
        Ok(summary) => {
            println!("flux-loads {name}: ok: {summary}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            println!("flux-loads {name}: FAILED: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        use clap::CommandFactory as _;
        Arguments::command().debug_assert();
    }
}
