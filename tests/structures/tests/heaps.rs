//! Heaps against a model, with all invariants checked after each step.

use flux_structures_tests::explore;
use flux_structures_tests::heaps::Heap;
use flux_structures_tests::random::Random;
use flux_structures_tests::step::{DEFAULT_HEIGHT, World};

/// Steps of all random runs together.
const STEPS: u32 = 1_000_000;

/// Elements, keys.
const RUNS: [(u32, usize); 5] = [(1, 2), (5, 3), (9, 1000), (22, 10), (64, 1000)];

#[test]
fn a_million_random_steps_do_what_the_model_does() -> Result<(), String> {
    let mut done = 0;
    for (seed, (elements, keys)) in (1..).zip(RUNS) {
        let mut random = Random::new(seed);
        let mut world = World::new(elements as usize, DEFAULT_HEIGHT, true);
        let mut model = Heap::default();
        let mut left = STEPS / RUNS.len() as u32;
        while left > 0 {
            if let Some(mut step) = model.random_step(&mut random, elements, keys) {
                model.step(&mut world, &mut step)?;
                left -= 1;
                done += 1;
            }
        }
    }
    assert_eq!(done, STEPS);
    Ok(())
}

#[test]
fn all_sequences_of_up_to_7_steps_do_what_the_model_does() -> Result<(), String> {
    let seen = explore::heaps(|_, _, _| {})?;
    // Another number means that something else was tested.
    assert_eq!(seen.sequences, 245_528);
    Ok(())
}
