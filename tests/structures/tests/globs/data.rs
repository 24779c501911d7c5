//! The records that the compiler of patterns fills, where it looks for them.

#[allow(unused_imports, reason = "its macro is for the runtime")]
#[path = "../../../../flux-runtime/src/data/layout.rs"]
pub mod layout;
