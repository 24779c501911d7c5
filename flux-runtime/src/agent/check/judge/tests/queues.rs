//! Threads that wait for too long.

use std::time::Duration;

use super::*;

#[test]
fn waiting_too_long_is_found() {
    all_are_found(&[
        (
            Invariant::Ageing,
            "is linked since 10.1 s; flux should have run it after 7.5 s",
            |look| {
                of(look, 3).generic.queued_at_period = 909;
            },
        ),
        (
            Invariant::Ageing,
            "is held since 2.8 s; flux should have run it after 0.2 s",
            |look| {
                *of(look, 6) =
                    thread(6, THREAD_HELD, THREAD_WANTS, [Link::default(); 2]).unwrap_or_default();
                of(look, 6).generic.queued_at_period = 982;
            },
        ),
        (
            Invariant::WantsQueued,
            "is linked and wants no CPU",
            |look| {
                of(look, 3).generic.flags = 0;
            },
        ),
    ]);
    let mut look = busy();
    of(&mut look, 3).generic.queued_at_period = 911;
    assert_eq!(found(&look), [], "within the limit");
}

#[test]
fn a_watch_timer_that_stands_still_is_found() {
    let (config, mut look) = (config(), busy());
    let mut clock = WatchClock::default();
    let mut at = |look: &Look, second| {
        clock
            .observe(Duration::from_secs(second), look, &rules(&config))
            .map(|suspicion| suspicion.text)
    };
    assert_eq!(at(&look, 10), None);
    assert_eq!(at(&look, 15), None);
    assert!(at(&look, 16).is_some_and(|text| text.contains("not fired for 6.0 s")));
    look.period += 1;
    assert_eq!(at(&look, 17), None);
}

#[test]
fn cpus_that_idle_while_a_thread_waits_are_noticed() {
    let mut clock = IdleClock::default();
    let mut look = busy();
    look.cpus[1].halted = 1;
    of(&mut look, 3).generic.allowed[0] = 0b10;
    let mut at = |look: &Look, millis| {
        let now = Duration::from_millis(millis);
        clock.observe(now, look).as_millis()
    };
    assert_eq!(at(&look, 100), 0);
    assert_eq!(at(&look, 250), 150);
    look.cpus[1].turn += 1;
    assert_eq!(at(&look, 260), 0, "it has picked");
    assert_eq!(at(&look, 300), 40);
    of(&mut look, 3).generic.generation += 1;
    assert_eq!(at(&look, 310), 0, "it was taken away and came back");
    of(&mut look, 3).generic.allowed[0] = 0b01;
    assert_eq!(at(&look, 400), 0, "it may not run there");
}
