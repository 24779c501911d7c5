//! Results of single tests: the lines that a scenario prints, and those of
//! `cargo test`.

/// How a test ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It passed.
    Passed,
    /// It failed, and why.
    Failed(String),
    /// It could not run here, and why.
    Skipped(String),
}

/// One test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestResult {
    /// Its name.
    pub name: String,
    /// How it ended.
    pub verdict: Verdict,
}

/// What stands between a test's name and a reason.
const SEPARATOR: &str = " - ";

/// Reads `ok NAME`, `not ok NAME - why` or `skip NAME - why`; none for any other
/// line.
pub fn parse_scenario_line(line: &str) -> Option<TestResult> {
    let line = line.trim_end();
    let (kind, rest) = [("ok ", 'p'), ("not ok ", 'f'), ("skip ", 's')]
        .iter()
        .find_map(|&(start, kind)| Some((kind, line.strip_prefix(start)?)))?;
    let (name, why) = rest.split_once(SEPARATOR).unwrap_or((rest, ""));
    let name = name.trim();
    let why = || match why.trim() {
        "" => "no reason given".to_owned(),
        why => why.to_owned(),
    };
    let verdict = match kind {
        'p' => Verdict::Passed,
        'f' => Verdict::Failed(why()),
        _ => Verdict::Skipped(why()),
    };
    (!name.is_empty()).then(|| TestResult {
        name: name.to_owned(),
        verdict,
    })
}

/// How many tests ended how, with names and reasons of those that did not pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    passed: usize,
    failed: Vec<(String, String)>,
    skipped: Vec<(String, String)>,
}

impl Tally {
    /// Counts one test.
    pub fn add(&mut self, result: TestResult) {
        match result.verdict {
            Verdict::Passed => self.passed += 1,
            Verdict::Failed(why) => self.failed.push((result.name, why)),
            Verdict::Skipped(why) => self.skipped.push((result.name, why)),
        }
    }

    /// Counts what is not a test but has to be right too.
    pub fn fail(&mut self, name: impl Into<String>, why: impl Into<String>) {
        self.failed.push((name.into(), why.into()));
    }

    /// Counts another tally's tests.
    pub fn merge(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed.extend(other.failed);
        self.skipped.extend(other.skipped);
    }

    /// How many were counted.
    pub fn count(&self) -> usize {
        self.passed + self.failed.len() + self.skipped.len()
    }

    /// How many failed.
    pub fn failures(&self) -> usize {
        self.failed.len()
    }

    /// The skipped and the failed with their reasons, and the totals as the last
    /// line.
    pub fn summary(&self) -> String {
        let mut text = String::new();
        for (kind, list) in [("skipped", &self.skipped), ("FAILED", &self.failed)] {
            for (name, why) in list {
                text.push_str(&format!("{kind}: {name}: {why}\n"));
            }
        }
        text + &format!(
            "{} passed, {} failed, {} skipped",
            self.passed,
            self.failed.len(),
            self.skipped.len()
        )
    }
}

/// Follows the output of `cargo test`: single tests by name, and the totals by
/// which it is seen that no line was missed.
#[derive(Debug, Default)]
pub struct CargoTest {
    tally: Tally,
    /// Sums of the "test result:" lines: passed, failed, ignored.
    totals: [usize; 3],
}

impl CargoTest {
    /// Reads one line.
    pub fn feed(&mut self, line: &str) {
        if let Some(totals) = parse_totals(line) {
            for (sum, more) in self.totals.iter_mut().zip(totals) {
                *sum += more;
            }
        } else if let Some(result) = parse_cargo_line(line) {
            self.tally.add(result);
        }
    }

    /// All tests. A test that prints while it runs may garble the line that names
    /// it; the totals count it all the same.
    pub fn finish(mut self) -> Tally {
        let [passed, failed, ignored] = self.totals;
        self.tally.passed = passed;
        for _ in self.tally.failed.len()..failed {
            self.tally.fail("a test", "it failed; see its output above");
        }
        for _ in self.tally.skipped.len()..ignored {
            let why = "it is marked #[ignore]".to_owned();
            self.tally.skipped.push(("a test".to_owned(), why));
        }
        self.tally
    }
}

