//! A hierarchy that is half typed: its name is known all the same.

#![allow(unused)]

flux::hierarchy! {
    pub Hello = roci::Roci { primary: biff:: };
}

/// No second error here.
pub const NAME: &str = <Hello as flux::Hierarchy>::NAME;

fn main() {}
