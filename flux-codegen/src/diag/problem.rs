//! Every rule that the front end enforces, one variant each.
//!
//! A rule lives here once: its name, what it says and what it advises. To add one, add a variant,
//! report it from `syntax/` or `check/`, and add a case to `tests/every_problem.rs`, which fails
//! while a variant has none.

/// Declares [`Problem`] with one line for the name, one for the message, one for the remedy.
macro_rules! problems {
    ($(
        $(#[$doc:meta])*
        $variant:ident $({ $($field:ident : $ty:ty),* $(,)? })? = $id:literal,
        $message:literal,
        $remedy:literal;
    )*) => {
        /// One kind of error, with the words that fill its message.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "fields are the words of the message")]
        pub enum Problem {
            $($(#[$doc])* $variant $({ $($field: $ty),* })?,)*
        }

        /// The names of all rules.
        pub const ALL_IDS: &[&str] = &[$($id),*];

        impl Problem {
            /// Stable kebab-case name of the rule.
            pub fn id(&self) -> &'static str {
                match self {
                    $(Problem::$variant $({ $($field: _),* })? => $id,)*
                }
            }

            /// What is wrong.
            pub fn message(&self) -> String {
                #[allow(unused_variables, reason = "not every word is in both texts")]
                match self {
                    $(Problem::$variant $({ $($field),* })? => format!($message),)*
                }
            }

            /// What to do about it.
            pub fn remedy(&self) -> String {
                #[allow(unused_variables, reason = "not every word is in both texts")]
                match self {
                    $(Problem::$variant $({ $($field),* })? => format!($remedy),)*
                }
            }
        }
    };
}

problems! {
    /// The tokens are not Rust, or not what stands in this place.
    Syntax { error: String } = "syntax",
        "{error}",
        "write it in the form that the documentation of this macro shows";

    /// Rust that the language of ops leaves out.
    Construct { construct: String, instead: String } = "unsupported-construct",
        "{construct} is not part of the language that flux translates",
        "{instead}";

    /// C takes only plain names.
    NameNotPlain { name: String } = "name-not-plain",
        "`{name}` cannot be a name in the generated C",
        "use ASCII letters, digits and `_`, and no `r#`";

    /// `#[subsched] mod x;`.
    ModuleElsewhere = "module-elsewhere",
        "the module's content is in another file",
        "write `#[flux::subsched] pub mod name {{ … }}` with the content in braces, inside that file";

    /// Two `#[sched]` structs and the like.
    StateTwice { part: &'static str } = "state-twice",
        "a second `#[{part}]` struct",
        "keep one `#[{part}]` struct and move the fields into it";

    /// A path in `hierarchy!` that names no subscheduler; whoever resolves paths knows why.
    TypeNotFound { path: String, why: String, instead: String } = "type-not-found",
        "`{path}` names no subscheduler: {why}",
        "{instead}";
}
