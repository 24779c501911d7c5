//! The macros of flux: `#[subsched]` and `hierarchy!`.
//!
//! Entry points and Rust expansion only; grammar and rules are in `flux_codegen`, which the build
//! script calls too, so that both see the same thing.

use proc_macro::TokenStream;

/// Makes a module a subscheduler type.
#[proc_macro_attribute]
pub fn subsched(_args: TokenStream, item: TokenStream) -> TokenStream {
    item
}

/// Composes a scheduler from subschedulers.
#[proc_macro]
pub fn hierarchy(_tokens: TokenStream) -> TokenStream {
    TokenStream::new()
}
