//! Hierarchies without a tree.

flux::hierarchy! {
    pub NoTree;
    new_threads => primary;
}

flux::hierarchy! {
    pub Forgotten = ;
    new_threads => primary;
}

fn main() {}
