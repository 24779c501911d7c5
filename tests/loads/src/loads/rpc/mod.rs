//! Requests that come at their own times, beside work that takes all that it gets.
//!
//! The load is open: a request has its time, whatever became of those before it, and
//! its latency counts from that time, not from when somebody took notice. A load that
//! waits for its answers would ask less often of a scheduler that is slow, and find
//! it quick.
//!
//! Three kinds of processes take part, each with a name of its own (`rpc-worker`,
//! `hog`, `forker`), so that a scheduler can be told who is who.

mod background;
mod latencies;
mod server;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use load_parts::clock::{now_ns, sleep_until_ns};
use load_parts::kernel::Helper;

use crate::limits::Limits;
use crate::loads::Seconds;

use background::Background;
use latencies::Latencies;
use server::Server;

/// Requests at random times, served by threads that compute for a moment each, beside
/// hogs and forkers. Prints a line `RPC key=value …` with exact percentiles.
#[derive(clap::Args, Clone, Debug)]
pub struct Arguments {
    /// Threads that serve requests.
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=1000))]
    workers: u32,
    /// Requests in a second, all workers together, at random times.
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    rate: u32,
    /// CPU time that a request takes.
    #[arg(long, value_name = "US", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..))]
    work_us: u64,
    /// The same in rounds of computing, as an earlier run has printed them; without
    /// it, the load finds out.
    #[arg(long, value_name = "N")]
    work_rounds: Option<u64>,
    /// A request has to be done so long after its time.
    #[arg(long, value_name = "US", default_value_t = 2000)]
    deadline_us: u64,
    /// Processes that compute without end.
    #[arg(long, value_name = "N", default_value_t = 0)]
    hogs: u32,
    /// Processes that start short processes without end.
    #[arg(long, value_name = "N", default_value_t = 0)]
    forkers: u32,
    /// How long all run before the first request counts.
    #[arg(long, value_name = "MS", default_value_t = 1000)]
    warm_up_ms: u64,
    /// Nice value of the workers.
    #[arg(long, value_name = "NICE", allow_negative_numbers = true, value_parser = clap::value_parser!(i32).range(-20..20))]
    rpc_nice: Option<i32>,
    /// Puts the workers into a cgroup of their own with this weight (1 to 10000, the
    /// rest of the machine counts 100 a process).
    #[arg(long, value_name = "WEIGHT", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    rpc_cgroup_weight: Option<u32>,
    /// Asks the kernel for this slice for the workers: EEVDF lets threads with short
    /// ones run sooner.
    #[arg(long, value_name = "US")]
    rpc_slice_us: Option<u64>,
    /// Runs the workers as realtime threads: what the machine can do at best.
    #[arg(long)]
    rpc_realtime: bool,
    /// Says by when each request has to be done, to the scheduler whose agent listens at
    /// this socket.
    #[arg(long, value_name = "SOCKET")]
    hints: Option<PathBuf>,
    /// Fails if more requests are late.
    #[arg(long, value_name = "N")]
    late_at_most: Option<usize>,
    /// Fails if the 99th percentile is longer.
    #[arg(long, value_name = "US")]
    p99_at_most_us: Option<u64>,
    #[command(flatten)]
    seconds: Seconds,
}

/// When what is counted begins and ends, in nanoseconds of the monotonic clock.
#[derive(Clone, Copy, Debug)]
struct Window {
    start_ns: u64,
    end_ns: u64,
}

/// How long starting everybody may take.
const PREPARATION: Duration = Duration::from_secs(60);

/// Runs the load.
pub fn run(arguments: &Arguments, limits: &Limits) -> Result<String> {
    let background = Background::start(arguments.hogs, arguments.forkers)?;
    let server = Server::start(arguments, limits)?;
    server.wait_until_ready(PREPARATION)?;
    let start_ns = now_ns() + arguments.warm_up_ms * 1_000_000;
    let window = Window {
        start_ns,
        end_ns: start_ns + u64::try_from(arguments.seconds.time().as_nanos())?,
    };
    server.open(window);
    sleep_until_ns(window.start_ns)?;
    let before = background.done();
    let before_ns = now_ns();
    sleep_until_ns(window.end_ns)?;
    let after = background.done();
    let counted_ns = now_ns() - before_ns;
    let rounds = server.work_rounds();
    let latencies = server.finish()?;
    background.finish()?;
    report(
        arguments,
        &latencies,
        rounds,
        (after - before).per_second(counted_ns),
    )
}

/// Prints the figures, and gives them in words.
fn report(
    arguments: &Arguments,
    latencies: &Latencies,
    work_rounds: u64,
    background: background::Done,
) -> Result<String> {
    let us = |ns: u64| ns / 1000;
    let (Some(p50), Some(p99), Some(p999), Some(max)) = (
        latencies.per_mille(500),
        latencies.per_mille(990),
        latencies.per_mille(999),
        latencies.per_mille(1000),
    ) else {
        bail!("no request came; make --seconds or --rate larger");
    };
    let missed = latencies.above(arguments.deadline_us * 1000);
    let requests = latencies.count();
    println!(
        "RPC requests={requests} p50_us={} p99_us={} p999_us={} max_us={} missed={missed} \
         hog_units_per_s={} forks_per_s={} work_rounds={work_rounds}",
        us(p50),
        us(p99),
        us(p999),
        us(max),
        background.hog_units,
        background.forks,
    );
    if arguments.late_at_most.is_some_and(|most| missed > most) {
        bail!(
            "{missed} of {requests} requests were late, the slowest took {} us",
            us(max)
        );
    }
    if arguments.p99_at_most_us.is_some_and(|most| us(p99) > most) {
        bail!("99 % of the requests were done within {} us only", us(p99));
    }
    Ok(format!(
        "{requests} requests, half done within {} us, 99 % within {} us, the slowest in {} us, \
         {missed} later than {} us",
        us(p50),
        us(p99),
        us(max),
        arguments.deadline_us
    ))
}

/// Names the calling process, which has one thread, for schedulers and for `top`.
fn name_process(name: &std::ffi::CStr) -> Result<()> {
    rustix::thread::set_name(name).context("a process cannot be named")
}

/// Starts a helper process of that name.
fn start_named(
    what: &'static str,
    name: &'static std::ffi::CStr,
    body: impl FnOnce() -> Result<()>,
) -> Result<Helper> {
    Helper::start(what, || {
        name_process(name)?;
        body()
    })
}
