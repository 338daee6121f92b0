//! The component that runs: passes values of every type and resources of both
//! components below to them and back, and prints what comes.

use test::composed::stores::{Store, largest, lives};
use test::composed::tools::{self, Cursor};
use test::composed::types::{Colour, Many, Marks, Point, Shape, Value};

wit_bindgen::generate!({ world: "app", path: "../wit", additional_derives: [Clone] });

fn shape(name: &str, corners: i32) -> Shape {
    Shape {
        name: name.to_owned(),
        corners: (0..corners).map(|x| Point { x, y: i32::MIN + x }).collect(),
        fill: (corners > 0).then_some(Colour::Blue),
        marks: Marks::BOLD | Marks::UNDER,
    }
}

fn values() -> Vec<Value> {
    vec![
        Value::Nothing,
        Value::Truth(true),
        Value::Small(255),
        Value::Letter('\u{10ffff}'),
        Value::Number(-0.5),
        Value::Whole(i64::MIN),
        Value::Text("Grüße, 世界 🌍".repeat(3)),
        Value::Shape(shape("triangle", 3)),
        Value::Several(vec![String::new(), "a".to_owned(), "ab".repeat(30)]),
    ]
}

fn echo() {
    for value in values() {
        println!("{:?}", tools::echo_value(&value));
    }
    println!(
        "{:?}",
        tools::echo_numbers(255, -128, 65535, -32768, u32::MAX, i32::MIN, u64::MAX, i64::MIN, 0.1, 1e300, true, 'ß')
    );
    let many = Many::A0 | Many::A8;
    let values = &values()[6];
    println!("{:?}", tools::echo_many(&shape("none", 0), &shape("two", 2), values, Marks::ITALIC, many));
    println!(
        "{:?}",
        tools::mix(&[1, 2, 3], &[Some(Colour::Green), None], &[vec![], vec![1], vec![65535; 3]], Some(None), Ok("fine"))
    );
    println!("{:?}", tools::mix(&[], &[], &[], Some(Some(7)), Err(&Colour::Red)));
    println!("{:?} {:?} {:?}", tools::check(""), tools::check("!!"), tools::check("a"));
    tools::nothing();
}

fn main() {
    echo();
    println!("lives {:?}", lives());
    let mut stores = tools::make(&["one".to_owned(), "two".to_owned(), "three".to_owned()]);
    let own = Store::new("own");
    println!("put {:?} {:?}", own.put("a", &Value::Small(1)), own.put("a", &Value::Small(2)));
    println!("lives {:?}", lives());
    let keyed = |count: usize| values().into_iter().take(count).enumerate().map(|(n, value)| (format!("k{n}"), value));
    let filled = tools::fill(stores.remove(1), &keyed(9).collect::<Vec<_>>()).expect("no key is empty");
    println!("count {} {}", tools::count(&filled), tools::count(&own));
    println!("larger {} {}", tools::is_larger(&filled, &own), tools::is_larger(&own, &own));
    println!("largest {:?} {:?}", largest(&[&own, &filled, &stores[0]]), largest(&[]));
    println!("{:?}", tools::fill(stores.remove(0), &[(String::new(), Value::Nothing)]).map(|_| ()));
    println!("lives {:?}", lives());

    let cursor = Cursor::new(&filled);
    println!("next {:?} {:?}", cursor.next(), cursor.next());
    let other = Cursor::new(&own);
    println!("none {:?}", tools::both(Cursor::new(&own), None).map(|_| ()));
    let joined = tools::both(cursor, Some(&other)).expect("there are both");
    println!("joined {:?}", joined.next());
    println!("rest {:?}", Cursor::rest(joined));
    println!("rest {:?}", Cursor::rest(other));

    let merged = Store::merge(filled, own);
    println!("merged {:?}", merged.keys());
    println!("get {:?} {:?}", merged.get("k7"), merged.get("none"));
    println!("lives {:?}", lives());
    drop(merged);
    drop(stores);
    println!("lives {:?}", lives());

    // More than one table's worth, and some of everything.
    for round in 0..20_000 {
        let store = Store::new("brief");
        store.put("key", &Value::Whole(round));
        assert!(matches!(store.get("key"), Some(Value::Whole(number)) if number == round));
        assert_eq!(tools::count(&store), 1);
    }
    let crowd: Vec<Store> = (0..6000).map(|_| Store::new("crowd")).collect();
    println!("lives {:?}", lives());
    drop(crowd);
    println!("lives {:?}", lives());
}
