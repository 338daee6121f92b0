// AssemblyScript: classes, maps, sorting, strings, floats, and bytes on standard output through the WASI shim.
class Item {
  constructor(public name: string, public weight: f64) {}
}

function collatz(start: u64): i32 {
  let steps = 0;
  let n = start;
  while (n != 1) {
    n = n & 1 ? 3 * n + 1 : n >> 1;
    steps++;
  }
  return steps;
}

const items: Item[] = [];
for (let i = 0; i < 20; i++) {
  items.push(new Item("item " + i.toString(), Math.sqrt(f64((i * 7919) % 101))));
}
items.sort((a, b) => (a.weight < b.weight ? -1 : a.weight > b.weight ? 1 : 0));
for (let i = 0; i < 5; i++) {
  console.log(items[i].name + " weighs " + items[i].weight.toString());
}

const lengths = new Map<i32, i32>();
let longest: u64 = 1;
for (let n: u64 = 1; n < 30000; n++) {
  const steps = collatz(n);
  lengths.set(steps, lengths.has(steps) ? lengths.get(steps) + 1 : 1);
  if (steps > collatz(longest)) longest = n;
}
console.log("longest collatz sequence starts at " + longest.toString() + "; " + lengths.size.toString() + " lengths");

let text = "";
for (let i = 0; i < 26; i++) text += String.fromCharCode(97 + i);
console.log(text.toUpperCase() + " " + text.split("").reverse().join(""));

const grid = new Float64Array(1000);
for (let i = 0; i < grid.length; i++) grid[i] = Math.sin(f64(i)) * Math.cos(f64(i));
console.log("sum " + grid.reduce((sum: f64, x: f64) => sum + x, 0.0).toString());

const args = process.argv;
console.log("arguments: " + args.slice(1).join(", "));
console.error("done");
process.exit(args.length);
