// JavaScript in QuickJS: classes, generators, closures, regular expressions, JSON, promises, typed arrays, errors.
print("arguments", JSON.stringify(scriptArgs));

class Animal {
  #name;
  static count = 0;
  constructor(name) { this.#name = name; Animal.count++; }
  get name() { return this.#name; }
  speak() { return `${this.#name} makes a noise`; }
}
class Dog extends Animal { speak() { return super.speak() + ", a bark"; } }
print(new Dog("Rex").speak(), new Animal("Cat").name, Animal.count);

function* fibonacci() { let [a, b] = [0n, 1n]; for (;;) { yield a; [a, b] = [b, a + b]; } }
let last;
for (const [index, value] of (function* (it) { let i = 0; for (const v of it) yield [i++, v]; })(fibonacci())) {
  last = value;
  if (index === 300) break;
}
print("fibonacci(300)", last, typeof last);

try { null.missing(); } catch (error) { print("caught", error instanceof TypeError, error.message); }
print("depth", (function deep(n) { return n ? deep(n - 1) + 1 : 0; })(500));
function finish() { try { throw new RangeError("first"); } catch ({ message }) { return message; } finally { print("finally"); } }
print(finish());

print("2026-11-21 and 2025-01-02".replace(/(?<y>\d{4})-(\d\d)-(\d\d)/g, "$3.$2.$<y>"), /^(?:a+b)+$/u.test("aabab"), "äöü".normalize("NFD").length);
print(JSON.stringify({ list: [1, 2.5, -0, 1e21, null, undefined], nested: { s: "\u2028\"" } }, null, 1));
print([3, 1, 10, 2].sort().join(), [3, 1, 10, 2].toSorted((a, b) => a - b).join(), [..."hello"].reverse().join(""));
print(0.1 + 0.2, (1234.5678).toFixed(2), (255).toString(16), Math.hypot(3, 4), 2 ** 0.5, parseFloat("1e-7"), (1e21 + 1).toLocaleString === undefined);

const map = new Map();
for (let i = 0; i < 100000; i++) map.set("k" + (i % 977), (map.get("k" + (i % 977)) ?? 0) + i);
print(map.size, map.get("k5"), new Set([1, 1, 2]).size);

const bytes = new Uint8Array(1 << 16);
for (let i = 0; i < bytes.length; i++) bytes[i] = (i * i) >> 3;
let hash = 2166136261;
for (let round = 0; round < 10; round++) for (const b of bytes) hash = Math.imul(hash ^ b, 16777619) >>> 0;
print("hash", hash, new DataView(bytes.buffer).getFloat64(16).toPrecision(6));

const primes = [];
outer: for (let n = 2; primes.length < 2000; n++) {
  for (const p of primes) { if (p * p > n) break; if (n % p === 0) continue outer; }
  primes.push(n);
}
print("prime", primes.at(-1));

const proxy = new Proxy({}, { get: (_, key) => "got " + String(key) });
print(proxy.anything, Object.entries({ a: 1, b: 2 }).flat().join(), `${Symbol("s").description}`, eval("1 + 1"));
print("date", new Date(Date.UTC(2024, 1, 29, 12)).toISOString(), Date.now() > 1.6e12);

(async () => {
  const results = await Promise.allSettled([Promise.resolve(1), Promise.reject(new Error("no")), (async () => 3)()]);
  print("settled", results.map((r) => r.status + ":" + (r.value ?? r.reason.message)).join(" "));
  print("written", writeFile("out.json", JSON.stringify(primes.slice(0, 20))), JSON.parse(readFile("out.json")).length, readFile("missing"));
})();
print("end of script");
