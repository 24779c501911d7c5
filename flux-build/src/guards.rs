//! Guards of the core that a build for flux's own tests leaves out.
//!
//! `FLUX_TEST_WITHOUT=claim,ageing` in the environment of `cargo build` makes
//! objects without these guards, so that a test can see whether it notices. The
//! names are those of the enum in `flux/guards.bpf.h`, and nowhere else.
//! `FLUX_TEST_SWITCHES=1` makes objects in which each of them can be taken out, and races
//! be made likely, by who changes a copy of the program: `cargo xtask guards`.

mod names;

use crate::error::Error;

/// The variable that names the guards to leave out.
pub const VARIABLE: &str = "FLUX_TEST_WITHOUT";

/// The variable that makes objects in which guards can be taken out later.
pub const SWITCHES_VARIABLE: &str = "FLUX_TEST_SWITCHES";

/// The header that lists the guards.
const HEADER: &str = include_str!("../bpf/flux/guards.bpf.h");

/// Guards to leave out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Without {
    names: Vec<String>,
    switches: bool,
}

impl Without {
    /// Those that the environment names; mostly none.
    ///
    /// # Errors
    /// If it names one that there is not.
    pub fn of_build() -> Result<Without, Error> {
        let value = std::env::var_os(VARIABLE).unwrap_or_default();
        let switches = std::env::var_os(SWITCHES_VARIABLE).is_some_and(|value| !value.is_empty());
        Ok(Without {
            switches,
            ..Without::parse(&value.to_string_lossy())?
        })
    }

    fn parse(value: &str) -> Result<Without, Error> {
        let known: Vec<String> = names::all(HEADER).map(|guard| guard.name).collect();
        let wanted = value.split(',').map(str::trim);
        let names = wanted
            .filter(|name| !name.is_empty())
            .map(|name| {
                if known.iter().any(|known| known == name) {
                    Ok(name.to_owned())
                } else {
                    Err(Error::UnknownGuard {
                        name: name.to_owned(),
                        known: known.clone(),
                    })
                }
            })
            .collect::<Result<_, _>>()?;
        Ok(Without {
            names,
            switches: false,
        })
    }

    /// What tells the compiler.
    pub(crate) fn flags(&self) -> impl Iterator<Item = String> {
        let without = self.names.iter().map(|name| {
            let name = name.to_uppercase().replace('-', "_");
            format!("-DFLUX_TEST_WITHOUT_{name}")
        });
        let switches = self.switches.then(|| "-DFLUX_TEST_SWITCHES".to_owned());
        without.chain(switches)
    }

    /// What to warn of, if the object is not as users want it.
    pub(crate) fn warning(&self, object: &str) -> Option<String> {
        if self.names.is_empty() {
            return self.switches.then(|| {
                format!("{object} has switches for flux's own tests, as {SWITCHES_VARIABLE} says")
            });
        }
        Some(format!(
            "{object} is built without {}, as {VARIABLE} says: it is for flux's own tests and can \
             lose threads; unset the variable and build again before you use it",
            self.names.join(", ")
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guards_are_taken_from_the_header() {
        let without = Without::parse("claim, fallback-turn").expect("both exist");
        assert_eq!(
            without.flags().collect::<Vec<_>>(),
            [
                "-DFLUX_TEST_WITHOUT_CLAIM",
                "-DFLUX_TEST_WITHOUT_FALLBACK_TURN"
            ]
        );
        let warning = without.warning("hello.bpf.o").expect("there is one");
        assert!(warning.contains("hello.bpf.o is built without claim, fallback-turn"));
    }

    #[test]
    fn nothing_is_left_out_unless_asked_to() {
        for value in ["", " ", ","] {
            let without = Without::parse(value).expect("nothing is fine");
            assert_eq!(without, Without::default(), "{value:?}");
            assert_eq!(without.warning("hello.bpf.o"), None);
        }
    }

    #[test]
    fn an_unknown_guard_is_an_error_that_names_the_others() {
        let error = Without::parse("claim,ageig").expect_err("it does not exist");
        let text = error.to_string();
        assert!(text.contains("`ageig`"), "{text}");
        assert!(text.contains("ageing, "), "{text}");
        assert!(!text.contains('\n'), "{text}");
    }
}
