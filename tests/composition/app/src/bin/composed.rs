//! Two crates that both have a `biff::Biff`, and two instances of one of them.

use composed::front;
use flux_schedulers::idle;
use left::pass::Pass;

flux::hierarchy! {
    pub Composed = front::Front {
        served: Pass { first: left::biff::Biff, second: left::biff::Biff },
        other: right::biff::Biff,
        idle: idle::Idle,
    };
    new_threads => served.first;
}

fn main() -> flux::Result<()> {
    flux::main::<Composed>()
}
