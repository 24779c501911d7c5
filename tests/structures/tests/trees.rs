//! Trees against a model, with all invariants checked after each step.

use flux_structures_tests::explore;
use flux_structures_tests::random::Random;
use flux_structures_tests::step::{DEFAULT_HEIGHT, World};
use flux_structures_tests::trees::Model;

/// Steps of all random runs together.
const STEPS: u32 = 1_000_000;

/// Height, elements, keys. Low trees have many orphans; few keys are often equal.
const RUNS: [(u32, u32, usize); 10] = [
    (1, 3, 3),
    (2, 6, 4),
    (2, 8, 1000),
    (3, 12, 5),
    (3, 12, 1000),
    (4, 24, 1000),
    (DEFAULT_HEIGHT, 8, 3),
    (DEFAULT_HEIGHT, 20, 10),
    (DEFAULT_HEIGHT, 20, 1000),
    (DEFAULT_HEIGHT, 64, 1000),
];

fn random_run(cached: bool) -> Result<(), String> {
    let (mut done, mut orphans) = (0, 0);
    for (seed, (height, elements, keys)) in (1..).zip(RUNS) {
        let mut random = Random::new(seed);
        let mut world = World::new(elements as usize, height, cached);
        let mut model = Model::default();
        let mut left = STEPS / RUNS.len() as u32 / 2;
        while left > 0 {
            if let Some(mut step) = model.random_step(&mut random, elements, keys) {
                model.step(&mut world, &mut step)?;
                left -= 1;
                done += 1;
                orphans += u32::from(model.orphans() > 0);
            }
        }
    }
    assert_eq!(done, STEPS / 2);
    assert!(orphans > STEPS / 10, "orphans after {orphans} steps only");
    Ok(())
}

// Two halves of a million, so that they run side by side.

#[test]
fn half_a_million_random_steps_with_kept_ends_do_what_the_model_does() -> Result<(), String> {
    random_run(true)
}

#[test]
fn half_a_million_random_steps_without_kept_ends_do_what_the_model_does() -> Result<(), String> {
    random_run(false)
}

#[test]
fn all_sequences_of_up_to_7_steps_do_what_the_model_does() -> Result<(), String> {
    // Height, sequences, how many of them end with orphans. Other numbers mean that
    // something else was tested.
    for (height, sequences, with_orphans) in [
        (1, 358_045, 314_958),
        (2, 357_045, 268_400),
        (3, 355_891, 105_262),
        (DEFAULT_HEIGHT, 355_865, 0),
    ] {
        let seen = explore::trees(height, |_, _, _| {})?;
        let found = (seen.sequences, seen.with_orphans);
        assert_eq!(found, (sequences, with_orphans), "height {height}");
    }
    Ok(())
}
