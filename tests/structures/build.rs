//! Compiles the headers under test for this machine, with the sanitizers.
//!
//! Twice: once with the ends of a tree kept, once with `AVL_DISABLE_CACHING`.

const SANITIZERS: &str = "-fsanitize=address,undefined";

fn main() {
    let headers = "../../flux-build/bpf";
    println!("cargo::rerun-if-changed=c");
    println!("cargo::rerun-if-changed={headers}/flux");
    for (name, define) in [
        ("cached", "structures_step_cached"),
        ("walked", "structures_step_walked"),
    ] {
        let mut build = cc::Build::new();
        build
            .file("c/native.c")
            .include(headers)
            .std("c11")
            .opt_level(1)
            .debug(true)
            .extra_warnings(true)
            .warnings_into_errors(true)
            .define("STEP", define)
            .flag(SANITIZERS)
            .flag("-fno-sanitize-recover=all");
        if name == "walked" {
            build.define("AVL_DISABLE_CACHING", None);
        }
        build.compile(&format!("structures_{name}"));
    }
    cc::Build::new()
        .file("c/globs.c")
        .include(headers)
        .std("c11")
        .opt_level(1)
        .debug(true)
        .extra_warnings(true)
        .warnings_into_errors(true)
        .flag(SANITIZERS)
        .flag("-fno-sanitize-recover=all")
        .compile("structures_globs");
    // By name: rustc tells the linker to add no libraries of its own.
    println!("cargo::rustc-link-lib=dylib=asan");
    println!("cargo::rustc-link-lib=dylib=ubsan");
}
