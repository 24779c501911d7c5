//! The tree of instances against its types.

use super::model::{CheckedNode, CheckedType};
use super::ty::Ty;
use super::unit::{Access, FieldInfo};
use crate::diag::{Diagnostics, Problem};
use crate::syntax::model::Kind;
use crate::syntax::{Filled, Hierarchy, Instance};
use proc_macro2::Span;

/// Tiers, the root's included: what the core's tables have room for.
const MAX_TIERS: usize = 8;

/// Instances: the core keeps sets of them in one word, in which bit 0 is "none".
const MAX_NODES: usize = 63;

/// Bytes of the hierarchy's name: a `struct sched_ext_ops` has room for it, and its files are called so.
const MAX_NAME: usize = 47;

/// Bytes of an instance's name with its type, without the final 0: eight tiers of roles of ten letters.
const MAX_NODE_NAME: usize = 95;

/// Gives every instance its id and checks the tree; types are found by the order of the paths.
pub(super) struct Tree<'a> {
    pub(super) hierarchy: &'a Hierarchy,
    pub(super) types: &'a [CheckedType],
    /// The type of each path of the hierarchy, in the order of `type_paths`.
    pub(super) path_types: &'a [usize],
    pub(super) nodes: Vec<CheckedNode>,
    pub(super) out: &'a mut Diagnostics,
}

