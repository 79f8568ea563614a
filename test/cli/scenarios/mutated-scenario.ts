// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to variables are written like that.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Chance, seededChance } from "../../../src/domain/random.ts";

const folder = fileURLToPath(new URL("../../../scenarios/", import.meta.url));

const shipped = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".yaml"))
  .sort()
  .map((file) => readFileSync(join(folder, file), "utf8"));

/** What somebody may type in the place of a value, by mistake or to see what happens. */
const values: readonly string[] = [
  ...[
    "",
    "~",
    "null",
    "[]",
    "{}",
    "''",
    "-",
    "?",
    "|",
    ">",
    "&a",
    "*a",
    "&a *a",
    "<<",
    "!!binary x",
    "!!js/function x",
  ],
  ...["0", "-1", "1.5", "1e999", "-1e999", ".nan", ".inf", "0x7fffffff", "0o17", "1_000", "1,000", "9007199254740993"],
  ...[
    "999999999999999999999",
    "1e-300",
    "100%",
    "101%",
    "-5%",
    "0.00001%",
    "5 %",
    "5 btc",
    "0.1 sats",
    "20ms",
    "99999m",
  ],
  ...["0s", "1000000/s", "0/s", "2001-01-01", "2001-01-01T00:00:00Z", "true", "yes", "off", "violated", "none-such"],
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "length", "name", "undefined", "NaN", "Infinity"],
  ...[
    "${env:NONE}",
    "${env:",
    "${env:SECRET}",
    '"${env:SECRET}"',
    '"x ${env:SECRET} y"',
    "${env:EMPTY}",
    "${env:NONE:-5}",
  ],
  ...[
    "{ a: { b: { c: { d: 1 } } } }",
    "[[[[[[]]]]]]",
    "[1, two, { three: 3 }]",
    "{ p: *a }",
    "[*a, *a, *a]",
    "&p { p: *p }",
  ],
  ...[
    '"\\u0000"',
    '"\\u202e"',
    "'it''s'",
    '"unclosed',
    "'unclosed",
    "a: b: c",
    "- a\n  - b",
    "\u{1f4b8}",
    "é".repeat(300),
  ],
  ..."[]{}:,#&*!|>'\"%@`".split(""),
  ...["x".repeat(10_000), "9".repeat(400), "[".repeat(60), "{ a: ".repeat(60), "shared/base.yaml", "../x", "/dev/zero"],
  ...["http://127.0.0.1", "count==0", "p(95)<500", "p(101)<5", "rate<200%", "timeout_rate > 2%", "nonsense > 1"],
];

/** Keys that mean something somewhere, or to JavaScript, or nothing. */
const keys: readonly string[] = [
  ...[
    "name",
    "extends",
    "projects",
    "load",
    "client",
    "api",
    "thresholds",
    "alerts",
    "expect",
    "seed",
    "drain",
    "payouts",
  ],
  ...[
    "__proto__",
    "constructor",
    "toString",
    "<<",
    "faults",
    "timeout",
    "crash",
    "after-charge",
    "retry",
    "key",
    "?",
    "x".repeat(500),
  ],
];

/** Lines that stand anywhere. */
const lines: readonly string[] = [
  ...[
    "---",
    "...",
    "--- !!map",
    "%YAML 1.1",
    "%TAG ! tag:x,2000:",
    "\t- tab",
    "   odd: 1",
    "- item",
    "&anchor",
    "*anchor",
    "#",
    "key",
  ],
  ...[
    "projects: &p { p: *p }",
    "load: &l [*l]",
    "a: &a [1, &a 2, *a]",
    "name: other",
    "extends: base.yaml",
    "extends: self.yaml",
  ],
  ...[
    "extends: none.yaml",
    "extends: [a, b]",
    "extends: ${env:SECRET}",
    "load: [{ name: a, rate: 1/s, for: 10m }]",
    "\u0000",
    "\u2028",
  ],
  `a: &a [${"1, ".repeat(20)}]\nb: &b [${"*a, ".repeat(20)}]\nc: &c [${"*b, ".repeat(20)}]\nd: [${"*c, ".repeat(20)}]`,
  Array.from({ length: 60 }, (_, depth) => `${" ".repeat(depth)}k:`).join("\n"),
  Array.from({ length: 300 }, (_, index) => `k${index}: 1`).join("\n"),
];

