//! The loads, one module each: its arguments and `run`.

pub mod affinity;
pub mod cgroup_shares;
pub mod class;
pub mod crowd;
pub mod exec;
pub mod fifo_bursts;
pub mod fifo_hog;
pub mod fork_storm;
pub mod hotplug;
pub mod kernel_threads;
pub mod latecomer;
pub mod many_threads;
pub mod nice;
pub mod order;
pub mod pinned;
pub mod pipe_bench;
pub mod readers;
pub mod relay;
pub mod rpc;
pub mod shares;
pub mod short_turns;
pub mod sleep_yield;
pub mod spin;
pub mod watch_responsive;

use std::time::Duration;

/// How long a load goes on.
#[derive(clap::Args, Clone, Copy, Debug)]
pub struct Seconds {
    /// How long to go on.
    #[arg(long, value_name = "SECS", default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..))]
    seconds: u64,
}

impl Seconds {
    /// As a duration.
    pub fn time(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }
}
