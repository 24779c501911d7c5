//! A module that is being typed: as many of its items as can be read.
//!
//! An editor asks for the expansion of every state of the text. If one half-typed line took the
//! whole module away, nothing could be completed in the rest of it. So what cannot be parsed stands
//! in the expansion as it was written, where an editor's own parser, which forgives more than syn,
//! still finds it; everything else is expanded as ever. Flux's rules are not looked at meanwhile.

use flux_codegen::syntax::attrs;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Field, Fields, Item, ItemMod, ItemStruct, Token, Visibility};

/// A module, and what of it is no Rust.
pub(crate) struct Module {
    pub(crate) module: ItemMod,
    /// The first place that cannot be read.
    pub(crate) broken: Option<syn::Error>,
}

/// Reads a module; none if the tokens are not even the shell of one.
pub(crate) fn parse(item: TokenStream) -> Option<Module> {
    let first = match syn::parse2::<ItemMod>(item.clone()) {
        Ok(module) => {
            return Some(Module {
                module,
                broken: None,
            });
        }
        Err(error) => error,
    };
    let Shell { head, content } = syn::parse2(item).ok()?;
    let empty = Group::new(Delimiter::Brace, TokenStream::new());
    let mut module: ItemMod = syn::parse2(quote! { #head #empty }).ok()?;
    let mut broken = None;
    let items = items(content, &mut broken);
    if let Some((_, into)) = &mut module.content {
        *into = items;
    }
    Some(Module {
        module,
        broken: broken.or(Some(first)),
    })
}

/// What is around the items.
struct Shell {
    head: TokenStream,
    content: TokenStream,
}

impl Parse for Shell {
    fn parse(input: ParseStream<'_>) -> syn::Result<Shell> {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis: Visibility = input.parse()?;
        let unsafety: Option<Token![unsafe]> = input.parse()?;
        let mod_token: Token![mod] = input.parse()?;
        let ident: syn::Ident = input.parse()?;
        let group: Group = input.parse()?;
        input.parse::<TokenStream>()?;
        Ok(Shell {
            head: quote! { #(#attrs)* #vis #unsafety #mod_token #ident },
            content: group.stream(),
        })
    }
}

fn items(content: TokenStream, broken: &mut Option<syn::Error>) -> Vec<Item> {
    let mut found = Vec::new();
    for tokens in split(content) {
        match syn::parse2::<Item>(stream(&tokens)) {
            Ok(item) => found.push(item),
            Err(error) => {
                broken.get_or_insert(error);
                salvage(&tokens, &mut found);
            }
        }
    }
    found
}

fn stream(tokens: &[TokenTree]) -> TokenStream {
    tokens.iter().cloned().collect()
}

/// Cuts behind every `;` and every block that may end an item.
fn split(content: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut all = Vec::new();
    let mut item: Vec<TokenTree> = Vec::new();
    for token in content {
        let ends = match &token {
            TokenTree::Punct(sign) => sign.as_char() == ';',
            TokenTree::Group(group) => {
                group.delimiter() == Delimiter::Brace && !ends_with_semicolon(&item)
            }
            _ => false,
        };
        item.push(token);
        if ends {
            all.push(std::mem::take(&mut item));
        }
    }
    if !item.is_empty() {
        all.push(item);
    }
    all
}

/// Whether a block in it is not the end: `use a::{b};`, `const X: T = T { … };`.
fn ends_with_semicolon(item: &[TokenTree]) -> bool {
    let mut words = item.iter().filter_map(|token| match token {
        TokenTree::Ident(word) if word != "pub" => Some(word.to_string()),
        _ => None,
    });
    match words.next().as_deref() {
        Some("use" | "static" | "type" | "let") => true,
        Some("const") => words.next().is_some_and(|word| word != "fn"),
        _ => false,
    }
}

/// Words with which an item begins.
const BEGINNINGS: &[&str] = &[
    "pub", "fn", "impl", "struct", "enum", "const", "static", "use", "mod", "trait", "type",
];

/// Keeps what can be kept of tokens that are no item: a sound item behind a broken one, a state
/// struct without the fields that are broken, the tokens themselves.
fn salvage(tokens: &[TokenTree], found: &mut Vec<Item>) {
    let begins = |token: &TokenTree| match token {
        TokenTree::Ident(word) => BEGINNINGS.iter().any(|known| word == known),
        TokenTree::Punct(sign) => sign.as_char() == '#',
        _ => false,
    };
    for (at, token) in tokens.iter().enumerate().skip(1) {
        if !begins(token) {
            continue;
        }
        let (before, rest) = tokens.split_at(at);
        if let Ok(item) = syn::parse2::<Item>(stream(rest)) {
            // Attributes stay with their item.
            if attributes_only(before) {
                continue;
            }
            found.push(without_attributes(before));
            found.push(item);
            return;
        }
    }
    match syn::parse2::<HalfStruct>(stream(tokens)) {
        Ok(half) => found.push(Item::Struct(half.0)),
        Err(_) => found.push(without_attributes(tokens)),
    }
}

fn attributes_only(tokens: &[TokenTree]) -> bool {
    Attribute::parse_outer.parse2(stream(tokens)).is_ok()
}

/// The tokens as they are, but for attributes that only flux knows.
fn without_attributes(tokens: &[TokenTree]) -> Item {
    let split = |input: ParseStream<'_>| {
        let attrs = input.call(Attribute::parse_outer)?;
        Ok((attrs, input.parse::<TokenStream>()?))
    };
    let verbatim = match split.parse2(stream(tokens)) {
        Ok((attrs, rest)) => {
            let attrs = attrs.iter().filter(|attr| !attrs::is_own(attr));
            quote! { #(#attrs)* #rest }
        }
        Err(_) => stream(tokens),
    };
    Item::Verbatim(verbatim)
}

/// A struct with fields that can be read, and others that were left out.
struct HalfStruct(ItemStruct);

impl Parse for HalfStruct {
    fn parse(input: ParseStream<'_>) -> syn::Result<HalfStruct> {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis: Visibility = input.parse()?;
        let struct_token: Token![struct] = input.parse()?;
        let ident: syn::Ident = input.parse()?;
        let group: Group = input.parse()?;
        input.parse::<TokenStream>()?;
        let mut item: ItemStruct = syn::parse_quote! { #(#attrs)* #vis #struct_token #ident {} };
        if let Fields::Named(named) = &mut item.fields {
            let whole = fields(group.stream());
            named.named = whole
                .iter()
                .filter_map(|field| Field::parse_named.parse2(stream(field)).ok())
                .collect();
        }
        Ok(HalfStruct(item))
    }
}

/// Cuts at the commas that are not between `<` and `>`.
fn fields(content: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut all = vec![Vec::new()];
    let mut depth = 0usize;
    for token in content {
        if let TokenTree::Punct(sign) = &token {
            match sign.as_char() {
                '<' => depth += 1,
                '>' => depth = depth.saturating_sub(1),
                ',' if depth == 0 => {
                    all.push(Vec::new());
                    continue;
                }
                _ => {}
            }
        }
        if let Some(field) = all.last_mut() {
            field.push(token);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use crate::subsched::expand;
    use proc_macro2::TokenStream;

    const SOUND: &str = "/// One FIFO.
    pub mod fifo {
        use flux::prelude::*;
        #[sched] pub struct Fifo { #[locked] waiting: List<Thread, link>, hits: u32 }
        #[thread] pub struct FifoThread { link: Link }
        #[tunable] pub static SLICE: Nanos = Nanos::from_millis(5);
        const LIMIT: u32 = 3;
        fn before(fifo: &Sched<Fifo>) -> u32 { fifo.hits.get() }
        impl ThreadScheduler for Fifo {
            fn thread_runnable(fifo: &Sched<Self>, thread: &Thread<Self>) {
                fifo.lock().waiting.push_back(thread);
            }
            fn pick_next_task(fifo: &Sched<Self>, cpu: &Cpu<Self>) { cpu.run_idle(); }
        }
        fn after(fifo: &Sched<Fifo>) -> u32 { fifo.hits.get() }
    }";

    /// The expansion of the sound module with a piece replaced by something half typed.
    fn expanded(from: &str, to: &str) -> String {
        assert!(SOUND.contains(from), "{from}");
        let tokens: TokenStream = SOUND.replace(from, to).parse().expect("tokens");
        let text = expand(TokenStream::new(), tokens).to_string();
        text.replace(' ', "")
    }

    /// What the expansion still has to have: everything but what is half typed.
    fn assert_stands(text: &str, without: &[&str]) {
        let all = [
            "pubmodfifo",
            "structFifo{",
            "hits:::flux::Field<u32>",
            "waiting:::flux::List<::flux::Thread<Fifo>>",
            "structFifoThread{link:Link",
            "staticSLICE:::flux::Tunable<Nanos>",
            "constLIMIT:u32=3",
            "fnbefore(",
            "implThreadSchedulerforFifo",
            "fnthread_runnable(",
            "fnpick_next_task(",
            "fnafter(",
            "impl::flux::SubschedulerforFifo",
        ];
        for item in all.iter().filter(|item| !without.contains(item)) {
            assert!(text.contains(item), "{item} is gone from\n{text}");
        }
        let errors = text.matches("compile_error!").count();
        assert_eq!(errors, 1, "{text}");
        assert!(text.contains("[flux::syntax]"), "{text}");
    }

    #[test]
    fn a_half_typed_line_leaves_everything_in_place() {
        let lines = [
            "cpu.",
            "let x = cpu.;",
            "let x =",
            "if cpu.",
            "match cpu.id() { 0 => ",
            "cpu.run_thread(thread,,",
            "for i in",
            "fifo.lock(). .push()",
            "@",
        ];
        for line in lines {
            // Brackets are whole in every token stream: an editor closes them.
            let open = line.matches(['(', '{']).count();
            let closed = line.matches([')', '}']).count();
            let end = match open - closed.min(open) {
                0 => "",
                _ if line.contains("thread(") => ")",
                _ => "}",
            };
            let text = expanded("cpu.run_idle();", &format!("{line}{end}"));
            assert_stands(&text, &[]);
        }
    }

    #[test]
    fn a_half_typed_field_takes_itself_away_only() {
        for field in ["hits: u32, mis", "hits: u32, mis:", "hits: u32, mis: List<"] {
            let text = expanded("hits: u32", field);
            assert_stands(&text, &[]);
        }
    }

    #[test]
    fn a_half_typed_item_leaves_the_others() {
        for half in [
            "fn",
            "fn half(",
            "fn half()",
            "pub struct",
            "const X",
            "const X: u32 =",
            "imp",
        ] {
            let end = if half.ends_with('(') { ")" } else { "" };
            let from = "fn before(";
            let text = expanded(from, &format!("{half}{end} {from}"));
            assert_stands(&text, &[]);
        }
        let text = expanded("fn after(", "#[tunable] pub static fn after(");
        assert_stands(&text, &[]);
    }

    #[test]
    fn a_name_that_an_editor_will_have_typed_is_no_error_of_flux() {
        let text = expanded("cpu.run_idle();", "cpu.__ra_fixup;");
        assert!(!text.contains("compile_error"), "{text}");
        assert!(text.contains("cpu.__ra_fixup"), "{text}");
    }

    #[test]
    fn no_tokens_end_the_macro() {
        let deep = format!("mod m {{ fn f() {{ {}x }} }}", "!".repeat(100_000));
        let groups = format!("mod m {}{}", "(".repeat(2_000), ")".repeat(2_000));
        let soup = [
            "",
            ";",
            "mod",
            "mod m",
            "mod m;",
            "mod m {} {}",
            "pub",
            "#[x]",
            "mod m { # }",
            "mod m { #[sched] }",
            "mod m { #[sched] struct }",
            "mod m { pub pub pub }",
            "mod m { impl }",
            "unsafe mod m { static }",
            "mod m { , }",
            "fn",
            "'a",
            "mod 'm {}",
        ];
        for source in soup.iter().copied().chain([deep.as_str(), groups.as_str()]) {
            let tokens: TokenStream = source.parse().expect("tokens");
            let text = expand(TokenStream::new(), tokens).to_string();
            assert!(text.contains("compile_error"), "{source}: {text}");
        }
    }

    /// What is just not refused fits the stack of a compiler: 8 MiB, and less than that for us.
    #[test]
    fn what_is_not_too_nested_can_be_read() {
        let sources = [
            format!("{}x", "!".repeat(565)),
            format!("{}x{}", "(".repeat(58), ")".repeat(58)),
            format!("{}x{}", "f(".repeat(51), ")".repeat(51)),
            format!("{}{}", "{".repeat(58), "}".repeat(58)),
            format!("x{}", " + x".repeat(275)),
            format!("x{}", ".y".repeat(275)),
            format!("{}{{}}", "if x {} else ".repeat(130)),
            format!("{}x", "|| ".repeat(275)),
            format!("{}x", "return ".repeat(565)),
            format!("let x: {}u8{} = 3", "A<".repeat(48), ">".repeat(48)),
            format!("let x: {}u8 = 3", "&".repeat(140)),
        ];
        for source in sources {
            let read = move || {
                let tokens = format!("mod m {{ fn f() {{ {source}; }} }}");
                let tokens: TokenStream = tokens.parse().expect("tokens");
                let text = expand(TokenStream::new(), tokens).to_string();
                assert!(!text.contains("too-nested"), "{source}");
            };
            let thread = std::thread::Builder::new().stack_size(6 << 20);
            thread.spawn(read).expect("a thread").join().expect("read");
        }
    }

    #[test]
    fn an_unfinished_hierarchy_is_declared_all_the_same() {
        for half in [
            "pub Hello",
            "pub Hello =",
            "pub Hello = a::B { c:",
            "pub Hello = a::",
        ] {
            let end = if half.contains('{') { "}" } else { "" };
            let tokens: TokenStream = format!("{half}{end}").parse().expect("tokens");
            let text = crate::hierarchy::expand(tokens).to_string();
            assert!(text.contains("pub struct Hello ;"), "{text}");
            assert!(text.contains(":: flux :: Hierarchy for Hello"), "{text}");
            assert_eq!(text.matches("compile_error").count(), 1, "{text}");
        }
    }
}
