//! Compiles the hierarchies to BPF.

fn main() {
    flux_build::build()
}
