// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to variables are written like that.

/**
 * A hundred command lines that nobody should type, and somebody will. They run in a folder in which `files` lie. None of them starts a run
 * of more than a payout, and each `serve` among them would end by itself, because its standard input is closed.
 */
export const hostileLines: readonly (readonly string[])[] = [
  ...[
    [],
    [""],
    ["--"],
    ["-"],
    ["--", "--"],
    ["-h", "-V"],
    ["--version", "run"],
    ["help", "help"],
    ["help", ""],
    ["RUN"],
  ],
  ...[
    ["nonsense"],
    ["nonsense", "--help"],
    ["help", "nonsense"],
    ["run", "--nonsense"],
    ["--nonsense"],
    ["__proto__"],
    ["\u202erun"],
  ],
  ...[
    ["x".repeat(100_000)],
    ["validate", "x".repeat(5_000)],
    ["validate", `${"x/".repeat(3_000)}y.yaml`],
    ["validate", ""],
  ],

  ...["cyclic", "bomb", "deep", "binary", "empty", "huge", "secret", "circle"].map((name) => [
    "validate",
    `${name}.yaml`,
  ]),
  ...[
    "/dev/zero",
    "/dev/urandom",
    "/dev/null",
    "/",
    "/proc",
    "/proc/self/mem",
    "/dev/stdin",
    ".",
    "..",
    "\u0007",
    "**/*.yaml",
  ].map((name) => ["validate", name]),
  ["validate", "cyclic.yaml", "good.yaml", "bomb.yaml", "secret.yaml"],
  ["validate", "good.yaml", "good.yaml", "./good.yaml"],
  ["list"],
  ["list", "nonsense"],
  ["list", "faults", "--filter", "["],
  ...["(", "[", "*", "**", "\\", "?".repeat(60), "", "${env:SECRET}", "*".repeat(2_000)].map((text) => [
    "list",
    "scenarios",
    "--filter",
    text,
  ]),

  ...[
    "projects=&p { p: *p }",
    `${"a.".repeat(4_000)}a=1`,
    "load.0.payouts=${env:SECRET}",
    "projects.project_a.balance=${env:SECRET}",
    "=",
    "a",
    "__proto__.x=1",
    "constructor.prototype.x=1",
    "load.99999999999=1",
    "load=[",
    "seed=1e999",
    "seed=\u0000".replace("\u0000", "\\0"),
    `seed=${"9".repeat(20_000)}`,
    `load=${"[".repeat(9_000)}`,
    `a=${"{ a: ".repeat(40)}`,
    "extends=cyclic.yaml",
    "load.0.faults=&f { timeout: *f }",
  ].map((text) => ["plan", "good.yaml", "--set", text]),
  ["plan", "good.yaml", ...Array.from({ length: 200 }, (_, index) => ["--set", `seed=${index}`]).flat()],
  ...[
    ["--seed", "-1"],
    ["--seed", "1e3"],
    ["--seed", "99999999999999999999"],
    ["--payouts", "0"],
    ["--payouts", "1000000", "--concurrency", "10000"],
    ["--concurrency", "NaN"],
    ["--concurrency"],
    ["--strategy", "constructor"],
    ["--expect", ":"],
    ["--expect", "violated:"],
    ["--expect", "violated:__proto__"],
    ["--reporter", "="],
    ["--reporter", "json=/none/such/place"],
    ["--reporter", "json=/dev/full"],
    ["--reporter", "json=good.yaml"],
    ["--reporter", "json=same.yaml"],
    ["--reporter", `json=${"x".repeat(300)}`],
    ["--reporter", "json=pipe"],
    ["--reporter", "json", "--reporter", "table"],
    ["--reporter", "__proto__"],
  ].map((flags) => ["plan", "good.yaml", ...flags]),

  ...[
    ["--journal", ""],
    ["--journal", "/"],
    ["--journal", "pipe"],
    ["--journal", "good.yaml"],
    ["--journal", "same.yaml"],
    ["--journal", `${"x".repeat(300)}`],
    ["--target", "nonsense"],
    ["--target", "http://[::1"],
    ["--target", "file:///etc/passwd"],
    ["--target", "http://user:hunter2@127.0.0.1:1"],
    ["--target", "http://127.0.0.1:1"],
    ["--target", "http://192.0.2.1"],
    ["--strategy", "saga", "--target", "http://127.0.0.1:1"],
    ["--quiet", "--verbose"],
    ["--payouts", "1", "--concurrency", "1", "--journal", "/dev/full", "--reporter", "html=/dev/full"],
  ].map((flags) => ["run", "good.yaml", ...flags]),
  ["run", "none-such", "--watch"],

  ...[
    ...[
      "/dev/urandom",
      "/dev/zero",
      "pipe",
      ".",
      "/",
      "",
      "good.yaml",
      "binary.yaml",
      "empty.yaml",
      "zeros.ndjson",
      "blank.ndjson",
    ],
    ...["none.ndjson", "deep.ndjson", "facts.ndjson", "x".repeat(5_000), "/proc/self/mem"],
  ].map((file) => ["reconcile", file]),
  ["reconcile"],
  ["reconcile", "facts.ndjson", "--reporter", "html=facts.ndjson"],

  ...["__proto__", "constructor", "", "x".repeat(50_000), "\u001b[31m", "good", "nonsense"].map((name) => [
    "explain",
    name,
  ]),
  ...[
    ["--port", "99999"],
    ["--port", "-1"],
    ["--port", "1.5"],
    ["--ledger", "/dev/null"],
    ["--ledger", "/proc/version"],
    ["--ledger", ""],
  ].map((flags) => ["serve", "--exit-with-stdin", ...flags]),
  ...[
    ["--temporary-ledger", "/"],
    ["--project", "="],
    ["--project", "a=1e9"],
    ["--rail", "nonsense"],
    ["--rail-timeout", "0ms"],
  ].map((flags) => ["serve", "--exit-with-stdin", ...flags]),
  ...[
    ["--rate-limit", "0/s"],
    ["--crash", "nowhere:1"],
    ["--strategy", ""],
    ["--ledger", "x".repeat(5_000)],
    ["--ledger", "good.yaml"],
  ].map((flags) => ["serve", "--exit-with-stdin", ...flags]),
  ...[
    ["--fault", "nonsense"],
    ["--jobs", "0"],
    ["--strategy", "nonsense"],
    ["--reporter", "html"],
  ].map((flags) => ["matrix", ...flags]),
  ...[["cyclic.yaml"], ["none-such"], ["good.yaml", "--format", "nonsense"]].map((flags) => ["alerts", ...flags]),
  ...[["/dev/null"], ["/proc/none"], ["good.yaml"], [""], ["x".repeat(5_000)], ["new", "--ci", "nonsense"]].map(
    (flags) => ["init", ...flags],
  ),
];

