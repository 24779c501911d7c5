//! Hands the place of libbpf's headers on to users' build scripts.
//!
//! libbpf-sys installs them and tells its direct dependents only. A scheduler's
//! build script needs them to compile the generated C, and reads
//! `DEP_FLUX_BPF_INCLUDE`; so libbpf is compiled once, for the runtime.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if let Some(include) = std::env::var_os("DEP_BPF_INCLUDE") {
        println!("cargo::metadata=bpf_include={}", include.to_string_lossy());
    }
}
