//! Types, and what is in reach where an expression is written.

use crate::edges::INTS;
use arbitrary::{Result, Unstructured};
use std::fmt;

/// A type of a random program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ty {
    /// An integer, by its index in [`INTS`].
    Int(usize),
    Bool,
    Phase,
    Side,
    Pair,
    /// Three elements of an integer type.
    Array(usize),
}

impl fmt::Display for Ty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ty::Int(at) => f.write_str(INTS[*at].0),
            Ty::Bool => f.write_str("bool"),
            Ty::Phase => f.write_str("Phase"),
            Ty::Side => f.write_str("Side"),
            Ty::Pair => f.write_str("Pair"),
            Ty::Array(at) => write!(f, "[{}; 3]", INTS[*at].0),
        }
    }
}

impl Ty {
    /// The integer type of that name.
    pub fn named(name: &str) -> Ty {
        Ty::Int(INTS.iter().position(|int| int.0 == name).unwrap_or(0))
    }

    pub fn any_int(u: &mut Unstructured<'_>) -> Result<Ty> {
        Ok(Ty::Int(u.choose_index(INTS.len())?))
    }

    /// What a call can hand over.
    pub fn scalar_of_calls(u: &mut Unstructured<'_>) -> Result<Ty> {
        match u.ratio(1, 6)? {
            true => Ok(Ty::Bool),
            false => Ty::any_int(u),
        }
    }

    /// What a variable may hold.
    pub fn any(u: &mut Unstructured<'_>) -> Result<Ty> {
        Ok(match u.int_in_range(0..=9)? {
            0..=4 => Ty::any_int(u)?,
            5 => Ty::Bool,
            6 => Ty::Phase,
            7 => Ty::Side,
            8 => Ty::Pair,
            _ => Ty::Array(u.choose_index(INTS.len())?),
        })
    }
}

/// A variable in reach.
#[derive(Clone, Debug)]
pub struct Var {
    pub name: String,
    pub ty: Ty,
    pub mutable: bool,
}

/// A helper that may be called.
#[derive(Clone, Debug)]
pub struct Helper {
    pub name: String,
    pub params: Vec<Ty>,
    pub ret: Ty,
}

/// What is in reach.
pub struct Scope {
    vars: Vec<Var>,
    pub helpers: Vec<Helper>,
    /// What the function returns.
    pub ret: Ty,
    /// Loops around this place.
    pub loops: u32,
    /// Loops and calls that the function may still write: they multiply what the verifier walks.
    pub budget: u32,
    next: u32,
}

impl Scope {
    pub fn new() -> Scope {
        Scope {
            vars: Vec::new(),
            helpers: Vec::new(),
            ret: Ty::Bool,
            loops: 0,
            budget: 0,
            next: 0,
        }
    }

    pub fn enter_function(&mut self, ret: Ty) {
        self.vars.clear();
        self.ret = ret;
        self.budget = 4;
    }

    pub fn leave_function(&mut self) {
        self.vars.clear();
    }

    pub fn add(&mut self, name: String, ty: Ty, mutable: bool) {
        self.vars.push(Var { name, ty, mutable });
    }

    /// A name for a variable: mostly a new one, sometimes one that shadows.
    pub fn name(&mut self, u: &mut Unstructured<'_>) -> Result<String> {
        if !self.vars.is_empty() && u.ratio(1, 4)? {
            return Ok(u.choose(&self.vars)?.name.clone());
        }
        self.next += 1;
        Ok(format!("v{}", self.next))
    }

    /// Marks the end of what is in reach, to come back to it.
    pub fn mark(&self) -> usize {
        self.vars.len()
    }

    pub fn reset(&mut self, mark: usize) {
        self.vars.truncate(mark);
    }

    /// One of the variables that fit and are not shadowed.
    pub fn pick(
        &self,
        u: &mut Unstructured<'_>,
        fits: impl Fn(&Var) -> bool,
    ) -> Result<Option<Var>> {
        let visible = |at: usize, var: &Var| {
            let later = self.vars.get(at + 1..).unwrap_or_default();
            later.iter().all(|other| other.name != var.name)
        };
        let found: Vec<&Var> = self
            .vars
            .iter()
            .enumerate()
            .filter(|(at, var)| fits(var) && visible(*at, var))
            .map(|(_, var)| var)
            .collect();
        match found.is_empty() {
            true => Ok(None),
            false => Ok(Some((*u.choose(&found)?).clone())),
        }
    }
}
