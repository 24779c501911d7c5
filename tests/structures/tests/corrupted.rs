//! Corrupted links: every operation ends soon, and stays in its array. The address
//! sanitizer sees each step beyond the array, which is an allocation of its own.

use flux_structures_tests::corrupt;
use flux_structures_tests::random::Random;
use flux_structures_tests::step::DEFAULT_HEIGHT;
use std::sync::mpsc;
use std::time::Duration;

/// Worlds with other memory.
const WORLDS: u32 = 100_000;

/// Operations on each, one after the other.
const STEPS: u32 = 4;

/// All take two or three seconds; an operation that does not end takes for ever.
const TIME: Duration = Duration::from_secs(120);

#[test]
fn operations_on_corrupted_memory_end_and_touch_nothing_else() {
    let (done, wait) = mpsc::channel();
    // Not joined: one that does not end would keep the test from failing.
    std::thread::spawn(move || {
        let mut random = Random::new(1);
        for world in 0..WORLDS {
            let height = [1, 2, 4, DEFAULT_HEIGHT][world as usize % 4];
            let elements = 1 + random.below(12);
            let mut world = corrupt::world(&mut random, elements, height, world % 3 > 0);
            let tags: Vec<u32> = world.items.iter().map(|item| item.tag).collect();
            for _ in 0..STEPS {
                world.step(&mut corrupt::step(&mut random, elements));
            }
            assert!(world.items.iter().map(|item| item.tag).eq(tags));
        }
        // The test has given up if nobody waits any more.
        let _ = done.send(());
    });
    assert_eq!(wait.recv_timeout(TIME), Ok(()));
}
