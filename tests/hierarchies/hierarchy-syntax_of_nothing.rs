//! No tokens at all.

flux::hierarchy! {}

fn main() {}
