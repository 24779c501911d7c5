//! A task such as a shell on a remote connection: it sleeps, wakes up every 10 ms,
//! does a little and sleeps again. How late it is, is what a user notices.

use std::time::{Duration, Instant};

use anyhow::Result;

use crate::state::State;

/// From one wakeup to the next.
pub const PERIOD: Duration = Duration::from_millis(10);

/// What is later than this is not called late for the times at which the emulator
/// did not run the machine at all, see [`State::machine_ns`].
const EXACT: Duration = Duration::from_millis(100);

/// Answers until the storm is over.
///
/// # Errors
///
/// None so far.
pub fn answer(state: State) -> Result<()> {
    while !state.stopped() {
        let (start, machine_start) = (Instant::now(), state.machine_ns());
        std::thread::sleep(PERIOD);
        let late = start.elapsed().saturating_sub(PERIOD);
        let machine = Duration::from_nanos(state.machine_ns() - machine_start);
        let late = lateness(late, machine.saturating_sub(PERIOD));
        state.answered(u64::try_from(late.as_nanos()).unwrap_or(u64::MAX));
        load_parts::work::spin_a_little();
    }
    Ok(())
}

/// How late the task was, by its own clock and by that of the machine.
fn lateness(own: Duration, machine: Duration) -> Duration {
    if own <= EXACT {
        return own;
    }
    own.min(machine.max(EXACT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_of_the_emulator_are_not_late_answers() {
        let ms = Duration::from_millis;
        assert_eq!(lateness(ms(30), ms(0)), ms(30));
        assert_eq!(lateness(ms(5000), ms(20)), ms(100));
        assert_eq!(lateness(ms(5000), ms(4990)), ms(4990));
    }
}
