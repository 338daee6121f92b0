//! A tour of the Rust standard library on WASI: arguments, environment, clocks, files, folders, collections.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

fn main() -> io::Result<()> {
    arguments_and_environment();
    collections();
    clocks();
    let root = Path::new("work");
    files(root)?;
    folders(root)?;
    errors(root);
    let mut input = String::new();
    io::stdin().read_to_string(&mut input)?;
    println!("standard input: {} lines, longest {:?}", input.lines().count(), input.lines().max_by_key(|line| line.len()));
    io::stdout().flush()?;
    std::process::exit(42)
}

fn arguments_and_environment() {
    println!("arguments: {:?}", std::env::args().skip(1).collect::<Vec<_>>());
    let mut variables: Vec<_> = std::env::vars().collect();
    variables.sort();
    println!("environment: {variables:?}");
}

fn collections() {
    let mut state = 12345u64;
    let mut random = move || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as u32
    };
    let mut numbers: Vec<u32> = (0..200_000).map(|_| random()).collect();
    let mut stable = numbers.clone();
    numbers.sort_unstable();
    stable.sort();
    assert_eq!(numbers, stable);
    println!("sorted: {} .. {}", numbers[0], numbers[numbers.len() - 1]);

    let mut counts: HashMap<u32, usize> = HashMap::new();
    for number in &numbers {
        *counts.entry(number % 1000).or_default() += 1;
    }
    let (bucket, count) = counts.iter().max_by_key(|(bucket, count)| (**count, **bucket)).expect("not empty");
    println!("fullest of {} buckets: {bucket} with {count}", counts.len());
    let distinct: HashSet<String> = numbers.iter().map(|n| format!("{:x}", n & 0xfff)).collect();
    let ordered: BTreeMap<&str, usize> = distinct.iter().map(|s| (s.as_str(), s.len())).collect();
    println!("{} distinct strings, first {:?}, last {:?}", distinct.len(), ordered.first_key_value(), ordered.last_key_value());
    let mut queue: VecDeque<u32> = (0..10).collect();
    queue.rotate_left(3);
    println!("{queue:?} {:?}", f64::from(numbers[7]).sqrt());
}

fn clocks() {
    let before = Instant::now();
    std::thread::sleep(Duration::from_millis(20));
    assert!(before.elapsed() >= Duration::from_millis(20), "sleep was too short");
    assert!(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970").as_secs() > 1_600_000_000);
    println!("clocks run");
}

fn files(root: &Path) -> io::Result<()> {
    let path = root.join("numbers.txt");
    let mut writer = BufWriter::new(File::create(&path)?);
    for i in 0..10_000 {
        writeln!(writer, "{i} {}", i * i)?;
    }
    writer.flush()?;
    drop(writer);
    OpenOptions::new().append(true).open(&path)?.write_all(b"end\n")?;
    println!("{} bytes, {} lines", fs::metadata(&path)?.len(), BufReader::new(File::open(&path)?).lines().count());

    let mut file = OpenOptions::new().read(true).write(true).open(&path)?;
    file.seek(SeekFrom::End(-4))?;
    let mut tail = String::new();
    file.read_to_string(&mut tail)?;
    file.seek(SeekFrom::Start(0))?;
    file.write_all(b"X")?;
    file.set_len(20)?;
    println!("tail {tail:?}, position {}, then {:?}", file.stream_position()?, fs::read_to_string(&path)?);
    fs::copy(&path, root.join("copy.txt"))?;
    fs::rename(root.join("copy.txt"), root.join("renamed.txt"))?;
    fs::hard_link(root.join("renamed.txt"), root.join("linked.txt"))?;
    println!("linked: {:?}", fs::read_to_string(root.join("linked.txt"))?);
    fs::remove_file(root.join("renamed.txt"))
}

fn folders(root: &Path) -> io::Result<()> {
    for i in 0..300 {
        let folder = root.join(format!("tree/{}/{}", i % 3, i % 7));
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(format!("file-{i:03}")), "x".repeat(i))?;
    }
    let mut found = Vec::new();
    walk(root, &mut found)?;
    found.sort();
    let total: u64 = found.iter().map(|(_, size)| size).sum();
    println!("{} files, {total} bytes, first {:?}, last {:?}", found.len(), found[0], found[found.len() - 1]);
    fs::remove_dir_all(root.join("tree/1"))?;
    found.clear();
    walk(root, &mut found)?;
    println!("{} files after removal", found.len());
    Ok(())
}

fn walk(folder: &Path, found: &mut Vec<(String, u64)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), found)?;
        } else {
            found.push((entry.path().display().to_string(), entry.metadata()?.len()));
        }
    }
    Ok(())
}

fn errors(root: &Path) {
    let kinds = [
        File::open(root.join("missing")).map(drop),
        fs::create_dir(root),
        fs::remove_dir(root.join("tree")),
        fs::read_dir(root.join("numbers.txt")).map(drop),
        File::open(root.join("numbers.txt/below")).map(drop),
    ]
    .map(|result| result.map_err(|error| error.kind()));
    println!("{kinds:?}");
    assert!(File::open("/etc/passwd").is_err() && File::open(root.join("../../etc/passwd")).is_err());
}
