//! The figures of a benchmark: reads what the script prints, and makes a table.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};

use crate::accounts::align;

/// What everything is compared with: the kernel's own scheduler.
const BASE: &str = "eevdf";

/// Instructions per round trip: the runs under each scheduler.
#[derive(Debug, Default)]
pub struct Figures(BTreeMap<String, Vec<u64>>);

impl Figures {
    /// Reads the lines `BENCH SCHEDULER NUMBER`.
    pub fn parse(output: &str) -> Self {
        let mut figures = Self::default();
        for line in output.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            if let ["BENCH", scheduler, number] = words[..]
                && let Ok(number) = number.parse()
            {
                figures
                    .0
                    .entry(scheduler.to_owned())
                    .or_default()
                    .push(number);
            }
        }
        for runs in figures.0.values_mut() {
            runs.sort_unstable();
        }
        figures
    }

    /// The middle run; runs differ where the kernel's own housekeeping got in
    /// between.
    fn median(&self, scheduler: &str) -> Option<u64> {
        let runs = self.0.get(scheduler)?;
        runs.get(runs.len() / 2).copied()
    }

    /// How far apart the runs were, as a share of the median.
    fn spread_percent(&self, scheduler: &str) -> Option<f64> {
        let runs = self.0.get(scheduler)?;
        let (least, most) = (runs.first()?, runs.last()?);
        // Figures of this size are exact in an f64.
        Some((most - least) as f64 * 100.0 / self.median(scheduler)? as f64)
    }

    /// What is wrong if the scheduler takes more than `bound`.
    ///
    /// # Errors
    ///
    /// When it was not measured.
    pub fn excess(&self, scheduler: &str, bound: u64) -> Result<Option<String>> {
        let figure = self.median(scheduler);
        let figure = figure.with_context(|| format!("{scheduler} was not measured"))?;
        let sentence = || {
            format!(
                "{scheduler} takes {} instructions, more than {}",
                grouped(figure),
                grouped(bound)
            )
        };
        Ok((figure > bound).then(sentence))
    }

    /// A row for each scheduler: figure, ratio to the kernel's own scheduler, and
    /// spread.
    ///
    /// # Errors
    ///
    /// When one of them was not measured.
    pub fn table(&self, schedulers: &[String]) -> Result<String> {
        let missing = |scheduler: &str| format!("{scheduler} was not measured");
        let base = self.median(BASE).with_context(|| missing(BASE))?;
        let heads = ["scheduler", "instructions", "ratio", "spread"];
        let mut rows = vec![heads.map(str::to_owned).to_vec()];
        for scheduler in schedulers {
            let figure = self.median(scheduler).with_context(|| missing(scheduler))?;
            rows.push(vec![
                scheduler.clone(),
                grouped(figure),
                format!("{:.3}", figure as f64 / base as f64),
                format!("{:.1} %", self.spread_percent(scheduler).unwrap_or(0.0)),
            ]);
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
            "BENCH eevdf 10000\nBENCH eevdf 90000\nBENCH eevdf 10010\nnoise\nBENCH hello 15015\n",
        );
        assert_eq!(figures.median("eevdf"), Some(10_010));
        let table = figures.table(&["eevdf".to_owned(), "hello".to_owned()]);
        let table = table.unwrap();
        let hello: Vec<&str> = table.lines().last().unwrap().split_whitespace().collect();
        assert_eq!(hello, ["hello", "15,015", "1.500", "0.0", "%"]);
    }

    #[test]
    fn a_missing_figure_is_an_error() {
        let figures = Figures::parse("BENCH eevdf 10000\n");
        assert!(figures.table(&["hello".to_owned()]).is_err());
        assert!(Figures::default().table(&[]).is_err());
        assert!(figures.excess("hello", 1).is_err());
    }

    #[test]
    fn a_bound_is_the_last_figure_that_is_allowed() {
        let figures = Figures::parse("BENCH hello 14455\n");
        assert_eq!(figures.excess("hello", 14_455).unwrap(), None);
        let sentence = figures.excess("hello", 14_454).unwrap().unwrap();
        assert_eq!(
            sentence,
            "hello takes 14,455 instructions, more than 14,454"
        );
    }

    #[test]
    fn thousands_are_grouped() {
        let texts = [0, 999, 1000, 14_455, 1_234_567].map(grouped);
        assert_eq!(texts, ["0", "999", "1,000", "14,455", "1,234,567"]);
    }
}
