//! The guards that a header lists. Also a module of xtask, which tests each of
//! them: what is here needs nothing of the crate around it.

/// A guard, as `flux/guards.bpf.h` has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guard {
    /// Its name as people write it: `fallback-turn`.
    pub name: String,
    /// What it is for.
    #[allow(dead_code, reason = "only one of the two crates shows it")]
    pub purpose: String,
}

/// The members of `enum flux_guard` in the text of the header: one line each,
/// `FLUX_GUARD_NAME, /* what it is for */`.
pub fn all(header: &str) -> impl Iterator<Item = Guard> {
    let members = header
        .lines()
        .skip_while(|line| !line.starts_with("enum flux_guard {"))
        .skip(1)
        .take_while(|line| !line.starts_with('}'));
    members.filter_map(|line| {
        let (name, comment) = line.trim().strip_prefix("FLUX_GUARD_")?.split_once(',')?;
        let purpose = comment
            .trim()
            .trim_start_matches("/*")
            .trim_end_matches("*/");
        Some(Guard {
            name: name.to_lowercase().replace('_', "-"),
            purpose: purpose.trim().to_owned(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_the_enum_and_nothing_else() {
        let header = "#define FLUX_GUARD_X, 1\nenum flux_guard {\n\t/* Queues: */\n\
                      \tFLUX_GUARD_ON_CPU,\t\t/* a task, still switching */\n\tFLUX_GUARD_CLAIM,\n};\n\
                      FLUX_GUARD_Y,\n";
        let guard = |name: &str, purpose: &str| Guard {
            name: name.to_owned(),
            purpose: purpose.to_owned(),
        };
        assert_eq!(
            all(header).collect::<Vec<_>>(),
            [
                guard("on-cpu", "a task, still switching"),
                guard("claim", "")
            ]
        );
    }
}
