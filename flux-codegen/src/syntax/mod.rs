//! Tokens to model: knows the grammar, enforces no rule that needs more than one place to see.

mod hierarchy;

pub use hierarchy::{Hierarchy, parse_hierarchy};

use crate::diag::Diagnostics;
use crate::source::SourceFile;

/// One annotated module: a subscheduler type with its state and ops.
#[derive(Clone, Debug)]
pub struct Subsched {
    /// The module's name.
    pub name: String,
    /// Where it was written.
    pub file: SourceFile,
}

/// Parses a module whose `#[subsched]` attribute was seen (and may still be on it).
///
/// # Errors
/// Everything in the module that the language does not have.
pub fn parse_subsched(item: &syn::ItemMod, file: &SourceFile) -> Result<Subsched, Diagnostics> {
    Ok(Subsched {
        name: item.ident.to_string(),
        file: file.clone(),
    })
}
