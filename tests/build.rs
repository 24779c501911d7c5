//! Tells the tests where libbpf's headers are, as a scheduler's build script is told.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if let Ok(folder) = std::env::var("DEP_FLUX_BPF_INCLUDE") {
        println!("cargo::rustc-env=FLUX_TESTS_BPF_INCLUDE={folder}");
    }
}
