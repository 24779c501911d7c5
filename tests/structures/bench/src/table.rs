//! The tables, in Markdown as they stand in `docs/structures.md`.

use flux_tests::test_run::Cost;
use std::fmt::Write as _;

/// What was measured of one comparison: nanoseconds of a round, in which something is
/// taken out and something put in, with the lock for each.
#[derive(Clone, Debug)]
pub struct Row {
    /// The operations.
    pub name: &'static str,
    /// Elements in the structure.
    pub elements: u32,
    /// Median of flux's program.
    pub flux_ns: f64,
    /// Median of the kernel's.
    pub kernel_ns: f64,
    /// Median of flux's time divided by the kernel's right after it.
    pub ratio: f64,
    /// Median of a round that only takes the lock.
    pub lock_ns: f64,
}

impl Row {
    /// The ratio without what the lock and the loop cost both; none if the kernel's
    /// structure costs too little to tell.
    fn ratio_without_lock(&self) -> Option<f64> {
        let kernel = self.kernel_ns - self.lock_ns;
        (kernel >= 1.0).then(|| (self.flux_ns - self.lock_ns).max(0.0) / kernel)
    }
}

/// The middle one.
pub fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// What operations take.
pub fn times(rows: &[Row]) -> String {
    let mut text = String::from(
        "| operations | elements | flux, ns | kernel, ns | ratio | lock alone, ns | ratio without it |\n\
         |---|---:|---:|---:|---:|---:|---:|\n",
    );
    for row in rows {
        let without = row
            .ratio_without_lock()
            .map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.2}"));
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "| {} | {} | {:.0} | {:.0} | {:.2} | {:.0} | {without} |",
            row.name, row.elements, row.flux_ns, row.kernel_ns, row.ratio, row.lock_ns
        );
    }
    text
}

/// What operations cost the verifier, and in machine code.
pub fn costs(rows: &[(&str, Cost)]) -> String {
    let mut text =
        String::from("| operation | verified instructions | JITed bytes |\n|---|---:|---:|\n");
    for (name, cost) in rows {
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "| {name} | {} | {} |",
            cost.verified_insns, cost.jited_bytes
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_is_taken_off_both_sides() {
        let row = Row {
            name: "x",
            elements: 10,
            flux_ns: 70.4,
            kernel_ns: 80.0,
            ratio: 0.88,
            lock_ns: 60.0,
        };
        let line = "| x | 10 | 70 | 80 | 0.88 | 60 | 0.52 |\n";
        assert!(times(std::slice::from_ref(&row)).ends_with(line));
        let row = Row {
            lock_ns: 79.5,
            ..row
        };
        assert!(times(std::slice::from_ref(&row)).ends_with("| 80 | - |\n"));
    }

    #[test]
    fn the_middle_is_the_median() {
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), 2.0);
        assert!(median(&mut []).is_nan());
    }
}
