//! The expansion of `hierarchy!`.
//!
//! The macro sees its own tokens only; whether the tree fits its types was found out by the build
//! script, which knows them. It leaves the BPF object, or a file of errors, in `OUT_DIR`.

use crate::errors;
use flux_codegen::diag::Problem;
use flux_codegen::diag::records::{self, Record};
use flux_codegen::syntax::{Instance, hierarchy_name};
use flux_codegen::{Hierarchy, SourceFile};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use std::path::Path;

/// How many errors of other files are shown in full.
const SHOWN: usize = 3;

/// Expands the macro.
pub(crate) fn expand(tokens: TokenStream) -> TokenStream {
    let file = file_of(&tokens);
    let source = SourceFile::new(file.clone(), "");
    let tree = match flux_codegen::parse_hierarchy(tokens.clone(), &source) {
        Ok(tree) => tree,
        Err(diagnostics) => return unfinished(tokens, &errors::all(&diagnostics)),
    };
    let out_dir = std::env::var("OUT_DIR").ok();
    let outcome = outcome(&tree, &tokens, &file, out_dir.as_deref().map(Path::new));
    items(&tree, outcome)
}

/// The type of a hierarchy that cannot be read, so that its name is known all the same.
fn unfinished(tokens: TokenStream, problems: &TokenStream) -> TokenStream {
    let Some((vis, ident)) = hierarchy_name(tokens) else {
        return problems.clone();
    };
    let name = ident.to_string();
    quote! {
        #vis struct #ident;

        #[automatically_derived]
        impl ::flux::Hierarchy for #ident {
            const NAME: &'static str = #name;
            const OBJECT: &'static [u8] = &[];
            const NODES: &'static [::flux::Node] = &[];
            const NEW_THREADS: usize = 0;
        }

        #problems
    }
}

/// The file that the tokens come from; empty where the compiler does not tell.
fn file_of(tokens: &TokenStream) -> String {
    match tokens.clone().into_iter().next() {
        Some(first) if proc_macro::is_available() => first.span().unwrap().file(),
        _ => String::new(),
    }
}

/// Why there is no object.
struct NotBuilt {
    errors: TokenStream,
    /// A path that leads nowhere: rustc would say so once more.
    unresolved: bool,
}

impl NotBuilt {
    fn new(errors: TokenStream) -> NotBuilt {
        NotBuilt {
            errors,
            unresolved: false,
        }
    }
}

/// Whether there is an object; if not, the errors that say why. Never neither.
fn outcome(
    tree: &Hierarchy,
    tokens: &TokenStream,
    file: &str,
    out_dir: Option<&Path>,
) -> Result<(), NotBuilt> {
    let name = tree.name();
    let at = tree.ident.span();
    let no_script = || {
        let name = name.clone();
        NotBuilt::new(errors::problem(at, &Problem::NoBuildScript { name }))
    };
    let Some(out_dir) = out_dir else {
        return Err(no_script());
    };
    let stem = tree.file_stem();
    if let Ok(text) = std::fs::read_to_string(out_dir.join(records::file_name(&stem))) {
        let records = records::read(&text);
        return Err(NotBuilt {
            unresolved: records.iter().any(|record| record.id == "type-not-found"),
            errors: reported(&name, at, tokens, file, &records),
        });
    }
    if !out_dir.join(format!("{stem}.bpf.o")).is_file() {
        return Err(no_script());
    }
    Ok(())
}

/// The errors of the build script: its own tokens' at the tokens, all others at the name.
fn reported(
    name: &str,
    at: Span,
    tokens: &TokenStream,
    file: &str,
    records: &[Record],
) -> TokenStream {
    let mut out = TokenStream::new();
    let mut elsewhere = Vec::new();
    for record in records {
        match errors::find(record, tokens, file) {
            Some(span) => out.extend(errors::compile_error(span, &errors::record_text(record))),
            None => elsewhere.push(record),
        }
    }
    if elsewhere.is_empty() && !out.is_empty() {
        return out;
    }
    let mut text = String::new();
    for record in elsewhere.iter().take(SHOWN) {
        let Record {
            file,
            line,
            column,
            message,
            remedy,
            id,
            ..
        } = record;
        text.push_str(&format!(
            "\n  {file}:{line}:{column}: {message}; {remedy} [flux::{id}]"
        ));
    }
    if elsewhere.len() > SHOWN {
        text.push_str(&format!("\n  and {} more", elsewhere.len() - SHOWN));
    }
    let problem = Problem::ErrorsElsewhere {
        name: name.to_owned(),
        list: text,
    };
    out.extend(errors::problem(at, &problem));
    out
}

fn items(tree: &Hierarchy, outcome: Result<(), NotBuilt>) -> TokenStream {
    let Hierarchy {
        attrs, vis, ident, ..
    } = tree;
    let stem = tree.file_stem();
    let object = format!("/{stem}.bpf.o");
    let mut nodes = Vec::new();
    collect(&tree.root, None, "root", 0, &mut nodes);
    let (object, problems) = match outcome {
        Ok(()) => {
            let object = quote! {
                ::core::include_bytes!(::core::concat!(::core::env!("OUT_DIR"), #object))
            };
            (object, TokenStream::new())
        }
        Err(why) => {
            if why.unresolved {
                nodes.clear();
            }
            (quote! { &[] }, why.errors)
        }
    };
    let home = home(tree, &nodes);
    let nodes = nodes.iter().map(|node| node.tokens());
    quote! {
        #(#attrs)*
        #vis struct #ident;

        #[automatically_derived]
        #[allow(unused_qualifications)]
        impl ::flux::Hierarchy for #ident {
            const NAME: &'static str = #stem;
            const OBJECT: &'static [u8] = #object;
            const NODES: &'static [::flux::Node] = &[#(#nodes),*];
            const NEW_THREADS: usize = #home;
        }

        #problems
    }
}

/// An instance with its place in the tree.
struct Node<'a> {
    name: String,
    path: &'a syn::Path,
    id: u32,
    parent: Option<u32>,
    tier: u32,
}

