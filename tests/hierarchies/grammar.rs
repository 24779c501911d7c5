//! Tokens that are no hierarchy.

flux::hierarchy! {
    NoTree
}

flux::hierarchy! {
    NoArrow = flux_schedulers::idle::Idle;
    new_threads = primary;
}

flux::hierarchy! {}

fn main() {}
