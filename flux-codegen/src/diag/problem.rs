//! Every rule that the front end enforces, one variant each.
//!
//! A rule lives here once: its name, what it says and what it advises. To add one, add a variant,
//! report it from `syntax/` or `check/`, and add a case to `tests/every_problem.rs` and a file
//! `ID.rs` to the workspace's `tests/ui` or `tests/hierarchies`: both tests fail while a variant has
//! none. The file is long because it is a table.

/// Declares [`Problem`] with one line for the name, one for the message, one for the remedy.
macro_rules! problems {
    ($(
        $(#[$doc:meta])*
        $variant:ident $({ $($field:ident : $ty:ty),* $(,)? })? = $id:literal,
        $message:literal,
        $remedy:literal;
    )*) => {
        /// One kind of error, with the words that fill its message.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "fields are the words of the message")]
        pub enum Problem {
            $($(#[$doc])* $variant $({ $($field: $ty),* })?,)*
        }

        /// The names of all rules.
        pub const ALL_IDS: &[&str] = &[$($id),*];

        impl Problem {
            /// Stable kebab-case name of the rule.
            pub fn id(&self) -> &'static str {
                match self {
                    $(Problem::$variant $({ $($field: _),* })? => $id,)*
                }
            }

            /// What is wrong.
            pub fn message(&self) -> String {
                #[allow(unused_variables, reason = "not every word is in both texts")]
                match self {
                    $(Problem::$variant $({ $($field),* })? => format!($message),)*
                }
            }

            /// What to do about it.
            pub fn remedy(&self) -> String {
                #[allow(unused_variables, reason = "not every word is in both texts")]
                match self {
                    $(Problem::$variant $({ $($field),* })? => format!($remedy),)*
                }
            }
        }
    };
}

problems! {
    /// Tokens that are no Rust: code that is half typed, or a macro's arguments.
    Syntax { error: String } = "syntax",
        "{error}",
        "finish this piece of code; until then flux does not look at the rest of the module";

    /// `#[flux::subsched]` on something else.
    NotAModule { found: String } = "not-a-module",
        "`#[flux::subsched]` stands on {found}",
        "put it on a module: `#[flux::subsched] pub mod name {{ … }}`";

    /// Tokens that nest so deep that reading them would take too much of the compiler's stack.
    TooNested = "too-nested",
        "this is too long or nested too deep to be read",
        "split it up with `let` or helper functions";

    /// No object for a hierarchy, since nobody made one.
    NoBuildScript { name: String } = "no-build-script",
        "`{name}` has no BPF program, because this crate's build script did not build it",
        "put `flux-build` into `[build-dependencies]` and write `fn main() {{ flux_build::build() }}` into build.rs";

    /// No object for a hierarchy, because of errors in modules that are not this crate's tokens.
    ErrorsElsewhere { name: String, list: String } = "errors-elsewhere",
        "`{name}` is not built, because of errors in its subschedulers:{list}",
        "correct them; the path before each is that of its file";

    /// An attribute of flux on something that it says nothing about.
    AttributeElsewhere { name: String, place: &'static str, belongs: &'static str } = "attribute-elsewhere",
        "`#[{name}]` on {place}",
        "remove it; it belongs on {belongs}";

    /// The same attribute again, or one that says the contrary.
    AttributeTwice { name: String, first: String } = "attribute-twice",
        "`#[{name}]` on what is already `#[{first}]`",
        "keep one of the two";

    /// Arguments that an attribute does not have.
    AttributeArguments { error: String, instead: &'static str } = "attribute-arguments",
        "{error}",
        "{instead}";

    /// An attribute that would change what rustc sees, but not what flux reads.
    AttributeUnsupported { name: String, instead: &'static str } = "attribute-unsupported",
        "flux does not follow `#[{name}]` inside a subscheduler",
        "{instead}";

    /// The tokens of `hierarchy!` do not have its form.
    HierarchySyntax { error: String } = "hierarchy-syntax",
        "{error}",
        "write `pub Name = path::Type {{ role: path::Type, … }}; new_threads => role;`";

    /// Rust that the language of ops leaves out.
    Construct { construct: String, instead: String } = "unsupported-construct",
        "{construct} is not part of the language that flux translates",
        "{instead}";

    /// Two names of Rust that are one in C.
    NamesMeetInC { name: String, other: String, line: usize } = "names-meet-in-c",
        "`{name}` gets the same name in the generated C as `{other}` in line {line}",
        "rename one of the two; upper and lower case alone do not tell names apart in C";

    /// A name that means something to flux.
    NameReserved { name: String, owner: &'static str } = "name-reserved",
        "the name `{name}` is taken: it is {owner}",
        "choose another name";

    /// C takes only plain names.
    NameNotPlain { name: String } = "name-not-plain",
        "`{name}` cannot be a name in the generated C",
        "use ASCII letters, digits and `_`, and no `r#`";

    /// `#[subsched] mod x;`.
    ModuleElsewhere = "module-elsewhere",
        "the module's content is in another file",
        "write `#[flux::subsched] pub mod name {{ … }}` with the content in braces, inside that file";

    /// Two `#[sched]` structs and the like.
    StateTwice { part: &'static str } = "state-twice",
        "a second `#[{part}]` struct",
        "keep one `#[{part}]` struct and move the fields into it";

    /// A path in `hierarchy!` that names no subscheduler; whoever resolves paths knows why.
    TypeNotFound { path: String, why: String, instead: String } = "type-not-found",
        "`{path}` names no subscheduler: {why}",
        "{instead}";

    /// Two things of one module with one name.
    NameTwice { name: String, line: usize } = "name-twice",
        "the name `{name}` is already taken in line {line}",
        "rename one of the two";

    /// No `#[sched]` struct.
    NoSchedStruct = "no-sched-struct",
        "the module has no `#[sched]` struct",
        "write `#[sched] pub struct Name {{}}`; it holds the state of an instance and may be empty";

    /// No `impl ThreadScheduler` or `impl CpuScheduler`.
    NoPolicy = "no-policy",
        "the module implements neither `ThreadScheduler` nor `CpuScheduler`",
        "write `impl ThreadScheduler for Name` if it runs threads, `impl CpuScheduler for Name` if it hands out CPUs to children";

    /// Both kinds, or one twice.
    PolicyTwice = "policy-twice",
        "a module has one policy, and this is its second",
        "split the module: a subscheduler either runs threads or hands out CPUs to children";

    /// The policy is implemented for something else.
    PolicyForOther { sched: String } = "policy-for-other",
        "the policy must be implemented for the `#[sched]` struct",
        "write `{sched}` here";

    /// An op that no kind has.
    OpUnknown { op: String, kind: &'static str, known: String } = "op-unknown",
        "there is no op `{op}`",
        "move a helper function out of the `impl`; the ops of {kind} are: {known}";

    /// An op of the other kind.
    OpOfOtherKind { op: String, kind: &'static str, known: String } = "op-of-other-kind",
        "{kind} has no op `{op}`",
        "remove it, or change the kind of the module; its ops are: {known}";

    /// A required op is not there.
    OpMissing { op: &'static str, kind: &'static str, why: &'static str } = "op-missing",
        "the op `{op}` is missing: {kind} needs it, because {why}",
        "write `fn {op}(…)` in this `impl`";

    /// The same op again.
    OpTwice { op: String, line: usize } = "op-twice",
        "the op `{op}` is already written in line {line}",
        "keep one of the two";

    /// A free function that is called like an op.
    OpOutsideImpl { op: String, policy: &'static str } = "op-outside-impl",
        "`{op}` is the name of an op, but this function is outside of `impl {policy} for …`, so nobody calls it",
        "move it into the `impl`, or give the helper function another name";

    /// An op's parameters or value are not those of the trait.
    OpSignature { op: String, expected: String } = "op-signature",
        "the op `{op}` does not have the parameters and value that it must have",
        "write `{expected}`";

    /// An op about threads, and no thread struct.
    NoThreadStruct { op: &'static str } = "no-thread-struct",
        "`{op}` is about threads, but the module has no `#[thread]` struct",
        "write `#[thread] pub struct NameThread {{ link: Link }}`: it says that instances have threads, and holds what each of them needs";

    /// `&` of something that is no handle.
    RefToValue { ty: String } = "ref-to-value",
        "a reference to `{ty}`",
        "pass it by value: only handles and children are passed by `&`";

    /// A type that nobody declared.
    TypeUnknown { name: String } = "type-unknown",
        "`{name}` is not a type that flux knows",
        "use an integer, `bool`, `Nanos`, an enum or struct of this module, an array, or a handle of the API";

    /// A state struct as a value.
    StateWithoutHandle { name: String, handle: &'static str } = "state-without-handle",
        "`{name}` is state, which stays where it is and is reached through its handle",
        "write `{handle}`";

    /// `Option` of something that is no handle.
    OptionOfValue = "option-of-value",
        "only threads, CPUs and children can be in an `Option`",
        "keep a `bool` beside the value, or use a value that means none";

    /// A state field that C cannot hold.
    FieldType { ty: String } = "field-type",
        "a field cannot have the type `{ty}`",
        "use an integer, `bool`, `Nanos`, an enum without data; handles are good only until an op returns, so they are not stored";

    /// An enum that has no value.
    EnumEmpty { name: String } = "enum-empty",
        "the enum `{name}` has no variant",
        "give it one, or remove it";

    /// State that starts with a value that its type does not have.
    EnumWithoutZero { name: String } = "enum-without-zero",
        "state starts with zeroes, and no variant of `{name}` is 0",
        "give `{name}` a variant for the start, such as `Unset = 0`";

    /// An array of no elements.
    ArrayEmpty = "array-empty",
        "an array without elements",
        "give it at least one, or remove it";

    /// An aggregate outside the lock.
    FieldNeedsLock { ty: String } = "field-needs-lock",
        "a field of type `{ty}` cannot be shared without a lock",
        "put it into the `#[sched]` struct and mark it `#[locked]`";

    /// A constant or tunable of an odd type.
    ConstType { ty: String } = "const-type",
        "a constant cannot have the type `{ty}`",
        "use an integer, `bool`, `Nanos` or an enum";

    /// A tunable of a type that no command line could set.
    TunableType { ty: String } = "tunable-type",
        "a tunable cannot have the type `{ty}`",
        "use an integer, `bool`, `Nanos`, a `PerChild` of these or a `CpuSet`; what cannot be written on a command line is a `const`";

    /// A value that is not known when the program is built.
    ConstNotConstant = "const-not-constant",
        "this must be known when the program is built",
        "use literals, constants of this module and operators";

    /// A constant without a value: a division by zero, a shift too far, more than 128 bits.
    ConstFails { why: &'static str } = "const-fails",
        "this constant has no value: {why}",
        "correct the numbers";

    /// A constant that its type does not hold.
    ConstRange { value: String, ty: String } = "const-range",
        "{value} does not fit `{ty}`",
        "use a wider type or a smaller value";

    /// `#[locked]` where there is no lock.
    LockedElsewhere { part: &'static str } = "locked-elsewhere",
        "a field of the `#[{part}]` struct cannot be `#[locked]`",
        "move it to the `#[sched]` struct, which the lock belongs to, or leave it shared";

    /// `#[role]` where no roles are.
    RoleElsewhere { part: &'static str } = "role-elsewhere",
        "a role in the `#[{part}]` struct",
        "declare roles in the `#[sched]` struct";

    /// `Peer` where no threads are sent away.
    PeerElsewhere = "peer-elsewhere",
        "a `Peer` can only be an unlocked field of a thread scheduler's `#[sched]` struct",
        "declare it there";

    /// `Child` without `#[role]`.
    ChildWithoutRole { field: String } = "child-without-role",
        "`{field}` is a child, but not marked as a role",
        "write `#[role]` before it";

    /// `#[role]` on something that is no child.
    RoleNotChild { field: String } = "role-not-child",
        "the role `{field}` is not of type `Child`",
        "write `{field}: Child`, or `{field}: Children<8>` for roles that the hierarchy names";

    /// `Children` without a number that is possible.
    ChildrenNumber { max: u64 } = "children-number",
        "`Children` does not say how many children there may be",
        "write `Children<N>` with a number or constant from 1 to {max}";

    /// Two `Children`.
    ChildrenTwice = "children-twice",
        "a second `Children`: the hierarchy's roles could belong to either",
        "keep one `Children`, and declare single roles as `#[role] name: Child`";

    /// `PerChild` where there are no children, or of what cannot be kept so.
    PerChildElsewhere = "per-child-elsewhere",
        "`PerChild` is one plain value for each child of a CPU scheduler",
        "use it for a tunable or an unlocked field of a `#[sched]` struct with roles, with an integer, `bool` or `Nanos` in it";

    /// A thread scheduler with children.
    RoleInThreadScheduler { role: String } = "role-in-thread-scheduler",
        "a thread scheduler has no children, but `{role}` is one",
        "implement `CpuScheduler`, or remove the role";

    /// A CPU scheduler without children.
    NoRoles = "no-roles",
        "a CPU scheduler needs children to hand out CPUs to",
        "declare them in the `#[sched]` struct: `#[role] name: Child`";

    /// A CPU scheduler with threads.
    ThreadsInCpuScheduler = "threads-in-cpu-scheduler",
        "a CPU scheduler has no threads of its own",
        "remove the `#[thread]` struct and let a child run the threads";

    /// State that is too large.
    StateTooLarge { part: &'static str, bytes: u64, max: u64 } = "state-too-large",
        "the `#[{part}]` struct takes {bytes} bytes, more than the {max} that there is room for",
        "make its arrays smaller";

    /// A list or tree that is not locked.
    ListNotLocked { kind: &'static str, field: String } = "list-not-locked",
        "the {kind} `{field}` is not protected by the lock",
        "put it into the `#[sched]` struct and write `#[locked]` before it";

    /// A list of something else.
    ListArguments = "list-arguments",
        "a list is a `List<Thread, link>` or a `List<Cpu, link>`",
        "write `List<Thread, name>` with the name of a `Link` field of the `#[thread]` struct, or \
         `List<Cpu, name>` with one of the `#[cpu]` struct";

    /// A tree of something else.
    TreeArguments = "tree-arguments",
        "a tree is a `Tree<Thread, node>`",
        "write `Tree<Thread, name>` with the name of a `Node` field of the `#[thread]` struct";

    /// A list or tree names a link that is not there.
    LinkUnknown {
        part: &'static str,
        kind: &'static str,
        link: String,
        ty: &'static str,
        known: String,
    } = "link-unknown",
        "the `#[{part}]` struct has no {kind} `{link}`",
        "add `{link}: {ty}` to it, or name one that it has ({known})";

    /// One link for two lists.
    LinkShared {
        kind: &'static str,
        link: String,
        container: &'static str,
        list: String,
        ty: &'static str,
        part: &'static str,
    } = "link-shared",
        "the {kind} `{link}` already belongs to the {container} `{list}`",
        "add one more `{ty}` to the `#[{part}]` struct and name that";

    /// A link that belongs to nothing that could be linked.
    LinkElsewhere = "link-elsewhere",
        "a link belongs to a thread or a CPU, a node to a thread",
        "move it to the `#[thread]` struct, or a link to the `#[cpu]` struct";

    /// A node that says not what orders it.
    NodeWithoutKey { node: String } = "node-without-key",
        "the node `{node}` does not say by which field the tree is ordered",
        "write `#[key(field)]` before it, with a field of the same struct: an unsigned integer or `Nanos`";

    /// A node is ordered by a field that is not there.
    KeyUnknown { key: String, part: &'static str } = "key-unknown",
        "the `#[{part}]` struct has no field `{key}`",
        "name one that it has, or add it";

    /// A node is ordered by something that has no such order.
    KeyType { key: String, ty: String } = "key-type",
        "a tree cannot be ordered by `{key}`, which is `{ty}`",
        "keep the key in an unsigned integer or `Nanos`";

    /// A key for what is no node.
    KeyWithoutNode = "key-without-node",
        "`#[key]` belongs to a `Node`",
        "remove it, or put it before the `Node` field that the tree names";

    /// A link used by hand.
    LinkUsed { field: String } = "link-used",
        "the link `{field}` has no value of its own",
        "use the list that goes through it: `contains`, `push_back`, `remove`";

    /// A function that returns an array.
    ReturnType { ty: String } = "return-type",
        "a function cannot return `{ty}`",
        "return one element, or keep the array in a `#[locked]` field";

    /// Two types that should be one.
    TypeMismatch { found: String, expected: String } = "type-mismatch",
        "expected `{expected}`, found `{found}`",
        "write a value of type `{expected}`";

    /// An `Option` where its content is needed.
    OptionNotHandled { inner: String } = "option-not-handled",
        "this may be `None`, and a `{inner}` is needed",
        "take it out first: `let Some(name) = … else {{ return; }};`, or `if let Some(name) = …`";

    /// An element that the array does not have.
    IndexOutOfBounds { index: i128, len: u64, last: u64 } = "index-out-of-bounds",
        "the index {index} is outside of the array, which has {len} elements",
        "use an index from 0 to {last}, or make the array longer";

    /// A divisor that is always 0.
    DivisionByZero = "division-by-zero",
        "this divides by zero, which would end the scheduler each time",
        "use another divisor, or test it before";

    /// Numbers that are known, and whose sum, difference or product is too large.
    ArithmeticOverflow { value: i128, ty: String } = "arithmetic-overflow",
        "the result is {value}, which does not fit `{ty}`",
        "use a wider type; if it should wrap around, write `wrapping_add` and the like";

    /// A shift by more bits than there are.
    ShiftTooFar { bits: i128, ty: String } = "shift-too-far",
        "a shift by {bits} bits moves everything out of a `{ty}`",
        "shift by less than its width, or convert it to a wider type with `as` first";

    /// A literal that its type does not hold.
    LiteralRange { value: i128, ty: String } = "literal-range",
        "{value} does not fit `{ty}`",
        "use a value that fits, or a wider type";

    /// A type that cannot be found out.
    Annotate { what: String } = "annotate",
        "the type of {what} cannot be told",
        "annotate it: `let name: Type = …`";

    /// A name that nobody declared.
    NameUnknown { name: String } = "name-unknown",
        "`{name}` is not known here",
        "name a variable, a constant or a variant of an enum of this module";

    /// A tunable without `.get()`.
    TunableWithoutGet { name: String, call: &'static str } = "tunable-without-get",
        "a tunable of this type is read with `.{call}` and cannot be written",
        "write `{name}.{call}`";

    /// An operator that the types do not have.
    OperatorType { op: &'static str, ty: String } = "operator-type",
        "`{op}` does not work on `{ty}`",
        "convert with `as`, or use two values of one integer type";

    /// A cast between types that have none.
    CastType { from: String, to: String } = "cast-type",
        "`{from}` cannot be cast to `{to}`",
        "cast between integers, or from `bool` or an enum to an integer";

    /// A field that a struct does not have.
    FieldUnknown { field: String, of: String, known: String } = "field-unknown",
        "{of} has no field `{field}`",
        "its fields: {known}";

    /// A struct value with a field left out.
    FieldMissing { field: String, of: String } = "field-missing",
        "the field `{field}` of `{of}` has no value",
        "write `{field}: …`";

    /// `let … else` whose block goes on.
    ElseMustLeave = "else-must-leave",
        "the `else` of a `let` must leave",
        "end it with `return`, `break`, `continue` or `panic!`";

    /// `let Some(x) = …;` without `else`.
    LetMayFail = "let-may-fail",
        "this pattern may not match",
        "write `let … else {{ return; }};`";

    /// A loop with too many turns.
    LoopTooLong { turns: String, max: i128 } = "loop-too-long",
        "the loop may take {turns} turns, more than the {max} that the kernel's verifier can be expected to walk",
        "lower the bound, or do a part of the work in each op";

    /// A loop that is not known to end.
    LoopWithoutBound { what: &'static str, instead: &'static str } = "loop-without-bound",
        "{what} has no bound that the kernel's verifier can see",
        "{instead}";

    /// Loops in loops, too many turns together.
    LoopsTooLong { turns: i128, max: i128, chain: String } = "loops-too-long",
        "this loop takes up to {turns} turns together with the loops around it{chain}, more than the {max} that the kernel's verifier can be expected to walk",
        "lower one of the bounds, or do a part of the work in each op";

    /// `break` outside a loop.
    OutsideLoop { word: &'static str } = "outside-loop",
        "`{word}` outside a loop",
        "write `return` to leave the op";

    /// A pattern within `Some`.
    PatternInSome = "pattern-in-some",
        "only a name or `_` can stand in `Some(…)`",
        "bind the name, then compare it";

    /// A pattern within `|`.
    PatternInOr = "pattern-in-or",
        "only values can be alternatives in a pattern",
        "write an arm for each case";

    /// A `match` that leaves values out.
    MatchIncomplete = "match-incomplete",
        "the `match` does not name every value",
        "add the missing arms, or `_ => …`";

    /// Something that cannot be assigned to.
    NotAPlace = "not-a-place",
        "this cannot be assigned to",
        "assign to a variable or a `#[locked]` field; a shared field is written with `.set(…)`";

    /// A locked field without the guard.
    LockedWithoutGuard { field: String } = "locked-without-guard",
        "`{field}` is `#[locked]`: it is reached through the lock only",
        "write `sched.lock().{field}`, or bind the guard with `let` first";

    /// A shared field through the guard.
    NotLocked { field: String } = "not-locked",
        "`{field}` is not `#[locked]`, so the guard does not lead to it",
        "write `sched.{field}`, or mark the field `#[locked]`";

    /// A function that nobody declared.
    FunctionUnknown { name: String } = "function-unknown",
        "there is no function `{name}` in this module",
        "call a helper function of the same module, or a method of a handle";

    /// An op called like a function.
    OpCalled { op: String } = "op-called",
        "the op `{op}` is called by flux, not by the policy",
        "move what both need into a helper function";

    /// Too many or too few arguments.
    ArgumentCount { name: String, takes: usize, found: usize } = "argument-count",
        "`{name}` takes {takes} argument(s), but {found} were given",
        "give as many as it takes";

    /// `drop` of something that is no guard.
    DropOfOther = "drop-of-other",
        "only a guard that a `let` named can be dropped",
        "remove the `drop`: everything else ends by itself";

    /// A method that a type does not have.
    MethodUnknown { method: String, ty: String, known: String } = "method-unknown",
        "`{ty}` has no method `{method}`",
        "its methods: {known}";

    /// A guard that goes elsewhere.
    GuardMoved = "guard-moved",
        "a guard stays where it was taken",
        "bind it once with `let guard = sched.lock();` and use it in that block";

    /// A guard dropped on one path only.
    DropInBranch = "drop-in-branch",
        "the guard is dropped on one path, and still held on another that comes to the same place",
        "leave the op after the `drop`, or let the guard end with a block of its own: `{{ let guard = sched.lock(); … }}`";

    /// A second lock under the first.
    LockNested { line: usize } = "lock-nested",
        "the lock is taken a second time: the guard from line {line} is still held",
        "end the first guard before, with `drop(guard)` or a block of its own; bind what you need from it with `let`";

    /// A helper that takes the lock, called under the lock.
    LockNestedInHelper { chain: String, line: usize } = "lock-nested-in-helper",
        "{chain} takes the lock, and the guard from line {line} is still held",
        "call it before the guard is taken or after it ended";

    /// A call into the kernel under the lock.
    CallUnderLock { call: String, line: usize } = "call-under-lock",
        "`{call}` cannot be called while the lock is held (since line {line})",
        "bind what you need from the locked part with `let`, and end the guard before: with that statement, or by `drop(guard)`";

    /// The same by way of a helper.
    CallUnderLockInHelper { chain: String, call: String, line: usize } = "call-under-lock-in-helper",
        "{chain} calls `{call}`, and the lock is held (since line {line})",
        "bind what you need from the locked part with `let`, end the guard, and call the helper afterwards";

    /// A helper that may exit, called under the lock.
    ExitUnderLock { chain: String, why: String, line: usize } = "exit-under-lock",
        "{chain} may end the scheduler ({why}), and the lock is held (since line {line})",
        "call it before the guard is taken or after it ended";

    /// A call of the API in an op where it is not allowed.
    CallNotHere { call: String, op: String, chain: String, allowed: String } = "call-not-here",
        "`{call}` cannot be called from `{op}`{chain}",
        "call it from: {allowed}";

    /// Recursion.
    Recursion { chain: String } = "recursion",
        "the functions call each other in a circle: {chain}",
        "use a bounded loop: the kernel has no stack for recursion";

    /// Too much stack in a chain of calls.
    StackTooDeep { chain: String, bytes: u64, max: u64 } = "stack-too-deep",
        "the variables of {chain} may take {bytes} bytes of the stack together, more than {max}: the kernel gives a BPF program 512, of which flux needs a part",
        "keep large values in `#[locked]` fields, or call one helper after the other, not one from the other";

    /// Too many functions that call each other.
    CallsTooDeep { chain: String, max: usize } = "calls-too-deep",
        "{chain} is a chain of more than {max} calls: the kernel gives a BPF program 8 frames, of which flux needs a part",
        "put the last functions of the chain together, or call one after the other, not one from the other";

    /// A child that never gets a CPU.
    RoleNeverGranted { role: String } = "role-never-granted",
        "no op grants a CPU to `{role}`, so what fills this role can never run",
        "write `cpu.grant(&sched.{role})` in `pick_next_task`, or remove the role";

    /// A hierarchy without a tree.
    NoRoot { name: String } = "no-root",
        "the hierarchy `{name}` has no root",
        "write the root's type after `=`: `{name} = path::Type {{ role: path::Type, … }};`";

    /// A second tree.
    RootTwice { name: String } = "root-twice",
        "a second root, `{name}`: a hierarchy has one",
        "put both under one CPU scheduler, or write a `hierarchy!` for each";

    /// A hierarchy as a part of itself.
    HierarchyInItself { name: String } = "hierarchy-in-itself",
        "`{name}` is this hierarchy itself: a tree has no circles",
        "name the type of a subscheduler; what is used twice is written twice";

    /// An instance of a thread scheduler with children.
    ChildrenOfThreadScheduler { ty: String, role: String } = "children-of-thread-scheduler",
        "`{ty}` is a thread scheduler and has no role `{role}`",
        "remove the child, or use a CPU scheduler here";

    /// A role that the type does not have.
    RoleUnknown { ty: String, role: String, known: String } = "role-unknown",
        "`{ty}` has no role `{role}`",
        "its roles: {known}";

    /// A role filled twice.
    RoleTwice { role: String } = "role-twice",
        "the role `{role}` is filled a second time",
        "remove one of the two";

    /// A role that nobody fills.
    RoleUnfilled { ty: String, roles: String } = "role-unfilled",
        "`{ty}` needs a child for {roles}",
        "write `role: path::Type` for each, between braces after the type";

    /// No child where the hierarchy names them.
    ChildrenNone { ty: String, field: String } = "children-none",
        "`{ty}` has nobody for its `{field}`",
        "write at least one `role: path::Type` with a name of your own, between braces after the type";

    /// More children than there is room for.
    ChildrenTooMany { ty: String, max: u64 } = "children-too-many",
        "`{ty}` takes at most {max} children besides those of its fixed roles",
        "remove one, or put a CPU scheduler between that has several of them";

    /// No home for new threads.
    NoHome = "no-home",
        "the hierarchy does not say where new threads go",
        "add `new_threads => role;` after the tree";

    /// Two homes for new threads.
    HomeTwice = "home-twice",
        "new threads have a second home",
        "keep one `new_threads => …;`";

    /// A home that is not in the tree.
    HomeUnknown { role: String, known: String } = "home-unknown",
        "there is no child `{role}` here",
        "name one of: {known}";

    /// A home that cannot have threads.
    HomeHasNoThreads { node: String, ty: String } = "home-has-no-threads",
        "`{node}` cannot be the home of threads: `{ty}` has no threads",
        "name an instance of a thread scheduler with a `#[thread]` struct";

    /// A peer that the type does not have.
    PeerUnknown { ty: String, peer: String, known: String } = "peer-unknown",
        "`{ty}` has no field `{peer}` of type `Peer`",
        "its peers: {known}; a child is written `role: path::Type`";

    /// A peer that nobody names.
    PeerUnfilled { ty: String, peers: String } = "peer-unfilled",
        "`{ty}` sends threads to {peers}, and the hierarchy does not say who that is",
        "write `peer => role` for each, between braces after the type";

    /// A tree that is too deep.
    TooDeep { max: usize } = "too-deep",
        "the hierarchy is deeper than {max} tiers",
        "flatten it: let one CPU scheduler have more children";

    /// Too many instances.
    TooManyNodes { count: usize, max: usize } = "too-many-nodes",
        "the hierarchy has {count} instances, more than {max}",
        "merge instances of the same type";

    /// Two instances with one name in C.
    NodeNamesCollide { name: String } = "node-names-collide",
        "two instances get the name `{name}` in the generated C",
        "rename one of the roles";

    /// A name that is too long.
    NameTooLong { name: String, max: usize } = "name-too-long",
        "the name `{name}` is longer than the {max} bytes that the object has room for",
        "choose a shorter one";

    /// Two functions with one name in C.
    FunctionNamesCollide { name: String } = "function-names-collide",
        "two functions get the name `{name}` in the generated C",
        "rename the helper function or the module";

    /// A variable that is too large for the stack.
    LocalTooLarge { bytes: u64, max: u64 } = "local-too-large",
        "a variable of this function takes {bytes} bytes of the stack, more than {max}",
        "keep it in a `#[locked]` field, or make it smaller";
}
