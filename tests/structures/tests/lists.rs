//! Lists against a model, with all links checked after each step.

use flux_structures_tests::explore::{self, Seen};
use flux_structures_tests::lists::Lists;
use flux_structures_tests::random::Random;
use flux_structures_tests::step::{DEFAULT_HEIGHT, World};

/// Steps of all random runs together.
const STEPS: u32 = 1_000_000;

/// Few elements meet in every way; more make long lists.
const SIZES: [u32; 4] = [1, 3, 8, 20];

#[test]
fn a_million_random_steps_do_what_the_model_does() -> Result<(), String> {
    let mut done = 0;
    for (seed, elements) in (1..).zip(SIZES) {
        let mut random = Random::new(seed);
        let mut world = World::new(elements as usize, DEFAULT_HEIGHT, true);
        let mut model = Lists::default();
        let mut left = STEPS / SIZES.len() as u32;
        while left > 0 {
            if let Some(mut step) = model.random_step(&mut random, elements) {
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
    let seen = explore::lists(|_, _, _| {})?;
    // Other numbers mean that something else was tested.
    let expected = Seen {
        sequences: 2_182_964_826,
        operations: 442_282,
        with_orphans: 0,
    };
    assert_eq!(seen, expected);
    Ok(())
}
