//! Pairs of threads that pass bytes to and fro through pipes: few of them, or more
//! than a pipe holds, so that writers block, too.

use std::io::{PipeReader, PipeWriter, Read as _, Write as _};
use std::sync::Mutex;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use super::Kind;
use crate::place::{Member, Place};

/// See the module.
pub struct Pipes;

/// More than the 64 KiB that a pipe holds.
const MOST_BYTES: u64 = 100_000;

/// What a round begins with: how many bytes follow.
const HEADER_BYTES: usize = 8;

/// A thread's ends of the two pipes.
type Ends = (PipeReader, PipeWriter);

impl Kind for Pipes {
    fn name(&self) -> &'static str {
        "pipes"
    }

    fn run(&self, place: &Place) -> Result<()> {
        let pairs = place.per_cpu(1);
        let mut ends = Vec::new();
        for _ in 0..pairs {
            let (there, back) = (std::io::pipe()?, std::io::pipe()?);
            ends.push(Mutex::new(Some((back.0, there.1))));
            ends.push(Mutex::new(Some((there.0, back.1))));
        }
        let take = |member: &mut Member| -> Result<Ends> {
            let mine = ends
                .get(member.index)
                .and_then(|ends| ends.lock().ok()?.take());
            mine.context("these ends are taken")
        };
        place.team_with(ends.len(), take, |ends, member| {
            // Dropped ends of one that has ended are how its partner notices, and either
            // may be the first to hear that the storm is over.
            let passed = if member.index.is_multiple_of(2) {
                lead(ends, member)
            } else {
                follow(ends)
            };
            if member.place.stopped() {
                Ok(())
            } else {
                passed
            }
        })
    }
}

/// Sends some bytes and reads them back, at most times only a few.
fn lead((input, output): &mut Ends, member: &mut Member) -> Result<()> {
    let count = match member.random.below(10) {
        0 => member.random.below(MOST_BYTES),
        _ => member.random.below(16),
    };
    output
        .write_all(&count.to_le_bytes())
        .context("the partner is gone")?;
    output
        .write_all(&vec![7; usize::try_from(count)?])
        .context("the partner is gone")?;
    let mut answer = [0; HEADER_BYTES];
    input
        .read_exact(&mut answer)
        .context("the partner is gone")?;
    if u64::from_le_bytes(answer) != count * 7 {
        bail!("{count} bytes were sent, but others were received");
    }
    if member.random.one_in(100) {
        member.sleep(Duration::from_micros(10), Duration::from_millis(50));
    }
    Ok(())
}

/// Reads bytes and answers with their sum.
fn follow((input, output): &mut Ends) -> Result<()> {
    let mut header = [0; HEADER_BYTES];
    input.read_exact(&mut header)?;
    let mut bytes = vec![0; usize::try_from(u64::from_le_bytes(header))?];
    input.read_exact(&mut bytes)?;
    let sum: u64 = bytes.iter().map(|&byte| u64::from(byte)).sum();
    output.write_all(&sum.to_le_bytes())?;
    Ok(())
}
