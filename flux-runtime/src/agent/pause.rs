//! The agent itself did not run for a while: stopped, starved, or paged out.
//!
//! Nothing is lost by that: the scheduler needs no agent. But whoever reads the
//! output has to know why a gap is in it.

use std::time::Duration;

/// How much later than asked for the agent may wake up before it says so.
const WORTH_A_LINE: Duration = Duration::from_secs(5);

/// What to say of a sleep that was to last `asked` and lasted `slept`.
pub fn text(asked: Duration, slept: Duration) -> Option<String> {
    let late = slept.saturating_sub(asked);
    (late >= WORTH_A_LINE).then(|| {
        format!(
            "this agent did not run for {} s (stopped by SIGSTOP or a debugger, or it got no CPU); \
             the scheduler needs no agent and went on meanwhile",
            late.as_secs()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_gap_is_told() {
        let asked = Duration::from_millis(500);
        assert_eq!(text(asked, Duration::from_millis(700)), None);
        assert_eq!(text(asked, Duration::ZERO), None);
        let text = text(asked, Duration::from_millis(60_900)).unwrap_or_default();
        assert!(
            text.starts_with("this agent did not run for 60 s"),
            "{text}"
        );
    }
}
