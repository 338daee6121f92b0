//! The component that everything rests on: stores of values, and how many live.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use exports::test::composed::stores::{Guest, GuestStore, Store, StoreBorrow, Value};

wit_bindgen::generate!({ world: "base", path: "../wit", additional_derives: [Clone] });

struct Base;

thread_local! {
    static LIVES: Cell<(u32, u32)> = const { Cell::new((0, 0)) };
}

struct Named {
    name: String,
    values: RefCell<BTreeMap<String, Value>>,
}

impl Drop for Named {
    fn drop(&mut self) {
        LIVES.with(|lives| lives.set((lives.get().0 - 1, lives.get().1)));
    }
}

impl Guest for Base {
    type Store = Named;

    fn lives() -> (u32, u32) {
        LIVES.get()
    }

    fn largest(stores: Vec<StoreBorrow<'_>>) -> Option<u32> {
        let length = |place: &usize| stores[*place].get::<Named>().values.borrow().len();
        (0..stores.len()).max_by_key(length).map(|place| place as u32)
    }
}

impl GuestStore for Named {
    fn new(name: String) -> Named {
        LIVES.with(|lives| lives.set((lives.get().0 + 1, lives.get().1 + 1)));
        Named { name, values: RefCell::default() }
    }

    fn put(&self, key: String, value: Value) -> Option<Value> {
        self.values.borrow_mut().insert(key, value)
    }

    fn get(&self, key: String) -> Option<Value> {
        self.values.borrow().get(&key).cloned()
    }

    fn keys(&self) -> Vec<String> {
        self.values.borrow().keys().map(|key| format!("{}/{key}", self.name)).collect()
    }

    fn merge(left: Store, right: Store) -> Store {
        let (left, right): (Named, Named) = (left.into_inner(), right.into_inner());
        let merged = Named::new(format!("{}+{}", left.name, right.name));
        merged.values.borrow_mut().append(&mut left.values.borrow_mut());
        merged.values.borrow_mut().append(&mut right.values.borrow_mut());
        Store::new(merged)
    }

    fn is_larger(&self, than: StoreBorrow<'_>) -> bool {
        self.values.borrow().len() > than.get::<Named>().values.borrow().len()
    }
}

export!(Base);
