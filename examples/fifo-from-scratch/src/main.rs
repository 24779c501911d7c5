//! examples/fifo-from-scratch

fn main() {}
