//! The attribute on things that are no modules.

#![allow(unused)]

#[flux::subsched]
fn policy() {}

#[flux::subsched]
pub struct Policy {}

fn main() {}
