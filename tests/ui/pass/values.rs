//! Values at the edge of what they may be: last elements, largest shifts, least literals, divisors
//! that are tested, constants in any order, loops up to the bound.

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        #[locked]
        table: [u32; LEN],
        #[locked]
        square: [[u8; 4]; 4],
        phase: Phase,
        count: u32,
    }

    /// Used before it is declared, by what is declared after it.
    const LEN: usize = HALF as usize * 2;
    const HALF: u32 = Phase::Busy as u32;

    #[derive(Clone, Copy)]
    pub enum Phase {
        Gone = -1,
        Idle,
        Busy = 4,
    }

    #[tunable]
    pub static LIMIT: i8 = -128;

    const LAST: usize = LEN - 1;
    const LARGE: u64 = u64::MAX;

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let id = cpu.id();
            let high = id << 31;
            let least: i64 = -9_223_372_036_854_775_808;
            let wrapped = LARGE.wrapping_add(1);
            let divisor = policy.count.get();
            let share = if divisor == 0 { 0 } else { id / divisor };
            let mut guard = policy.lock();
            guard.table[LAST] = high;
            guard.table[0] += share;
            guard.square[3][3] = 255;
            // Runs as often as the verifier walks, and not more often.
            for row in 0..4usize {
                for column in 0..4usize {
                    if row == column {
                        continue;
                    }
                    guard.square[row][column] = 1;
                }
            }
            drop(guard);
            for turn in 0..=4095u32 {
                if turn > id {
                    break;
                }
            }
            match policy.phase.get() {
                Phase::Gone => assert!(least < 0, "below zero"),
                Phase::Idle | Phase::Busy => policy.count.set(wrapped as u32),
            }
            cpu.run_idle();
        }
    }
}

fn main() {}
