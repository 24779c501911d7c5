//! The tree of instances: `hierarchy! { pub Name = path::Type { role: …, … }; new_threads => role; }`.

use crate::diag::{Diagnostics, Problem};
use crate::source::SourceFile;
use proc_macro2::{Ident, Span, TokenStream};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Path, Token, Visibility};

/// A parsed `hierarchy!` call. The paths are as written: whoever calls
/// [`check`](fn@crate::check) resolves them to types.
#[derive(Clone, Debug)]
pub struct Hierarchy {
    /// Attributes (docs) that stand before it.
    pub attrs: Vec<Attribute>,
    /// Visibility of the generated type.
    pub vis: Visibility,
    /// Name of the generated type.
    pub ident: Ident,
    /// The root instance.
    pub root: Instance,
    /// Every `new_threads => a.b;`, in order. Exactly one is right; that is for `check`.
    pub homes: Vec<Home>,
    /// Where it was written.
    pub file: SourceFile,
}

/// One instance: a type and what fills its roles.
#[derive(Clone, Debug)]
pub struct Instance {
    /// Path of the subscheduler type, as written.
    pub path: Path,
    /// The children in the order in which they are written.
    pub children: Vec<Filled>,
    /// Where it may send threads.
    pub peers: Vec<Peer>,
}

/// `peer => a.b`: an instance that threads may be sent to.
#[derive(Clone, Debug)]
pub struct Peer {
    /// The field that is filled.
    pub name: Ident,
    /// Roles from the root down.
    pub roles: Vec<Ident>,
}

/// What stands between the braces of an instance.
enum Inside {
    Child(Filled),
    Peer(Peer),
}

/// `role: path::Type { … }`.
#[derive(Clone, Debug)]
pub struct Filled {
    /// The role of the parent that is filled.
    pub role: Ident,
    /// By what.
    pub instance: Instance,
}

/// `new_threads => a.b`.
#[derive(Clone, Debug)]
pub struct Home {
    /// Roles from the root down.
    pub roles: Vec<Ident>,
    /// The word `new_threads`.
    pub span: Span,
}

impl Hierarchy {
    /// Name of the generated type, such as `Hello`.
    pub fn name(&self) -> String {
        self.ident.to_string()
    }

    /// The name in snake case: stem of the generated files, name of the loaded scheduler.
    pub fn file_stem(&self) -> String {
        snake_case(&self.name())
    }

    /// The types' paths as written, parents before children; a path may come several times.
    pub fn type_paths(&self) -> impl Iterator<Item = &Path> {
        let mut all = Vec::new();
        collect(&self.root, &mut all);
        all.into_iter()
    }
}

fn collect<'a>(instance: &'a Instance, all: &mut Vec<&'a Path>) {
    all.push(&instance.path);
    for child in &instance.children {
        collect(&child.instance, all);
    }
}

/// `HelloWorld` → `hello_world`.
pub(crate) fn snake_case(name: &str) -> String {
    let mut out = String::new();
    let mut before_was_lower = false;
    for c in name.chars() {
        if c.is_uppercase() && before_was_lower {
            out.push('_');
        }
        before_was_lower = c.is_lowercase() || c.is_numeric();
        out.extend(c.to_lowercase());
    }
    out
}

/// Parses the tokens inside `hierarchy! { … }`.
///
/// # Errors
/// The first place where the tokens have not the form of a hierarchy; no root, or a second one.
pub fn parse_hierarchy(tokens: TokenStream, file: &SourceFile) -> Result<Hierarchy, Diagnostics> {
    let mut out = Diagnostics::new();
    if let Some(span) = super::too_nested(&tokens) {
        out.add(&Problem::TooNested, span, file);
        return Err(out);
    }
    let tree = match syn::parse2::<Tree>(tokens) {
        Ok(tree) => tree,
        Err(errors) => {
            for error in errors {
                let text = error.to_string();
                out.add(
                    &Problem::HierarchySyntax { error: text },
                    error.span(),
                    file,
                );
            }
            return Err(out);
        }
    };
    let name = tree.ident.to_string();
    for second in &tree.more_roots {
        let problem = Problem::RootTwice {
            name: second.to_string(),
        };
        out.add(&problem, second.span(), file);
    }
    let Some(root) = tree.root else {
        out.add(&Problem::NoRoot { name }, tree.ident.span(), file);
        return Err(out);
    };
    let hierarchy = Hierarchy {
        attrs: tree.attrs,
        vis: tree.vis,
        ident: tree.ident,
        root,
        homes: tree.homes,
        file: file.clone(),
    };
    for path in hierarchy.type_paths() {
        if path.is_ident(&name) {
            let problem = Problem::HierarchyInItself { name: name.clone() };
            out.add(&problem, path.span(), file);
        }
    }
    out.into_result(hierarchy)
}

