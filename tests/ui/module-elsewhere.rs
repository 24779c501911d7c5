//! The content of the module is in another file.

#![allow(unused)]

#[flux::subsched]
mod policy;

fn main() {}
