//! The runtime's own reading of answers from servers for names, with answers of
//! all kinds, most of them nonsense.

#[path = "../../runtime/host/network/names/found.rs"]
#[allow(dead_code)] // the rest is the runtime's
mod found;
#[path = "../../runtime/host/network/names/message.rs"]
mod message;
#[path = "../../runtime/host/network/names/name.rs"]
#[allow(dead_code)]
mod name;

use std::net::IpAddr;

use found::{Families, Found};
use message::{Answer, MOST_OF_QUESTION, Question, RecordType};
use name::Name;

fn question(name: &str) -> Question {
    let name = Name::new(name.as_bytes()).expect("a name");
    Question { id: 0x1234, name, record_type: RecordType::Inet4 }
}

fn written(question: &Question) -> Vec<u8> {
    let mut message = [0; MOST_OF_QUESTION];
    let length = question.write(&mut message);
    message[..length].to_vec()
}

/// The answer with these records, behind the question.
fn answer(question: &Question, records: &[&[u8]]) -> Vec<u8> {
    let mut message = written(question);
    message[2..4].copy_from_slice(&0x8180u16.to_be_bytes());
    message[6..8].copy_from_slice(&(records.len() as u16).to_be_bytes());
    message.extend(records.concat());
    message
}

fn addresses(found: &Found) -> Vec<String> {
    found.addresses().iter().map(IpAddr::to_string).collect()
}

#[test]
fn a_question_is_a_name_in_labels() {
    let expected =
        b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www\x07example\x00\x00\x01\x00\x01";
    assert_eq!(written(&question("www.example")), expected);
    assert_eq!(written(&question("www.example.")), expected);
}

#[test]
fn the_longest_name_fits() {
    let label = "x".repeat(63);
    let longest = format!("{label}.{label}.{label}.{}", "y".repeat(61));
    assert_eq!(longest.len(), 253);
    let question = question(&longest);
    assert_eq!(written(&question).len(), MOST_OF_QUESTION);
    let record = b"\xc0\x0c\0\x01\0\x01\0\0\0\0\0\x04\x01\x02\x03\x04";
    let mut found = Found::new();
    let answer = answer(&question, &[record]);
    assert_eq!(message::read(&answer, &question, &mut found), Some(Answer::Complete));
    assert_eq!(addresses(&found), ["1.2.3.4"]);
}

#[test]
fn names_that_are_none_are_refused() {
    let long = "x".repeat(64);
    let longer = "a.".repeat(127) + "a";
    for text in ["", ".", "a..b", ".a", "a b", "a\0", "ä", &long, &longer] {
        assert!(Name::new(text.as_bytes()).is_none(), "{text}");
    }
    assert!(Name::new(&longer.as_bytes()[..253]).is_some());
    let name = Name::new(b"host").expect("a name");
    assert!(name.below(&longer.as_bytes()[..249]).is_none());
    let below = name.below(b"example.org.").expect("it is short");
    assert_eq!(below.text(), b"host.example.org");
}

#[test]
fn nonsense_is_read_without_harm() {
    let question = question("www.example");
    let alias = b"\xc0\x0c\0\x05\0\x01\0\0\0\0\0\x06\x03end\xc0\x10";
    let address = b"\x03end\xc0\x10\0\x01\0\x01\0\0\0\0\0\x04\x01\x02\x03\x04";
    let sound = answer(&question, &[alias, address]);
    let mut found = Found::new();
    assert_eq!(message::read(&sound, &question, &mut found), Some(Answer::Complete));
    assert_eq!(addresses(&found), ["1.2.3.4"]);
    let canonical = found.canonical.expect("it is an alias");
    assert_eq!(canonical.text(), b"end.example");

    // Marsaglia's xorshift: the same numbers in every run.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize % below
    };
    let mut complete = 0;
    for _ in 0..300_000 {
        let mut message = sound.clone();
        for _ in 0..=random(4) {
            let place = random(message.len());
            message[place] = random(256) as u8;
        }
        message.truncate(message.len() - random(3) * random(message.len()) / 2);
        let mut found = Found::new();
        let result = message::read(&message, &question, &mut found);
        complete += u32::from(result == Some(Answer::Complete));
        assert!(found.addresses().len() <= 32);
        assert!(result.is_some() || found.is_empty());
    }
    // Much of it was close enough to be looked at.
    assert!(complete > 50_000, "{complete}");
}

#[test]
fn an_address_counts_once_and_of_its_family() {
    let mut found = Found::new();
    let families = Families { inet4: true, inet6: false };
    for text in ["1.2.3.4", "::1", "1.2.3.4", "1.2.3.5"] {
        found.add(text.parse().expect("an address"), families);
    }
    assert_eq!(addresses(&found), ["1.2.3.4", "1.2.3.5"]);
    for last in 0..100u8 {
        found.add([10, 0, 0, last].into(), Families::ALL);
    }
    assert_eq!(found.addresses().len(), 32);
}
