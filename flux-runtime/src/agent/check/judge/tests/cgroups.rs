//! Cgroups that count wrongly.

use super::*;
use crate::agent::check::look::Cgroup;
use crate::data::cgroups::{CgroupHead, CgroupMember, CgroupShare};

fn share(load: i64, nr: i32, active: i32, counted: u32) -> CgroupShare {
    CgroupShare {
        load,
        nr,
        active,
        counted,
        ..CgroupShare::default()
    }
}

fn cgroup(id: u64, parent: u32, weight: u32, share: CgroupShare) -> Cgroup {
    Cgroup {
        head: CgroupHead {
            id,
            parent,
            weight,
            refs: 1,
            ..CgroupHead::default()
        },
        shares: vec![CgroupShare::default(), share, CgroupShare::default()],
    }
}

/// Slot 1 is a cgroup of weight 300 with a cgroup of weight 50 below, in which threads 1 and 2 run;
/// 3 is the root's, and 4 the upper cgroup's.
fn nested() -> Look {
    let mut look = busy();
    look.cgroups = vec![
        cgroup(0, 0, 0, share(400, 1, 0, 0)),
        cgroup(70, 0, 300, share(150, 1, 2, 300)),
        cgroup(71, 1, 50, share(120, 2, 1, 50)),
    ];
    let member = |slot, weight| CgroupMember {
        slot,
        sched: 2,
        weight,
        ..CgroupMember::default()
    };
    look.members = vec![
        member(2, 100),
        member(2, 20),
        member(0, 100),
        member(1, 100),
        CgroupMember::default(),
    ];
    look
}

#[test]
fn cgroups_that_count_rightly_are_left_alone() {
    assert_eq!(found(&nested()), []);
}

/// Part of a sentence, and the change that it tells of.
type Wrong = (&'static str, fn(&mut Look));

#[test]
fn wrong_counts_are_found() {
    let cases: [Wrong; 5] = [
        (
            "the cgroup with id 71 in primary counts 2 runnable threads; it is 1",
            |look| look.members[1] = CgroupMember::default(),
        ),
        (
            "id 71 in primary counts 120 as the weights of what competes; it is 20",
            |look| look.members[0].slot = 0,
        ),
        (
            "id 70 in primary counts 2 competing parts; it is 1",
            |look| {
                look.cgroups[2].shares[1].active = 0;
            },
        ),
        (
            "id 70 in primary counts 300 in its parent as its weight; it is 400",
            |look| look.cgroups[1].head.weight = 400,
        ),
        (
            "id 0 in primary counts 400 as the weights of what competes; it is 150",
            |look| look.cgroups[1].shares[1].counted = 50,
        ),
    ];
    for (text, change) in cases {
        let mut look = nested();
        change(&mut look);
        let found = found(&look);
        assert!(
            found.iter().any(|(rule, sentence)| {
                *rule == Invariant::CgroupCount && sentence.contains(text)
            }),
            "{text}: {found:?}"
        );
    }
}
