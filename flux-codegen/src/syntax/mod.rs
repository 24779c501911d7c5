//! Tokens to model: knows the grammar, enforces no rule that needs more than one place to see.
//!
//! * [`ast`]: the language inside an op; `expr`, `control`, `pattern`, `types`, `macros` parse it.
//! * [`model`]: a subscheduler type; `items` and `attrs` parse it.
//! * `hierarchy`: the tree of instances.
//! * `depth`: whether the tokens can be read at all.

pub mod ast;
pub mod attrs;
mod control;
mod cx;
mod depth;
mod expr;
mod hierarchy;
mod items;
mod macros;
pub mod model;
mod pattern;
mod types;

pub use depth::{nested_beyond, too_nested};
pub(crate) use hierarchy::snake_case;
pub use hierarchy::{Filled, Hierarchy, Home, Instance, hierarchy_name, parse_hierarchy};
pub use items::{parse_subsched, parse_subsched_leniently};
pub use model::Subsched;
