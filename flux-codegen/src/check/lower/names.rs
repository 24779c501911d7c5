//! Names of C variables: the Rust ones as far as C allows.

use super::super::steps::{StepKind, Value, Var, VarId};
use super::super::tree::LocalId;
use super::super::ty::Ty;
use super::Lower;
use proc_macro2::Span;

/// Words that C, the headers or the generated code need for themselves.
const TAKEN: &[&str] = &[
    "asm", "auto", "bool", "case", "char", "ctx", "default", "do", "double", "extern", "false",
    "float", "goto", "inline", "int", "linux", "long", "offsetof", "register", "restrict", "s16",
    "s32", "s64", "s8", "short", "signed", "size_t", "sizeof", "switch", "true", "typedef",
    "typeof", "u16", "u32", "u64", "u8", "union", "unix", "unsigned", "void", "volatile",
];

/// Whether C code may use the name as it is.
fn is_free(name: &str) -> bool {
    let reserved = [
        "flux_",
        "FLUX_",
        "bpf_",
        "BPF_",
        "scx_",
        "SCX_",
        "__",
        "arr_list_",
    ];
    !TAKEN.contains(&name) && !reserved.iter().any(|prefix| name.starts_with(prefix))
}

/// The name of a struct's member in C.
pub(crate) fn member_name(name: &str) -> String {
    if is_free(name) {
        name.to_owned()
    } else {
        format!("{name}_")
    }
}

impl Lower<'_> {
    /// A name that no variable in reach has, as near to `wish` as can be.
    pub(super) fn fresh_name(&mut self, wish: &str) -> String {
        let base = member_name(wish);
        let taken = |name: &str| self.declared.iter().flatten().any(|known| known == name);
        let mut name = base.clone();
        let mut number = 2;
        while taken(&name) {
            name = format!("{base}_{number}");
            number += 1;
        }
        if let Some(block) = self.declared.last_mut() {
            block.push(name.clone());
        }
        name
    }

    /// The C variable of a Rust variable, which begins here.
    pub(super) fn declare(&mut self, local: LocalId) -> VarId {
        let (name, ty, mutable) = match self.function.locals.get(local) {
            Some(known) => (
                known.name.clone(),
                self.function.ty(known.ty).clone(),
                known.mutable,
            ),
            None => ("unknown".to_owned(), Ty::Error, false),
        };
        let name = self.fresh_name(&name);
        let var = self.vars.len();
        self.vars.push(Var {
            name,
            ty,
            stable: !mutable,
            temporary: false,
        });
        self.locals.insert(local, var);
        var
    }

    /// The C variable of a parameter. C hands arrays over by reference: one that the function
    /// changes is copied first.
    pub(super) fn parameter(&mut self, local: LocalId) -> VarId {
        let known = self.function.locals.get(local);
        let changed = known.filter(|known| known.mutable).map(|known| {
            let ty = self.function.ty(known.ty).clone();
            (format!("{}_given", known.name), ty)
        });
        match changed {
            Some((name, ty @ Ty::Array(..))) => {
                let given = self.temporary(&name, ty, true);
                let var = self.declare(local);
                let span = self.function.body.end;
                self.push(StepKind::Declare(var, Some(Value::Var(given))), span);
                given
            }
            _ => self.declare(local),
        }
    }

    /// A Rust variable begins with a value. If the value waits in a temporary, that becomes the
    /// variable; else the variable is declared with it.
    pub(super) fn begin(&mut self, local: LocalId, value: Value, span: Span) -> VarId {
        let mutable = self
            .function
            .locals
            .get(local)
            .is_some_and(|known| known.mutable);
        let wish = self
            .function
            .locals
            .get(local)
            .map(|known| known.name.clone());
        if let (Value::Var(id), Some(wish)) = (&value, wish)
            && self.vars.get(*id).is_some_and(|var| var.temporary)
        {
            // Blocks inside the value, which are written already, may have taken the name: there it
            // would mean theirs.
            let later = |lower: &Self, name: &str| {
                let inside = lower.vars.iter().skip(*id + 1);
                inside.clone().any(|var| var.name == name)
            };
            let mut name = self.fresh_name(&wish);
            while later(self, &name) {
                name = self.fresh_name(&wish);
            }
            if let Some(var) = self.vars.get_mut(*id) {
                var.name = name;
                var.temporary = false;
                var.stable = !mutable;
            }
            self.locals.insert(local, *id);
            return *id;
        }
        let var = self.declare(local);
        self.push(StepKind::Declare(var, Some(value)), span);
        var
    }
}
