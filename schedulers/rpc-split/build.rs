//! Generates and compiles the BPF program of `flux::hierarchy!`.

fn main() {
    flux_build::build()
}
