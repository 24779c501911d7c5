//! What requests and the rest of the machine got under each scheduler: reads what the
//! script prints, and makes a table.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};

use crate::accounts::align;

/// How far below the first row's p99 the aim is.
const AIM_TIMES: u64 = 10;

/// What hogs are to get of the first row's, in percent.
const AIM_HOGS_PERCENT: u64 = 50;

/// The figures of all rows.
#[derive(Debug, Default)]
pub struct Requests(BTreeMap<String, Row>);

/// What one scheduler gave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Row {
    requests: u64,
    p50_us: u64,
    p99_us: u64,
    p999_us: u64,
    max_us: u64,
    missed: u64,
    hog_units_per_s: u64,
    forks_per_s: u64,
}

impl Row {
    /// Reads the words `key=value`; none if one is missing.
    fn parse<'a>(words: impl Iterator<Item = &'a str>) -> Option<Self> {
        let pairs: BTreeMap<&str, u64> = words
            .filter_map(|word| word.split_once('='))
            .filter_map(|(key, value)| Some((key, value.parse().ok()?)))
            .collect();
        let figure = |key| pairs.get(key).copied();
        Some(Self {
            requests: figure("requests")?,
            p50_us: figure("p50_us")?,
            p99_us: figure("p99_us")?,
            p999_us: figure("p999_us")?,
            max_us: figure("max_us")?,
            missed: figure("missed")?,
            hog_units_per_s: figure("hog_units_per_s")?,
            forks_per_s: figure("forks_per_s")?,
        })
    }
}

impl Requests {
    /// Reads the lines `ISOLATION ROW key=value …`.
    pub fn parse(output: &str) -> Self {
        let mut all = Self::default();
        for line in output.lines() {
            let mut words = line.split_whitespace();
            if words.next() == Some("ISOLATION")
                && let Some(name) = words.next()
                && let Some(row) = Row::parse(words)
            {
                all.0.insert(name.to_owned(), row);
            }
        }
        all
    }

    fn row(&self, name: &str) -> Result<Row> {
        let row = self.0.get(name).copied();
        row.with_context(|| format!("{name} was not measured"))
    }

    /// A line for each of the rows; shares are of the first one's.
    ///
    /// # Errors
    ///
    /// When one of them was not measured.
    pub fn table(&self, names: &[String]) -> Result<String> {
        let heads = [
            "scheduler",
            "p50 us",
            "p99 us",
            "p99.9 us",
            "max us",
            "late",
            "hogs",
            "forks",
        ];
        let mut lines = vec![heads.map(str::to_owned).to_vec()];
        let base = self.row(names.first().context("there are no rows")?)?;
        for name in names {
            let row = self.row(name)?;
            lines.push(vec![
                name.clone(),
                row.p50_us.to_string(),
                row.p99_us.to_string(),
                row.p999_us.to_string(),
                row.max_us.to_string(),
                format!("{:.2} %", percent(row.missed, row.requests)),
                format!(
                    "{:.0} %",
                    percent(row.hog_units_per_s, base.hog_units_per_s)
                ),
                format!("{:.0} %", percent(row.forks_per_s, base.forks_per_s)),
            ]);
        }
        Ok(align(&lines, 1))
    }

    /// What row `name` misses of the aims, against row `base`.
    ///
    /// # Errors
    ///
    /// When one of them was not measured.
    pub fn misses(&self, name: &str, base: &str) -> Result<Vec<String>> {
        let (row, base_row) = (self.row(name)?, self.row(base)?);
        let mut misses = Vec::new();
        if row.p99_us * AIM_TIMES > base_row.p99_us {
            misses.push(format!(
                "p99 of {name} is {} us, not {AIM_TIMES} times below {} us of {base}",
                row.p99_us, base_row.p99_us
            ));
        }
        if row.hog_units_per_s * 100 < base_row.hog_units_per_s * AIM_HOGS_PERCENT {
            misses.push(format!(
                "hogs get {} units a second under {name}, less than {AIM_HOGS_PERCENT} % of {} under {base}",
                row.hog_units_per_s, base_row.hog_units_per_s
            ));
        }
        Ok(misses)
    }
}

/// Figures of this size are exact in an f64.
fn percent(part: u64, whole: u64) -> f64 {
    part as f64 * 100.0 / whole.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &str, p99_us: u64, hogs: u64) -> String {
        format!(
            "ISOLATION {name} requests=200 p50_us=90 p99_us={p99_us} p999_us=9000 max_us=9500 \
             missed=3 hog_units_per_s={hogs} forks_per_s=70 work_rounds=5\n"
        )
    }

    #[test]
    fn rows_are_read_and_compared_with_the_first() {
        let output = format!(
            "noise\n{}{}",
            line("eevdf", 5000, 1000),
            line("ours", 500, 500)
        );
        let requests = Requests::parse(&output);
        let names = ["eevdf", "ours"].map(str::to_owned);
        let table = requests.table(&names).unwrap();
        let ours: Vec<&str> = table.lines().last().unwrap().split_whitespace().collect();
        assert_eq!(
            ours,
            [
                "ours", "90", "500", "9000", "9500", "1.50", "%", "50", "%", "100", "%"
            ]
        );
        assert!(requests.misses("ours", "eevdf").unwrap().is_empty());
    }

    #[test]
    fn an_aim_that_is_just_missed_is_missed() {
        let output =
            line("eevdf", 5000, 1000) + &line("slow", 501, 500) + &line("greedy", 500, 499);
        let requests = Requests::parse(&output);
        assert_eq!(requests.misses("slow", "eevdf").unwrap().len(), 1);
        assert_eq!(requests.misses("greedy", "eevdf").unwrap().len(), 1);
    }

    #[test]
    fn what_was_not_measured_is_an_error() {
        let requests = Requests::parse("ISOLATION eevdf p50_us=3\n");
        assert!(requests.table(&["eevdf".to_owned()]).is_err());
        assert!(requests.misses("eevdf", "eevdf").is_err());
    }
}
