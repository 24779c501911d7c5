//! flux-macros
