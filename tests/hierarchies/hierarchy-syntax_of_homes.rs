//! Tokens that are no hierarchy.

flux::hierarchy! {
    NoArrow = flux_schedulers::idle::Idle;
    new_threads = primary;
}

flux::hierarchy! {
    Index = flux_schedulers::idle::Idle;
    new_threads => 0;
}

fn main() {}
