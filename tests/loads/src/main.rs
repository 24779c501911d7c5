//! tests/loads

fn main() {}