/** A shipped scenario with one to four things wrong with it; the same for the same seed. */
export function mutatedScenario(seed: number): Uint8Array {
  const chance = seededChance(seed);
  let text = oneOf(shipped, chance);
  for (let left = 1 + Math.floor(chance() * 4); left > 0; left -= 1) text = oneOf(mutations, chance)(text, chance);
  const bytes = new TextEncoder().encode(text);
  // One in ten is no text any more.
  return chance() < 0.1 ? torn(bytes, chance) : bytes;
}

type Mutation = (text: string, chance: Chance) => string;

/** Changes one line that is no comment; the rest stays as it is. */
function onLine(change: (line: string, chance: Chance) => string): Mutation {
  return (text, chance) => {
    const rows = text.split("\n");
    const meant = rows.flatMap((row, index) => (/^\s*(?:#|$)/.test(row) ? [] : [index]));
    if (meant.length === 0) return text;
    const at = oneOf(meant, chance);
    return rows.with(at, change(rows[at] ?? "", chance)).join("\n");
  };
}

const otherValue = onLine((line, chance) =>
  line.replace(/(:\s+|-\s+)([^{[].*)$/, (_, start) => `${start}${oneOf(values, chance)}`),
);

const mutations: readonly Mutation[] = [
  otherValue,
  otherValue,
  onLine((line, chance) => replaceOne(line, /[\w.%-]+/g, oneOf(values, chance), chance)),
  onLine((line, chance) => replaceOne(line, /[\w-]+(?=:)/g, oneOf(keys, chance), chance)),
  onLine((line, chance) => replaceOne(line, /\d[\d_.]*/g, oneOf(values, chance), chance)),
  onLine((line, chance) => replaceOne(line, /./g, oneOf(values, chance).slice(0, 1), chance)),
  onLine((line) => `${line}\n${line}`),
  onLine(() => ""),
  onLine((line, chance) => " ".repeat(Math.floor(chance() * 5)) + line),
  onLine((line) => line.trimStart()),
  onLine((line, chance) => `${line}\n${oneOf(lines, chance)}`),
  onLine((line) => line.replace(/:\s/, ": &p ").replace(/\}\s*$/, ", p: *p }")),
  (text, chance) => `${oneOf(lines, chance)}\n${text}`,
  (text, chance) => `${text}${oneOf(keys, chance)}: ${oneOf(values, chance)}\n`,
  (text, chance) => text.slice(0, Math.floor(chance() * text.length)),
  (text) => text.replaceAll("\n", "\r\n"),
  (text, chance) => text.replaceAll("  ", oneOf(["\t", " ", "   "], chance)),
];

function replaceOne(line: string, pattern: RegExp, by: string, chance: Chance): string {
  const found = [...line.matchAll(pattern)];
  if (found.length === 0) return line;
  const { index, 0: match } = oneOf(found, chance);
  return line.slice(0, index) + by + line.slice(index + match.length);
}

function torn(bytes: Uint8Array, chance: Chance): Uint8Array {
  const copy = bytes.slice();
  for (let left = 1 + Math.floor(chance() * 5); left > 0; left -= 1) {
    copy[Math.floor(chance() * copy.length)] = Math.floor(chance() * 256);
  }
  return copy;
}

function oneOf<Item>(items: readonly Item[], chance: Chance): Item {
  const item = items[Math.floor(chance() * items.length)];
  if (item === undefined) throw new Error("there is nothing to choose from");
  return item;
}
