//! Generates and compiles the BPF programs of the `flux::hierarchy!` calls.

fn main() {
    flux_build::build()
}
