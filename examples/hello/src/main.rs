//! examples/hello

fn main() {}