/// What stands before the `=` of a hierarchy: its visibility and name, however the rest looks.
/// For an expansion that declares the type even if it is not finished.
pub fn hierarchy_name(tokens: TokenStream) -> Option<(Visibility, Ident)> {
    let head = |input: ParseStream<'_>| {
        input.call(Attribute::parse_outer)?;
        let head = (input.parse()?, input.parse()?);
        input.parse::<TokenStream>()?;
        Ok(head)
    };
    syn::parse::Parser::parse2(head, tokens).ok()
}

/// A hierarchy before it knows its file.
struct Tree {
    attrs: Vec<Attribute>,
    vis: Visibility,
    ident: Ident,
    root: Option<Instance>,
    /// The names of further trees.
    more_roots: Vec<Ident>,
    homes: Vec<Home>,
}

impl Parse for Tree {
    fn parse(input: ParseStream) -> syn::Result<Tree> {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        let ident = input.parse()?;
        let root = parse_root(input)?;
        let mut more_roots = Vec::new();
        let mut homes = Vec::new();
        while !input.is_empty() {
            if is_home(input) {
                homes.push(input.parse()?);
                continue;
            }
            input.call(Attribute::parse_outer)?;
            input.parse::<Visibility>()?;
            more_roots.push(input.parse()?);
            parse_root(input)?;
        }
        Ok(Tree {
            attrs,
            vis,
            ident,
            root,
            more_roots,
            homes,
        })
    }
}

/// `= path::Type { … };`, or as much of it as there is if the type is left out.
fn parse_root(input: ParseStream<'_>) -> syn::Result<Option<Instance>> {
    if input.peek(Token![;]) {
        input.parse::<Token![;]>()?;
        return Ok(None);
    }
    input.parse::<Token![=]>()?;
    if input.peek(Token![;]) {
        input.parse::<Token![;]>()?;
        return Ok(None);
    }
    let root = input.parse()?;
    input.parse::<Token![;]>()?;
    Ok(Some(root))
}

/// Whether a home is next: anything but the head of another tree.
fn is_home(input: ParseStream<'_>) -> bool {
    let named = input
        .fork()
        .parse::<Ident>()
        .is_ok_and(|name| name != "new_threads");
    let is_tree = named && input.peek2(Token![=]) && !input.peek2(Token![=>]);
    !is_tree && !input.peek(Token![pub]) && !input.peek(Token![#])
}

impl Parse for Instance {
    fn parse(input: ParseStream) -> syn::Result<Instance> {
        let path = input.call(Path::parse_mod_style)?;
        let mut children = Vec::new();
        let mut peers = Vec::new();
        if input.peek(syn::token::Brace) {
            let inside;
            syn::braced!(inside in input);
            for one in Punctuated::<Inside, Token![,]>::parse_terminated(&inside)? {
                match one {
                    Inside::Child(child) => children.push(child),
                    Inside::Peer(peer) => peers.push(peer),
                }
            }
        }
        Ok(Instance {
            path,
            children,
            peers,
        })
    }
}

impl Parse for Inside {
    fn parse(input: ParseStream) -> syn::Result<Inside> {
        if !input.peek2(Token![=>]) {
            return Ok(Inside::Child(input.parse()?));
        }
        let name = input.parse()?;
        input.parse::<Token![=>]>()?;
        let roles = Punctuated::<Ident, Token![.]>::parse_separated_nonempty(input)?;
        Ok(Inside::Peer(Peer {
            name,
            roles: roles.into_iter().collect(),
        }))
    }
}

impl Parse for Filled {
    fn parse(input: ParseStream) -> syn::Result<Filled> {
        let role = input.parse()?;
        input.parse::<Token![:]>()?;
        Ok(Filled {
            role,
            instance: input.parse()?,
        })
    }
}

impl Parse for Home {
    fn parse(input: ParseStream) -> syn::Result<Home> {
        let word: Ident = input.parse()?;
        if word != "new_threads" {
            let text = format!("expected `new_threads => role;`, found `{word}`");
            return Err(syn::Error::new(word.span(), text));
        }
        input.parse::<Token![=>]>()?;
        let roles = Punctuated::<Ident, Token![.]>::parse_separated_nonempty(input)?;
        input.parse::<Token![;]>()?;
        Ok(Home {
            roles: roles.into_iter().collect(),
            span: word.span(),
        })
    }
}
