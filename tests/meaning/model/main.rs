//! Runs the functions of a case as plain Rust: calls in, one line each out.

#![allow(warnings)]

mod cases;
mod prelude;

use std::io::{BufRead as _, BufWriter, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

static EXIT: Mutex<String> = Mutex::new(String::new());

fn main() {
    std::panic::set_hook(Box::new(|info| {
        let payload = info.payload();
        let text = payload.downcast_ref::<String>().map(String::as_str);
        let text = text.or(payload.downcast_ref::<&str>().copied()).unwrap_or_default();
        let line = info.location().map_or(0, |at| at.line());
        *EXIT.lock().unwrap() = format!("{line}: {text}");
    }));
    let mut out = BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let mut words = line.split(' ').map(|word| word.parse::<u64>().unwrap());
        let entry = words.next().unwrap();
        let args: Vec<u64> = words.collect();
        prelude::begin(args[2]);
        let world = cases::World::new();
        let value = catch_unwind(AssertUnwindSafe(|| cases::call(&world, entry, &args)));
        let state = cases::state(&world);
        match value {
            Ok(value) => writeln!(out, "{value:x} {state:x}").unwrap(),
            Err(_) => writeln!(out, "exit {state:x} {}", EXIT.lock().unwrap()).unwrap(),
        }
    }
}
