//! As deep as a hierarchy may be, eight tiers, with sixteen instances of five types.

use composed::front;
use flux_schedulers::idle;
use left::biff::Biff as Fifo;
use left::pass::Pass;
use right::biff::Biff as Lifo;

flux::hierarchy! {
    pub Deep = front::Front {
        served: Pass {
            first: Pass {
                first: Pass {
                    first: Pass {
                        first: Pass {
                            first: Pass { first: Fifo, second: Lifo },
                            second: Fifo,
                        },
                        second: Lifo,
                    },
                    second: Fifo,
                },
                second: Lifo,
            },
            second: Fifo,
        },
        other: Lifo,
        idle: idle::Idle,
    };
    new_threads => served.first.first.first.first.first.first;
}

fn main() -> flux::Result<()> {
    flux::main::<Deep>()
}