const aliases = (name: string) => `[${`*${name}, `.repeat(20)}]`;

/** What lies in the folder, by name. */
export const files: Readonly<Record<string, string>> = {
  "good.yaml": `name: good
projects: { project_a: { balance: 300_000 } }
load:
  - { name: payouts, payouts: 200, concurrency: 20, faults: { timeout: 5% } }
`,
  "cyclic.yaml": "projects: &p { p: *p }\n",
  "bomb.yaml": `a: &a [1, 2]\nb: &b ${aliases("a")}\nc: &c ${aliases("b")}\nd: &d ${aliases("c")}\ne: ${aliases("d")}\n`,
  "deep.yaml": `a: ${"[".repeat(20_000)}`,
  "binary.yaml": "\u0000\u0001\u0002\ufffd",
  "empty.yaml": "",
  "huge.yaml": "# a scenario\n".repeat(100_000),
  "secret.yaml": 'name: secret\nprojects: { p: { balance: "${env:SECRET}" } }\nload: []\n',
  "circle.yaml": "name: circle\nextends: circle.yaml\n",
  "scenarios/broken.yaml": "projects: &p { p: *p }\n",
  "scenarios/fine.yaml":
    "name: fine\nprojects: { p: { balance: 5_000 } }\nload: [{ name: all, payouts: 1, concurrency: 1 }]\n",
  "zeros.ndjson": "\u0000".repeat(9_000_000),
  "blank.ndjson": "\n".repeat(100_000),
  "deep.ndjson": `{"kind":${"[".repeat(100_000)}`,
  "facts.ndjson": '{"kind":"run-started"}\n',
};
