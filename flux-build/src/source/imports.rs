//! `use` declarations as a flat list.

use syn::ext::IdentExt;
use syn::{ItemExternCrate, ItemUse, UseTree, Visibility};

/// One name that `use` brings into a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Whether the path begins with `::`.
    pub from_extern: bool,
    /// Where from; of a glob, the module whose names all come.
    pub path: Vec<String>,
    /// Name here; `None` is a glob.
    pub name: Option<String>,
    /// Whether it is a re-export, `pub use`.
    pub public: bool,
}

/// The names that a `use` brings.
pub fn of_use(item: &ItemUse) -> Vec<Import> {
    let mut flat = Flat {
        from_extern: item.leading_colon.is_some(),
        public: is_public(&item.vis),
        path: Vec::new(),
        out: Vec::new(),
    };
    flat.walk(&item.tree);
    flat.out
}

/// The name that an `extern crate` brings.
pub fn of_extern_crate(item: &ItemExternCrate) -> Import {
    let name = item.rename.as_ref().map_or(&item.ident, |(_, name)| name);
    Import {
        from_extern: true,
        path: vec![item.ident.unraw().to_string()],
        name: Some(name.unraw().to_string()),
        public: is_public(&item.vis),
    }
}

/// `pub`, without a restriction.
pub fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

struct Flat {
    from_extern: bool,
    public: bool,
    /// The segments on the way to the branch at hand.
    path: Vec<String>,
    out: Vec<Import>,
}

impl Flat {
    fn walk(&mut self, tree: &UseTree) {
        match tree {
            UseTree::Path(step) => {
                self.path.push(step.ident.unraw().to_string());
                self.walk(&step.tree);
                self.path.pop();
            }
            UseTree::Name(last) => {
                let last = last.ident.unraw().to_string();
                // `use a::{self}` imports `a` itself, by its name.
                let name = if last == "self" {
                    self.path.last().cloned()
                } else {
                    Some(last.clone())
                };
                if name.is_some() {
                    self.leaf(Some(last), name);
                }
            }
            // `as _` brings a trait's methods and no name.
            UseTree::Rename(last) if last.rename == "_" => {}
            UseTree::Rename(last) => {
                let name = last.rename.unraw().to_string();
                self.leaf(Some(last.ident.unraw().to_string()), Some(name));
            }
            UseTree::Glob(_) => self.leaf(None, None),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.walk(tree)),
        }
    }

    fn leaf(&mut self, last: Option<String>, name: Option<String>) {
        let mut path = self.path.clone();
        path.extend(last.filter(|last| last != "self" || path.is_empty()));
        self.out.push(Import {
            from_extern: self.from_extern,
            path,
            name,
            public: self.public,
        });
    }
}
