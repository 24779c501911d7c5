//! A figure of the accounts or of the checks' summary, and its bound:
//! `primary.grants * 2 < primary.direct`.

use std::fmt;
use std::str::FromStr;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

/// `LEFT < RIGHT`, or `>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    left: Side,
    less: bool,
    right: Side,
}

/// A figure times a number, or the number alone.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Side {
    /// `NODE.FIELD` of the accounts, or a field of the summary.
    figure: Option<String>,
    factor: i64,
}

impl Measure {
    /// Whether it holds; `None` if a figure is not known.
    pub fn holds(&self, accounts: Option<&Value>, summary: Option<&Value>) -> Option<bool> {
        let left = self.left.value(accounts, summary)?;
        let right = self.right.value(accounts, summary)?;
        Some(if self.less {
            left < right
        } else {
            left > right
        })
    }

    /// The figures, for people: `primary.overruns = 3`.
    pub fn figures(&self, accounts: Option<&Value>, summary: Option<&Value>) -> String {
        let sides = [&self.left, &self.right].into_iter();
        let shown: Vec<String> = sides
            .filter_map(|side| {
                let name = side.figure.as_ref()?;
                let value = figure(name, accounts, summary)?;
                Some(format!("{name} = {value}"))
            })
            .collect();
        shown.join(", ")
    }
}

impl Side {
    fn value(&self, accounts: Option<&Value>, summary: Option<&Value>) -> Option<i64> {
        match &self.figure {
            Some(name) => Some(figure(name, accounts, summary)?.saturating_mul(self.factor)),
            None => Some(self.factor),
        }
    }
}

fn figure(name: &str, accounts: Option<&Value>, summary: Option<&Value>) -> Option<i64> {
    let Some((node, field)) = name.rsplit_once('.') else {
        return summary?.get(name)?.as_i64();
    };
    let nodes = accounts?.get("nodes")?.as_array()?;
    let found = nodes
        .iter()
        .find(|entry| entry.get("name").and_then(Value::as_str) == Some(node))?;
    found.get(field)?.as_i64()
}

impl FromStr for Measure {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let less = text.contains('<');
        let (left, right) = text
            .split_once(['<', '>'])
            .with_context(|| format!("`{text}` is no notice: write `FIGURE > NUMBER`"))?;
        Ok(Self {
            left: left.parse()?,
            less,
            right: right.parse()?,
        })
    }
}

impl FromStr for Side {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        if let Ok(factor) = text.parse() {
            return Ok(Self {
                figure: None,
                factor,
            });
        }
        let (name, factor) = text.split_once('*').unwrap_or((text, "1"));
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
        let name = name.trim();
        if name.is_empty() || !name.chars().all(is_name) {
            bail!("`{text}` is no figure: write NODE.FIELD or a field of the summary");
        }
        Ok(Self {
            figure: Some(name.to_owned()),
            factor: factor.trim().parse().context("the factor is no number")?,
        })
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.figure, self.factor) {
            (Some(name), 1) => write!(f, "{name}"),
            (Some(name), factor) => write!(f, "{name} * {factor}"),
            (None, number) => write!(f, "{number}"),
        }
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.less { '<' } else { '>' };
        write!(f, "{} {sign} {}", self.left, self.right)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_compared() {
        let accounts = serde_json::json!({"nodes": [{"name": "a.b", "grants": 4, "direct": 10}]});
        let summary = serde_json::json!({"longest_idle_ms": 80});
        for (text, holds) in [
            ("a.b.grants > 3", Some(true)),
            ("a.b.grants > 4", Some(false)),
            ("a.b.grants * 2 < a.b.direct", Some(true)),
            ("a.b.grants * 3 < a.b.direct", Some(false)),
            ("longest_idle_ms > 50", Some(true)),
            ("a.b.yields > 3", None),
            ("c.grants > 3", None),
        ] {
            let measure: Measure = text.parse().unwrap();
            assert_eq!(measure.to_string(), text);
            assert_eq!(
                measure.holds(Some(&accounts), Some(&summary)),
                holds,
                "{text}"
            );
        }
        for text in ["often", "a b > 3", "> 3", "a.b * x > 3"] {
            assert!(text.parse::<Measure>().is_err(), "{text}");
        }
    }
}
