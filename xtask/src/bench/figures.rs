//! The figures of a benchmark: reads what the script prints, and makes a table.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};

use crate::accounts::align;

/// What everything is compared with: the kernel's own scheduler.
const BASE: &str = "eevdf";

/// The two ways in which the processes run.
const WAYS: [&str; 2] = ["free", "pinned"];

/// Instructions per round trip, by scheduler and way.
#[derive(Debug, Default)]
pub struct Figures(BTreeMap<(String, String), Vec<u64>>);

impl Figures {
    /// Reads the lines `BENCH SCHEDULER WAY NUMBER`.
    pub fn parse(output: &str) -> Self {
        let mut figures = Self::default();
        for line in output.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            if let ["BENCH", scheduler, way, number] = words[..]
                && let Ok(number) = number.parse()
            {
                let key = (scheduler.to_owned(), way.to_owned());
                figures.0.entry(key).or_default().push(number);
            }
        }
        figures
    }

    /// The middle run; runs differ where the kernel's own housekeeping got in
    /// between.
    fn median(&self, scheduler: &str, way: &str) -> Option<u64> {
        let mut runs = self.0.get(&(scheduler.to_owned(), way.to_owned()))?.clone();
        runs.sort_unstable();
        runs.get(runs.len() / 2).copied()
    }

    /// How far apart the runs were, as a share of the median.
    fn spread_percent(&self, scheduler: &str, way: &str) -> Option<f64> {
        let runs = self.0.get(&(scheduler.to_owned(), way.to_owned()))?;
        let (least, most) = (runs.iter().min()?, runs.iter().max()?);
        let median = self.median(scheduler, way)?;
        // Figures of this size are exact in an f64.
        Some((most - least) as f64 * 100.0 / median as f64)
    }

    /// A row for each scheduler: figure, ratio to the kernel's own scheduler, and
    /// spread, free and pinned.
    ///
    /// # Errors
    ///
    /// When one of them was not measured.
    pub fn table(&self, schedulers: &[String]) -> Result<String> {
        let mut heads = vec!["scheduler".to_owned()];
        for way in WAYS {
            heads.extend([way.to_owned(), "ratio".to_owned(), "spread".to_owned()]);
        }
        let mut rows = vec![heads];
        for scheduler in schedulers {
            let mut row = vec![scheduler.clone()];
            for way in WAYS {
                let missing = || format!("{scheduler} was not measured ({way})");
                let figure = self.median(scheduler, way).with_context(missing)?;
                let base = self.median(BASE, way).with_context(missing)?;
                let spread = self.spread_percent(scheduler, way).with_context(missing)?;
                row.push(grouped(figure));
                row.push(format!("{:.3}", figure as f64 / base as f64));
                row.push(format!("{spread:.1} %"));
            }
            rows.push(row);
        }
        Ok(align(&rows, 1))
    }
}

/// "14,455".
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_run_counts() {
        let figures = Figures::parse(
            "BENCH eevdf free 10000\nBENCH eevdf free 90000\nBENCH eevdf free 10010\n\
             BENCH eevdf pinned 8000\nnoise\n\
             BENCH hello free 15015\nBENCH hello pinned 12000\n",
        );
        assert_eq!(figures.median("eevdf", "free"), Some(10_010));
        let table = figures
            .table(&["eevdf".to_owned(), "hello".to_owned()])
            .unwrap();
        let hello: Vec<&str> = table.lines().last().unwrap().split_whitespace().collect();
        assert_eq!(
            hello,
            [
                "hello", "15,015", "1.500", "0.0", "%", "12,000", "1.500", "0.0", "%"
            ]
        );
    }

    #[test]
    fn a_missing_figure_is_an_error() {
        let figures = Figures::parse("BENCH eevdf free 10000\n");
        assert!(figures.table(&["eevdf".to_owned()]).is_err());
    }

    #[test]
    fn thousands_are_grouped() {
        let texts = [0, 999, 1000, 14_455, 1_234_567].map(grouped);
        assert_eq!(texts, ["0", "999", "1,000", "14,455", "1,234,567"]);
    }
}