impl Node<'_> {
    fn tokens(&self) -> TokenStream {
        let Node {
            name,
            path,
            id,
            parent,
            tier,
        } = self;
        let parent = match parent {
            Some(parent) => quote! { ::core::option::Option::Some(#parent) },
            None => quote! { ::core::option::Option::None },
        };
        // At the path's own place: what rustc says of the type, it says there.
        let span = path
            .segments
            .last()
            .map_or_else(Span::call_site, |last| last.ident.span());
        let ty = quote_spanned! { span=> <#path as ::flux::Subscheduler> };
        quote! {
            ::flux::Node {
                id: #id,
                name: #name,
                type_name: #ty::NAME,
                module: #ty::MODULE,
                parent: #parent,
                tier: #tier,
                tunables: #ty::TUNABLES,
            }
        }
    }
}

fn collect<'a>(
    instance: &'a Instance,
    parent: Option<u32>,
    name: &str,
    tier: u32,
    nodes: &mut Vec<Node<'a>>,
) {
    let id = u32::try_from(nodes.len() + 1).unwrap_or(u32::MAX);
    nodes.push(Node {
        name: name.to_owned(),
        path: &instance.path,
        id,
        parent,
        tier,
    });
    for child in &instance.children {
        let name = match parent {
            None => child.role.to_string(),
            Some(_) => format!("{name}.{}", child.role),
        };
        collect(&child.instance, Some(id), &name, tier + 1, nodes);
    }
}

/// The home of new threads as an index; a wrong one was reported by the build script.
fn home(tree: &Hierarchy, nodes: &[Node<'_>]) -> usize {
    let Some(home) = tree.homes.first() else {
        return 0;
    };
    let roles: Vec<String> = home.roles.iter().map(ToString::to_string).collect();
    let name = roles.join(".");
    nodes.iter().position(|node| node.name == name).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HELLO: &str =
        "pub Hello = roci::Roci { primary: biff::Biff, idle: idle::Idle }; new_threads => primary;";

    fn tree(source: &str) -> (Hierarchy, TokenStream) {
        let tokens: TokenStream = source.parse().expect("tokens");
        let file = SourceFile::new("", "");
        (
            flux_codegen::parse_hierarchy(tokens.clone(), &file).expect("a tree"),
            tokens,
        )
    }

    fn out_dir(name: &str, files: &[(&str, &str)]) -> std::path::PathBuf {
        let dir = std::env::temp_dir().join(format!("flux-macros-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&dir).expect("a directory");
        for (file, text) in files {
            std::fs::write(dir.join(file), text).expect("a file");
        }
        dir
    }

    #[test]
    fn a_built_hierarchy_includes_its_object() {
        let (tree, tokens) = tree(HELLO);
        let dir = out_dir("built", &[("hello.bpf.o", "object")]);
        let outcome = outcome(&tree, &tokens, "", Some(&dir));
        let text = items(&tree, outcome).to_string().replace(' ', "");
        assert!(text.contains("include_bytes!"), "{text}");
        assert!(text.contains("pubstructHello;"), "{text}");
        assert!(text.contains("id:2u32,name:\"primary\""), "{text}");
        assert!(text.contains("NEW_THREADS:usize=1usize"), "{text}");
        assert!(!text.contains("compile_error"), "{text}");
    }

    #[test]
    fn without_a_build_script_it_says_so() {
        let (tree, tokens) = tree(HELLO);
        let dir = out_dir("empty", &[]);
        for out_dir in [None, Some(dir.as_path())] {
            let text = items(&tree, outcome(&tree, &tokens, "", out_dir)).to_string();
            assert!(text.contains("flux_build::build()"), "{text}");
            assert!(!text.contains("include_bytes"), "{text}");
        }
    }

    #[test]
    fn errors_of_the_build_script_come_back_at_their_tokens() {
        let (tree, tokens) = tree(HELLO);
        let errors = "1\t26\t1\t33\tmain.rs\trole-unknown\tno such role\twrite another\n\
                      9\t5\t9\t6\tbiff.rs\top-missing\tan op is missing\twrite it\n";
        let dir = out_dir(
            "errors",
            &[("hello.flux-errors", errors), ("hello.bpf.o", "stale")],
        );
        let text = items(&tree, outcome(&tree, &tokens, "src/main.rs", Some(&dir))).to_string();
        assert!(
            text.contains("no such role\\n  help: write another"),
            "{text}"
        );
        assert!(
            text.contains("biff.rs:9:5: an op is missing; write it [flux::op-missing]"),
            "{text}"
        );
        assert!(!text.contains("include_bytes"), "{text}");
    }

    #[test]
    fn an_empty_file_of_errors_is_an_error_too() {
        let (tree, tokens) = tree(HELLO);
        let dir = out_dir("vague", &[("hello.flux-errors", "")]);
        let text = items(&tree, outcome(&tree, &tokens, "", Some(&dir))).to_string();
        assert!(text.contains("compile_error"), "{text}");
    }
}
