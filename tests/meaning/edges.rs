//! Types of values, and the values of each with which functions are called.

/// The integers of the language: name, bits, signed.
pub const INTS: [(&str, u32, bool); 10] = [
    ("u8", 8, false),
    ("u16", 16, false),
    ("u32", 32, false),
    ("u64", 64, false),
    ("usize", 64, false),
    ("i8", 8, true),
    ("i16", 16, true),
    ("i32", 32, true),
    ("i64", 64, true),
    ("isize", 64, true),
];

/// Calls of one function at most: the edges of three parameters are taken together, those of four
/// in part.
const MOST_CALLS: usize = 700;

/// Whether a call can hand over or return the type.
pub fn is_value(ty: &str) -> bool {
    ty == "bool" || ty == "Nanos" || INTS.iter().any(|(name, ..)| *name == ty)
}

/// A value of the type, as Rust writes it.
pub fn zero(ty: &str) -> String {
    match ty {
        "bool" => "false".to_owned(),
        "Nanos" => "Nanos::from_nanos(0)".to_owned(),
        ty => format!("0{ty}"),
    }
}

/// Values where something changes: the smallest, the largest, around 0, around a width.
pub fn of(ty: &str) -> Vec<u64> {
    if ty == "bool" {
        return vec![0, 1];
    }
    let known = INTS.iter().find(|(name, ..)| *name == ty);
    let (bits, signed) = known.map_or((64, false), |(_, bits, signed)| (*bits, *signed));
    let all = u64::MAX >> (64 - bits);
    let top = 1u64 << (bits - 1);
    let mut values = vec![
        0,
        1,
        2,
        3,
        7,
        u64::from(bits) - 1,
        u64::from(bits),
        0x5a,
        all,
        all - 6,
    ];
    if signed {
        // The ends of the type, and a negative number in the middle.
        values.extend([top, top + 1, top - 1, all - 99]);
    } else {
        values.extend([top, top - 1]);
    }
    values
}

/// Arguments for parameters of these types: every combination of [`of`], thinned out evenly where
/// there are too many.
pub fn calls(types: &[String]) -> Vec<[u64; 4]> {
    let lists: Vec<Vec<u64>> = types.iter().map(|ty| of(ty)).collect();
    let total: usize = lists.iter().map(Vec::len).product();
    // A step that shares no factor with the lengths visits every value of every parameter.
    let step = match total > MOST_CALLS {
        true => (total / MOST_CALLS..)
            .find(|step| lists.iter().all(|list| gcd(*step, list.len()) == 1))
            .unwrap_or(1),
        false => 1,
    };
    (0..total)
        .step_by(step)
        .map(|number| {
            let mut rest = number;
            let mut args = [0; 4];
            for (arg, list) in args.iter_mut().zip(&lists) {
                *arg = list[rest % list.len()];
                rest /= list.len();
            }
            args
        })
        .collect()
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}
