//! Which `#[cfg(…)]` items exist in this build, as far as a build script can know.
//!
//! Three answers: yes, no, and unknown (`test`, flags of rustc, features of
//! another package). What may exist is looked at: a module too many does no
//! harm, a subscheduler too few does.

use std::collections::BTreeMap;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, Meta, Token};

/// What is known about the build.
#[derive(Clone, Debug, Default)]
pub struct Cfg {
    /// `target_os` → `linux`, …: values that cargo told the build script, with
    /// several values separated by commas.
    values: BTreeMap<String, String>,
    /// Whether the features are those of the package at hand.
    features_known: bool,
}

impl Cfg {
    /// What cargo told this build script about its own package.
    pub fn of_build_script() -> Cfg {
        let mut values = BTreeMap::new();
        for (name, value) in std::env::vars_os() {
            let (Ok(name), Ok(value)) = (name.into_string(), value.into_string()) else {
                continue;
            };
            if name.starts_with("CARGO_FEATURE_") {
                values.insert(name, value);
            } else if let Some(name) = name.strip_prefix("CARGO_CFG_") {
                values.insert(name.to_lowercase(), value);
            }
        }
        let features_known = !values.is_empty();
        Cfg {
            values,
            features_known,
        }
    }

    /// The same build seen from another package, whose features are unknown.
    pub fn of_dependency(&self) -> Cfg {
        Cfg {
            features_known: false,
            ..self.clone()
        }
    }

    /// Whether an item with these attributes may exist.
    pub fn may_exist(&self, attrs: &[Attribute]) -> bool {
        let cfgs = attrs.iter().filter(|attr| attr.path().is_ident("cfg"));
        let mut answers = cfgs.map(|attr| {
            attr.parse_args::<Meta>()
                .ok()
                .and_then(|meta| self.holds(&meta))
        });
        !answers.any(|answer| answer == Some(false))
    }

    /// `None`: unknown.
    fn holds(&self, predicate: &Meta) -> Option<bool> {
        match predicate {
            Meta::Path(path) => self.flag(&path.get_ident()?.to_string()),
            Meta::NameValue(pair) => {
                let Expr::Lit(ExprLit {
                    lit: Lit::Str(value),
                    ..
                }) = &pair.value
                else {
                    return None;
                };
                self.value(&pair.path.get_ident()?.to_string(), &value.value())
            }
            Meta::List(list) => {
                let inner = list
                    .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
                    .ok()?;
                let mut answers = inner.iter().map(|meta| self.holds(meta));
                match list.path.get_ident()?.to_string().as_str() {
                    "not" => answers.next()?.map(|answer| !answer),
                    "all" => fold(answers, false),
                    "any" => fold(answers, true),
                    _ => None,
                }
            }
        }
    }

    fn flag(&self, name: &str) -> Option<bool> {
        match name {
            "unix" | "windows" if !self.values.is_empty() => Some(self.values.contains_key(name)),
            _ => self.values.contains_key(name).then_some(true),
        }
    }

    fn value(&self, name: &str, wanted: &str) -> Option<bool> {
        if name == "feature" {
            let variable = format!("CARGO_FEATURE_{}", wanted.to_uppercase().replace('-', "_"));
            return self
                .features_known
                .then(|| self.values.contains_key(&variable));
        }
        let values = self.values.get(name)?;
        Some(values.split(',').any(|value| value == wanted))
    }
}

/// `decisive` once is enough; otherwise one unknown makes the whole unknown.
fn fold(mut answers: impl Iterator<Item = Option<bool>>, decisive: bool) -> Option<bool> {
    let mut all_known = true;
    let found = answers.any(|answer| {
        all_known &= answer.is_some();
        answer == Some(decisive)
    });
    if found {
        Some(decisive)
    } else {
        all_known.then_some(!decisive)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may_exist(cfg: &Cfg, attribute: &str) -> bool {
        let item: syn::ItemMod =
            syn::parse_str(&format!("{attribute} mod m {{}}")).expect("valid in tests");
        cfg.may_exist(&item.attrs)
    }

    fn linux_with_feature_fast() -> Cfg {
        let pairs = [
            ("target_os", "linux"),
            ("unix", ""),
            ("CARGO_FEATURE_VERY_FAST", "1"),
        ];
        let values = pairs
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        Cfg {
            values,
            features_known: true,
        }
    }

    #[test]
    fn what_is_known_decides() {
        let cfg = linux_with_feature_fast();
        assert!(may_exist(&cfg, "#[cfg(feature = \"very-fast\")]"));
        assert!(!may_exist(&cfg, "#[cfg(feature = \"slow\")]"));
        assert!(!may_exist(&cfg, "#[cfg(not(unix))]"));
        assert!(!may_exist(&cfg, "#[cfg(windows)]"));
        assert!(!may_exist(&cfg, "#[cfg(all(unix, target_os = \"macos\"))]"));
        assert!(may_exist(
            &cfg,
            "#[cfg(any(windows, target_os = \"linux\"))]"
        ));
        assert!(!may_exist(&cfg, "#[cfg(unix)] #[cfg(feature = \"slow\")]"));
    }

    #[test]
    fn what_is_unknown_is_kept() {
        let cfg = linux_with_feature_fast();
        for attribute in [
            "#[cfg(test)]",
            "#[cfg(not(test))]",
            "#[cfg(loom)]",
            "#[cfg(nonsense nonsense)]",
            "#[doc = \"x\"]",
        ] {
            assert!(may_exist(&cfg, attribute), "{attribute}");
        }
        assert!(may_exist(
            &cfg.of_dependency(),
            "#[cfg(feature = \"slow\")]"
        ));
        assert!(
            !may_exist(&cfg, "#[cfg(all(test, windows))]"),
            "one part is known not to hold"
        );
    }
}
