//! One operation on lists, a tree and a heap over one array: the types of `c/steps.h`.

/// A list's link (`struct arr_list_entry`).
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Link {
    /// Id of the next element.
    pub next: u32,
    /// Id of the one before.
    pub prev: u32,
}

/// A tree's node (`struct avl_node`).
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Node {
    /// What the tree is ordered by.
    pub key: u64,
    /// Id of the child with smaller keys.
    pub left: u32,
    /// Id of the child with larger or equal keys.
    pub right: u32,
    /// Id of the parent.
    pub parent: u32,
    /// Id of the orphan before.
    pub prev_orphan: u32,
    /// Id of the next orphan.
    pub next_orphan: u32,
    /// Height on the right minus height on the left.
    pub balance: i8,
    /// Whether it is on the list of orphans.
    pub is_orphan: u8,
    /// Zero.
    pub unused: [u8; 2],
}

/// An element of the array (`struct item`).
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Item {
    /// Nothing that an operation may touch.
    pub tag: u32,
    /// For lists.
    pub link: Link,
    /// So that there are no bytes without a name.
    pub padding: u32,
    /// For the tree.
    pub node: Node,
}

/// A list (`struct arr_list`).
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct List {
    /// Id of the first element.
    pub first: u32,
    /// Id of the last.
    pub last: u32,
}

/// A tree (`struct avl_tree`).
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tree {
    /// Id of the root.
    pub root: u32,
    /// Id of the node with the smallest key.
    pub min: u32,
    /// Id of the node with the largest.
    pub max: u32,
    /// Id of the oldest orphan.
    pub first_orphan: u32,
    /// Id of the youngest.
    pub last_orphan: u32,
    /// How many there are.
    pub orphans: u32,
}

/// A place in a heap (`struct arr_heap_slot`).
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Slot {
    /// What a heap is ordered by, from large to small.
    pub rank: u64,
    /// Whose rank it is.
    pub id: u32,
    /// Zero.
    pub unused: u32,
}

/// A heap holds keys below this (`ARR_HEAP_KEYS`), and its ranks are this minus a key.
pub const HEAP_KEYS: u64 = (1 << 63) - 1;

/// The first slot that is used (`__ARR_HEAP_TOP`).
pub const HEAP_TOP: usize = 3;

/// How many slots a heap of so many ids has (`ARR_HEAP_SLOTS`).
pub fn heap_slots(ids: usize) -> usize {
    (ids + HEAP_TOP).next_multiple_of(4)
}

/// Two lists, a tree and a heap (`struct heads`).
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Heads {
    /// The lists.
    pub lists: [List; 2],
    /// The tree.
    pub tree: Tree,
    /// How many ids are in the heap.
    pub heap: u32,
    /// Zero.
    pub unused: u32,
}

/// Which operation (`enum code`).
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "they are the names of the operations")]
pub enum Code {
    InsertHead,
    InsertTail,
    InsertBefore,
    InsertAfter,
    Remove,
    PopFirst,
    PopLast,
    Concat,
    Splice,
    MoveHead,
    MoveTail,
    Contains,
    Ends,
    Neighbours,
    Visit,
    VisitReverse,
    TakeOdd,
    TakeOddReverse,
    ListInit,
    TreeInsert,
    TreeDelete,
    TreePopMin,
    TreePopMax,
    TreeLookup,
    TreeMin,
    TreeMax,
    TreeNext,
    TreePrev,
    TreeContains,
    TreeVisit,
    TreeInit,
    HeapInsert,
    HeapRemove,
    HeapPopMin,
    HeapMin,
    HeapMinKey,
    HeapContains,
}

impl Code {
    /// All of them: lists, tree, heap.
    pub const ALL: [Code; 37] = {
        use Code::*;
        [
            InsertHead,
            InsertTail,
            InsertBefore,
            InsertAfter,
            Remove,
            PopFirst,
            PopLast,
            Concat,
            Splice,
            MoveHead,
            MoveTail,
            Contains,
            Ends,
            Neighbours,
            Visit,
            VisitReverse,
            TakeOdd,
            TakeOddReverse,
            ListInit,
            TreeInsert,
            TreeDelete,
            TreePopMin,
            TreePopMax,
            TreeLookup,
            TreeMin,
            TreeMax,
            TreeNext,
            TreePrev,
            TreeContains,
            TreeVisit,
            TreeInit,
            HeapInsert,
            HeapRemove,
            HeapPopMin,
            HeapMin,
            HeapMinKey,
            HeapContains,
        ]
    };
}

impl Code {
    /// Whether it is one on the tree.
    pub fn is_of_tree(self) -> bool {
        (Code::TreeInsert as u32..Code::HeapInsert as u32).contains(&(self as u32))
    }

    /// Whether it is one on the heap.
    pub fn is_of_heap(self) -> bool {
        self as u32 >= Code::HeapInsert as u32
    }
}

