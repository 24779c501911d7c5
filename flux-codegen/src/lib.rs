//! flux-codegen
