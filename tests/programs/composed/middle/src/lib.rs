//! The component between: it passes everything on, with resources of its own beside
//! those of the component below.

use std::cell::Cell;

use exports::test::composed::tools::{
    Colour, Cursor, CursorBorrow, Guest, GuestCursor, Many, Marks, Shape, Value,
};
use test::composed::stores::Store;
use test::composed::types;

wit_bindgen::generate!({ world: "middle", path: "../wit" });

struct Middle;

/// A snapshot of a store.
struct Snapshot {
    entries: Vec<(String, types::Value)>,
    place: Cell<usize>,
}

impl GuestCursor for Snapshot {
    fn new(over: &Store) -> Snapshot {
        let entry = |key: String| {
            let value = over.get(key.rsplit('/').next()?)?;
            Some((key, value))
        };
        let entries = over.keys().into_iter().filter_map(entry).collect();
        Snapshot { entries, place: Cell::new(0) }
    }

    fn next(&self) -> Option<(String, Value)> {
        let entry = self.entries.get(self.place.get())?;
        self.place.set(self.place.get() + 1);
        Some(entry.clone())
    }

    fn rest(of: Cursor) -> Vec<String> {
        let snapshot: Snapshot = of.into_inner();
        snapshot.entries[snapshot.place.get()..].iter().map(|(key, _)| key.clone()).collect()
    }
}

impl Guest for Middle {
    type Cursor = Snapshot;

    fn fill(store: Store, entries: Vec<(String, Value)>) -> Result<Store, String> {
        for (key, value) in entries {
            if key.is_empty() {
                return Err(format!("a key of {} is empty", store.keys().join(", ")));
            }
            store.put(&key, &value);
        }
        Ok(store)
    }

    fn count(store: &Store) -> u32 {
        store.keys().len() as u32
    }

    fn is_larger(left: &Store, right: &Store) -> bool {
        left.is_larger(right)
    }

    fn make(names: Vec<String>) -> Vec<Store> {
        names.iter().map(|name| Store::new(name)).collect()
    }

    fn both(left: Cursor, right: Option<CursorBorrow<'_>>) -> Result<Cursor, ()> {
        let left: Snapshot = left.into_inner();
        let right = right.ok_or(())?;
        let right: &Snapshot = right.get();
        let entries = left.entries.into_iter().chain(right.entries.iter().cloned()).collect();
        Ok(Cursor::new(Snapshot { entries, place: Cell::new(0) }))
    }

    fn echo_value(value: Value) -> Value {
        value
    }

    fn echo_numbers(
        a: u8,
        b: i8,
        c: u16,
        d: i16,
        e: u32,
        f: i32,
        g: u64,
        h: i64,
        i: f32,
        j: f64,
        k: bool,
        l: char,
    ) -> (u8, i8, u16, i16, u32, i32, u64, i64, f32, f64, bool, char) {
        (a, b, c, d, e, f, g, h, i, j, k, l)
    }

    fn echo_many(
        shape: Shape,
        other: Shape,
        value: Value,
        marks: Marks,
        many: Many,
    ) -> (Shape, Shape, Value, Marks, Many) {
        (shape, other, value, marks, many)
    }

    fn mix(
        a: Vec<u8>,
        b: Vec<Option<Colour>>,
        c: Vec<Vec<u16>>,
        d: Option<Option<u32>>,
        e: Result<String, Colour>,
    ) -> (Vec<u8>, Vec<Option<Colour>>, Vec<Vec<u16>>, Option<Option<u32>>, Result<String, Colour>)
    {
        (a, b, c, d, e)
    }

    fn check(text: String) -> Result<(), Result<u8, String>> {
        match text.bytes().next() {
            None => Err(Err(String::from("empty"))),
            Some(b'!') => Err(Ok(text.len() as u8)),
            Some(_) => Ok(()),
        }
    }

    fn nothing() {}
}

export!(Middle);
