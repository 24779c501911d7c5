//! Type variables and unification.

use super::super::tree::TyId;
use super::super::ty::{Int, Ty};

/// What is known of a type so far.
#[derive(Clone, Debug)]
enum Slot {
    /// Nothing.
    Free,
    /// That it is an integer: the type of a literal without a suffix.
    FreeInt,
    /// The same as another.
    Same(TyId),
    /// Everything.
    Known(Ty),
    /// `Option` of something.
    Option(TyId),
    /// An array of something.
    Array(TyId, u64),
}

/// What [`Table::view`] shows of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum View {
    Free,
    FreeInt,
    Known(Ty),
    Option(TyId),
    Array(TyId, u64),
}

/// All types of one function.
#[derive(Debug, Default)]
pub(super) struct Table {
    slots: Vec<Slot>,
}

impl Table {
    fn add(&mut self, slot: Slot) -> TyId {
        self.slots.push(slot);
        self.slots.len() - 1
    }

    pub(super) fn free(&mut self) -> TyId {
        self.add(Slot::Free)
    }

    pub(super) fn free_int(&mut self) -> TyId {
        self.add(Slot::FreeInt)
    }

    pub(super) fn option(&mut self, inner: TyId) -> TyId {
        self.add(Slot::Option(inner))
    }

    pub(super) fn array(&mut self, element: TyId, len: u64) -> TyId {
        self.add(Slot::Array(element, len))
    }

    pub(super) fn known(&mut self, ty: Ty) -> TyId {
        match ty {
            Ty::Option(inner) => {
                let inner = self.known(*inner);
                self.option(inner)
            }
            Ty::Array(element, len) => {
                let element = self.known(*element);
                self.array(element, len)
            }
            ty => self.add(Slot::Known(ty)),
        }
    }

    fn root(&self, mut id: TyId) -> TyId {
        while let Some(Slot::Same(next)) = self.slots.get(id) {
            id = *next;
        }
        id
    }

    pub(super) fn view(&self, id: TyId) -> View {
        match self.slots.get(self.root(id)) {
            None | Some(Slot::Free | Slot::Same(_)) => View::Free,
            Some(Slot::FreeInt) => View::FreeInt,
            Some(Slot::Known(ty)) => View::Known(ty.clone()),
            Some(Slot::Option(inner)) => View::Option(*inner),
            Some(Slot::Array(element, len)) => View::Array(*element, *len),
        }
    }

    /// Makes both the same type; false if they cannot be.
    pub(super) fn unify(&mut self, a: TyId, b: TyId) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return true;
        }
        match (self.view(a), self.view(b)) {
            // An `Option` of itself has no type.
            (View::Free, _) => !self.contains(b, a) && self.point(a, b),
            (_, View::Free) => !self.contains(a, b) && self.point(b, a),
            (View::Known(Ty::Error), _) | (_, View::Known(Ty::Error)) => true,
            (View::FreeInt, View::FreeInt | View::Known(Ty::Int(_))) => self.point(a, b),
            (View::Known(Ty::Int(_)), View::FreeInt) => self.point(b, a),
            (View::Known(x), View::Known(y)) => x == y,
            (View::Option(x), View::Option(y)) => self.unify(x, y),
            (View::Array(x, m), View::Array(y, n)) => m == n && self.unify(x, y),
            _ => false,
        }
    }

    /// Whether the type `part`, which is a root, stands somewhere inside `whole`.
    fn contains(&self, whole: TyId, part: TyId) -> bool {
        match self.view(whole) {
            View::Option(inner) | View::Array(inner, _) => {
                self.root(inner) == part || self.contains(inner, part)
            }
            _ => false,
        }
    }

    fn point(&mut self, from: TyId, to: TyId) -> bool {
        if let Some(slot) = self.slots.get_mut(from) {
            *slot = Slot::Same(to);
        }
        true
    }

    /// All types at the end. An integer that nothing decided is an `i32`, as in Rust; every other
    /// open type is `None`.
    pub(super) fn finish(&self) -> Vec<Option<Ty>> {
        (0..self.slots.len())
            .map(|id| self.finish_one(id))
            .collect()
    }

    fn finish_one(&self, id: TyId) -> Option<Ty> {
        match self.view(id) {
            View::Free => None,
            View::FreeInt => Some(Ty::Int(Int::I32)),
            View::Known(ty) => Some(ty),
            View::Option(inner) => Some(Ty::Option(Box::new(self.finish_one(inner)?))),
            View::Array(element, len) => Some(Ty::Array(Box::new(self.finish_one(element)?), len)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_takes_the_type_it_meets() {
        let mut table = Table::default();
        let (literal, other) = (table.free_int(), table.free_int());
        assert!(table.unify(literal, other));
        let u64 = table.known(Ty::Int(Int::U64));
        assert!(table.unify(other, u64));
        assert_eq!(table.view(literal), View::Known(Ty::Int(Int::U64)));
        let bool = table.known(Ty::Bool);
        assert!(!table.unify(literal, bool));
    }

    #[test]
    fn a_type_cannot_contain_itself() {
        let mut table = Table::default();
        let open = table.free();
        let option = table.option(open);
        assert!(!table.unify(open, option));
        assert_eq!(table.finish().len(), 2);
    }

    #[test]
    fn an_undecided_literal_is_an_i32_and_nothing_else_is_guessed() {
        let mut table = Table::default();
        let (literal, open) = (table.free_int(), table.free());
        let option = table.option(open);
        let all = table.finish();
        assert_eq!(all.get(literal), Some(&Some(Ty::Int(Int::I32))));
        assert_eq!(all.get(option), Some(&None));
    }
}