/// Reads `test NAME ... ok`, `... FAILED`, `... ignored`, `... ignored, WHY`, or, as tests say
/// that find out only when they run, `... ignored (WHY)`.
fn parse_cargo_line(line: &str) -> Option<TestResult> {
    let (name, result) = line.strip_prefix("test ")?.split_once(" ... ")?;
    let result = result.trim();
    let verdict = match result {
        "ok" => Verdict::Passed,
        "FAILED" => Verdict::Failed("see its output above".to_owned()),
        // Examples in documentation cannot say why; unit tests should.
        "ignored" if name.contains("(line ") => {
            Verdict::Skipped("its example is marked `ignore`: shown, not compiled".to_owned())
        }
        "ignored" => Verdict::Skipped("it is marked #[ignore] without a reason".to_owned()),
        _ => {
            let in_brackets = result.strip_prefix("ignored (");
            let why = match in_brackets.and_then(|rest| rest.strip_suffix(')')) {
                Some(why) => why,
                None => result.strip_prefix("ignored, ")?,
            };
            Verdict::Skipped(why.to_owned())
        }
    };
    Some(TestResult {
        name: name.trim().to_owned(),
        verdict,
    })
}

/// Reads `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
fn parse_totals(line: &str) -> Option<[usize; 3]> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let mut fields = counts.split("; ");
    let mut count = |what: &str| fields.next()?.strip_suffix(what)?.trim().parse().ok();
    Some([count("passed")?, count("failed")?, count("ignored")?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scenario_lines_are_read() {
        let parse = |line| parse_scenario_line(line).map(|r| (r.name, r.verdict));
        assert_eq!(
            parse("ok one thread sleeps\r"),
            Some(("one thread sleeps".to_owned(), Verdict::Passed))
        );
        assert_eq!(
            parse("not ok nice - it hung - really"),
            Some((
                "nice".to_owned(),
                Verdict::Failed("it hung - really".to_owned())
            ))
        );
        assert_eq!(
            parse("skip hotplug - one CPU"),
            Some(("hotplug".to_owned(), Verdict::Skipped("one CPU".to_owned())))
        );
        for other in ["okay then", "ok ", "# ok not", "flux-loads spin: ok: 3", ""] {
            assert_eq!(parse(other), None, "{other}");
        }
    }

    #[test]
    fn cargo_tests_are_counted() {
        let mut run = CargoTest::default();
        for line in [
            "running 4 tests",
            "test a::b ... ok",
            "test c ... ignored, needs root",
            "test h ... ignored (BPF cannot be loaded (EPERM); run it as root)",
            "test d - should panic ... FAILED",
            // Garbled by what the test itself prints.
            "test e ... something",
            "ok",
            "test result: FAILED. 2 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.03s",
            "test src/lib.rs - f (line 3) - compile ... ok",
            "test src/lib.rs - g (line 9) ... ignored",
            "test result: ok. 1 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.03s",
        ] {
            run.feed(line);
        }
        let tally = run.finish();
        assert_eq!(
            tally.summary(),
            "skipped: c: needs root\n\
             skipped: h: BPF cannot be loaded (EPERM); run it as root\n\
             skipped: src/lib.rs - g (line 9): its example is marked `ignore`: shown, not compiled\n\
             FAILED: d - should panic: see its output above\n\
             3 passed, 1 failed, 3 skipped"
        );
    }

    #[test]
    fn tests_without_a_line_still_count() {
        let mut run = CargoTest::default();
        run.feed("test result: FAILED. 0 passed; 1 failed; 1 ignored; 0 measured");
        let tally = run.finish();
        assert_eq!((tally.count(), tally.failures()), (2, 1));
    }
}