impl Tree<'_> {
    /// Checks everything; returns the home of new threads.
    pub(super) fn check(&mut self) -> usize {
        let root = &self.hierarchy.root;
        self.visit(
            root,
            None,
            "root".to_owned(),
            0,
            true,
            self.hierarchy.ident.span(),
        );
        let count = self.nodes.len();
        if count > MAX_NODES {
            let problem = Problem::TooManyNodes {
                count,
                max: MAX_NODES,
            };
            self.error(self.hierarchy.ident.span(), &problem);
        }
        let name = self.hierarchy.file_stem();
        let plain = self.hierarchy.ident.to_string();
        if !plain.is_ascii() || plain.starts_with("r#") {
            self.error(
                self.hierarchy.ident.span(),
                &Problem::NameNotPlain { name: plain },
            );
        }
        if name.len() > MAX_NAME {
            let problem = Problem::NameTooLong {
                name,
                max: MAX_NAME,
            };
            self.error(self.hierarchy.ident.span(), &problem);
        }
        let mut at = 0;
        super::peers::check(self, root, &mut at);
        self.home()
    }

    pub(super) fn error(&mut self, span: Span, problem: &Problem) {
        self.out.add(problem, span, &self.hierarchy.file);
    }

    /// Adds an instance and those below it, parents before children.
    fn visit(
        &mut self,
        instance: &Instance,
        parent: Option<usize>,
        name: String,
        tier: usize,
        claims_idle: bool,
        span: Span,
    ) -> usize {
        let at = self.nodes.len();
        let ty = self.path_types.get(at).copied().unwrap_or(0);
        let Some(info) = self.types.get(ty) else {
            return at;
        };
        if tier == MAX_TIERS {
            self.error(span, &Problem::TooDeep { max: MAX_TIERS });
        }
        let shown = format!("{name} ({})", info.name);
        if shown.len() > MAX_NODE_NAME {
            self.error(
                span,
                &Problem::NameTooLong {
                    name: shown,
                    max: MAX_NODE_NAME,
                },
            );
        }
        let c_name = |name: &str| name.replace('.', "_").to_uppercase();
        let taken = self
            .nodes
            .iter()
            .any(|other| c_name(&other.name) == c_name(&name));
        let is_known = self.nodes.iter().any(|other| other.name == name);
        // Twice the same role is an error of its own.
        if taken && !is_known || c_name(&name) == "NONE" {
            let name = format!("FLUX_NODE_{}", c_name(&name));
            self.error(span, &Problem::NodeNamesCollide { name });
        }
        self.nodes.push(CheckedNode {
            name: name.clone(),
            ty,
            parent,
            tier,
            claims_idle: claims_idle && parent.is_some(),
            index: 0,
            peers: Vec::new(),
            children: Vec::new(),
        });
        for filled in &instance.children {
            self.visit_child(at, &name, tier, claims_idle, filled);
        }
        self.check_unfilled(instance, info, at);
        at
    }

    fn visit_child(
        &mut self,
        parent: usize,
        parent_name: &str,
        tier: usize,
        claims_idle: bool,
        filled: &Filled,
    ) {
        let Some(info) = self
            .nodes
            .get(parent)
            .and_then(|node| self.types.get(node.ty))
        else {
            return;
        };
        let role = filled.role.to_string();
        let is_many = |field: &FieldInfo| matches!(field.ty, Ty::Children(_));
        let is_named = |field: &FieldInfo| {
            field.name == role && matches!(field.access, Access::Role { .. }) && !is_many(field)
        };
        // A role that the type does not name is one of those that the hierarchy names.
        let named = info.sched.iter().position(is_named);
        let field = named.or_else(|| info.sched.iter().position(is_many));
        let most = match field.and_then(|at| info.sched.get(at)).map(|f| &f.ty) {
            Some(Ty::Children(max)) => Some(*max),
            _ => None,
        };
        let claims = match field
            .and_then(|at| info.sched.get(at))
            .map(|field| field.access)
        {
            Some(Access::Role { claims_idle }) => claims_idle,
            _ => false,
        };
        let span = filled.role.span();
        let ty = info.name.clone();
        let children = self.nodes.get(parent).map(|node| node.children.as_slice());
        let children = children.unwrap_or_default();
        let before = field.map_or(0, |field| {
            children.iter().filter(|(at, _)| *at == field).count() as u64
        });
        let is_again = match most {
            None => before > 0,
            Some(_) => children.iter().any(|(_, child)| {
                let name = self
                    .nodes
                    .get(*child)
                    .and_then(|node| node.name.rsplit('.').next());
                name == Some(role.as_str())
            }),
        };
        match field {
            None if info.kind == Kind::Thread => {
                self.error(
                    span,
                    &Problem::ChildrenOfThreadScheduler {
                        ty,
                        role: role.clone(),
                    },
                );
            }
            None => {
                let known = roles(info).join(", ");
                self.error(
                    span,
                    &Problem::RoleUnknown {
                        ty,
                        role: role.clone(),
                        known,
                    },
                );
            }
            Some(_) if is_again => {
                self.error(span, &Problem::RoleTwice { role: role.clone() });
            }
            // Said once, of the first that is too many.
            Some(_) if most == Some(before) => {
                let problem = Problem::ChildrenTooMany { ty, max: before };
                self.error(span, &problem);
            }
            Some(_) => {}
        }
        let name = match parent {
            0 => role,
            _ => format!("{parent_name}.{role}"),
        };
        let claims_idle = claims_idle && claims;
        let child = self.visit(
            &filled.instance,
            Some(parent),
            name,
            tier + 1,
            claims_idle,
            span,
        );
        if let (Some(field), Some(node)) = (field, self.nodes.get_mut(parent)) {
            node.children.push((field, child));
            let index = match most {
                Some(_) => before,
                None => self.fixed_index(parent, field),
            };
            if let Some(child) = self.nodes.get_mut(child) {
                child.index = index;
            }
        }
    }

    /// The index of the child with a fixed role: those come after the most that `Children` takes.
    fn fixed_index(&self, parent: usize, field: usize) -> u64 {
        let info = self
            .nodes
            .get(parent)
            .and_then(|node| self.types.get(node.ty));
        let fields = info.map(|info| info.sched.as_slice()).unwrap_or_default();
        let mut index = 0;
        for (at, info) in fields.iter().enumerate() {
            index += match (&info.ty, info.access) {
                (Ty::Children(max), _) => *max,
                (_, Access::Role { .. }) if at < field => 1,
                _ => 0,
            };
        }
        index
    }

    fn check_unfilled(&mut self, instance: &Instance, info: &CheckedType, at: usize) {
        let children = self
            .nodes
            .get(at)
            .map(|node| node.children.clone())
            .unwrap_or_default();
        let missing: Vec<String> = info
            .sched
            .iter()
            .enumerate()
            .filter(|(_, field)| matches!(field.access, Access::Role { .. }))
            .filter(|(_, field)| !matches!(field.ty, Ty::Children(_)))
            .filter(|(at, _)| children.iter().all(|(field, _)| field != at))
            .map(|(_, field)| format!("`{}`", field.name))
            .collect();
        let last = instance.path.segments.last();
        let span = last.map_or_else(Span::call_site, |segment| segment.ident.span());
        if !missing.is_empty() {
            let problem = Problem::RoleUnfilled {
                ty: info.name.clone(),
                roles: missing.join(", "),
            };
            self.error(span, &problem);
        }
        let mut fields = info.sched.iter().enumerate();
        let many = fields.find(|(_, field)| matches!(field.ty, Ty::Children(_)));
        if let Some((at, field)) = many
            && children.iter().all(|(filled, _)| *filled != at)
        {
            let problem = Problem::ChildrenNone {
                ty: info.name.clone(),
                field: field.name.clone(),
            };
            self.error(span, &problem);
        }
    }

    fn home(&mut self) -> usize {
        let hierarchy = self.hierarchy;
        for second in hierarchy.homes.iter().skip(1) {
            self.error(second.span, &Problem::HomeTwice);
        }
        let Some(home) = hierarchy.homes.first() else {
            self.error(hierarchy.ident.span(), &Problem::NoHome);
            return 0;
        };
        let Some(at) = self.find(&home.roles) else {
            return 0;
        };
        let span = home
            .roles
            .last()
            .map_or(home.span, proc_macro2::Ident::span);
        self.check_home(at, span);
        at
    }

    /// Reports a node that threads cannot be in.
    pub(super) fn check_home(&mut self, at: usize, span: Span) {
        let node = self.nodes.get(at);
        if let Some((node, info)) = node.and_then(|n| Some((n, self.types.get(n.ty)?)))
            && !info.holds_threads
        {
            let problem = Problem::HomeHasNoThreads {
                node: node.name.clone(),
                ty: info.name.clone(),
            };
            self.error(span, &problem);
        }
    }

    /// The node that roles from the root down lead to.
    pub(super) fn find(&mut self, roles: &[proc_macro2::Ident]) -> Option<usize> {
        let mut at = 0;
        for role in roles {
            // A tree of one node: its only home is the root itself.
            if *role == "root" && roles.len() == 1 {
                return Some(0);
            }
            let children: Vec<(usize, String)> = self
                .nodes
                .iter()
                .enumerate()
                .filter(|(_, node)| node.parent == Some(at))
                .map(|(id, node)| (id, node.name.rsplit('.').next().unwrap_or("").to_owned()))
                .collect();
            match children.iter().find(|(_, name)| *role == name) {
                Some((child, _)) => at = *child,
                None => {
                    let mut known: Vec<String> = children.into_iter().map(|(_, n)| n).collect();
                    if at == 0 {
                        known.push("root".to_owned());
                    }
                    let known = known.join(", ");
                    let problem = Problem::HomeUnknown {
                        role: role.to_string(),
                        known,
                    };
                    self.error(role.span(), &problem);
                    return None;
                }
            }
        }
        Some(at)
    }
}

fn roles(info: &CheckedType) -> Vec<&str> {
    let roles = info
        .sched
        .iter()
        .filter(|field| matches!(field.access, Access::Role { .. }));
    roles.map(|field| field.name.as_str()).collect()
}