/// An operation and what came of it (`struct step`).
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which of the worlds a BPF program has.
    pub world: u32,
    /// Which operation.
    pub code: Code,
    /// The element, from 1 on; 0 for none.
    pub id: u32,
    /// Another element.
    pub other: u32,
    /// Which list.
    pub list: u32,
    /// Which other list.
    pub from: u32,
    /// The key.
    pub key: u64,
    /// What the operation returned.
    pub result: u64,
}

impl Step {
    /// An operation that needs nothing.
    pub fn new(code: Code) -> Step {
        Step {
            world: 0,
            code,
            id: 0,
            other: 0,
            list: 0,
            from: 0,
            key: 0,
            result: 0,
        }
    }

    /// With this element.
    pub fn id(self, id: u32) -> Step {
        Step { id, ..self }
    }

    /// With this other element.
    pub fn other(self, other: u32) -> Step {
        Step { other, ..self }
    }

    /// On this list.
    pub fn list(self, list: u32) -> Step {
        Step { list, ..self }
    }

    /// From this list.
    pub fn from(self, from: u32) -> Step {
        Step { from, ..self }
    }

    /// With this key.
    pub fn key(self, key: u64) -> Step {
        Step { key, ..self }
    }

    /// In this world.
    pub fn world(self, world: u32) -> Step {
        Step { world, ..self }
    }
}

/// Returned when an operation was given an element that is none.
pub const NOT_DONE: u64 = u64::MAX;

/// As `step_mix` in C.
pub fn mix(sum: u64, id: u64) -> u64 {
    sum.wrapping_mul(131).wrapping_add(id).wrapping_add(1)
}

/// The largest height a tree may have unless said otherwise.
pub const DEFAULT_HEIGHT: u32 = 23;

/// Memory on which the native code works. Each array is an allocation of its own, so
/// the sanitizer sees every step beyond it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct World {
    /// The array.
    pub items: Box<[Item]>,
    /// The heap.
    pub slots: Box<[Slot]>,
    /// Where ids are in the heap: for each the slot's number, or 0.
    pub places: Box<[u32]>,
    /// What is over it.
    pub heads: Box<Heads>,
    /// Levels that the tree may have.
    pub height: u32,
    /// Whether the tree keeps its ends.
    pub cached: bool,
}

type StepFn =
    unsafe extern "C" fn(*mut Item, *mut Slot, *mut u32, u64, *mut Heads, *const Step, u32) -> u64;

unsafe extern "C" {
    fn structures_step_cached(
        items: *mut Item,
        slots: *mut Slot,
        places: *mut u32,
        nr: u64,
        heads: *mut Heads,
        step: *const Step,
        height: u32,
    ) -> u64;
    fn structures_step_walked(
        items: *mut Item,
        slots: *mut Slot,
        places: *mut u32,
        nr: u64,
        heads: *mut Heads,
        step: *const Step,
        height: u32,
    ) -> u64;
}

impl World {
    /// All memory zero.
    pub fn new(elements: usize, height: u32, cached: bool) -> World {
        World {
            items: vec![Item::default(); elements].into(),
            slots: vec![Slot::default(); heap_slots(elements)].into(),
            places: vec![0; elements].into(),
            heads: Box::default(),
            height,
            cached,
        }
    }

    /// Does a step, which keeps its result, and returns that.
    pub fn step(&mut self, step: &mut Step) -> u64 {
        let function: StepFn = match self.cached {
            true => structures_step_cached,
            false => structures_step_walked,
        };
        let nr = self.items.len() as u64;
        let (items, slots) = (self.items.as_mut_ptr(), self.slots.as_mut_ptr());
        let (places, heads) = (self.places.as_mut_ptr(), &raw mut *self.heads);
        // SAFETY: the arrays have as many elements as is said or follows from that, the types
        // are those of the C (asserted below), and the C reads the step only.
        step.result = unsafe { function(items, slots, places, nr, heads, step, self.height) };
        step.result
    }

    /// The element with this id.
    pub fn item(&self, id: u32) -> Option<&Item> {
        self.items.get((id as usize).checked_sub(1)?)
    }

    /// All memory as bytes, as it lies in the BPF program's `struct world`.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = as_bytes(&self.items).to_vec();
        bytes.extend_from_slice(as_bytes(&self.slots));
        bytes.extend_from_slice(as_bytes(&self.places));
        bytes.extend_from_slice(as_bytes(std::slice::from_ref(&*self.heads)));
        bytes.resize(bytes.len().next_multiple_of(align_of::<Item>()), 0);
        bytes
    }
}

/// Types without padding.
pub trait Plain: Copy {}

impl Plain for Item {}
impl Plain for Slot {}
impl Plain for u32 {}
impl Plain for Heads {}
impl Plain for Step {}

/// Their bytes.
pub fn as_bytes<T: Plain>(values: &[T]) -> &[u8] {
    // SAFETY: `Plain` types have no padding, so all bytes are initialized.
    unsafe { std::slice::from_raw_parts(values.as_ptr().cast(), size_of_val(values)) }
}

// `c/steps.h` says the same.
const _: () = assert!(size_of::<Item>() == 48);
const _: () = assert!(size_of::<Heads>() == 48);
const _: () = assert!(size_of::<Step>() == 40);
const _: () = assert!(size_of::<Slot>() == 16);
