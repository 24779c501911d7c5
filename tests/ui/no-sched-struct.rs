//! A module without state of its instances.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;
}

fn main() {}
