// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables are written like that, and they are what is tested.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderProblems } from "../../src/document/problem.ts";
import { faultNames } from "../../src/scenario/fault-names.ts";
import { parseScenario, parseScenarioBytes } from "../../src/scenario/parse.ts";
import { complaintLines, complaints, GOOD, scenarioOf } from "./text.ts";

/** The faults in a message that lists them all. */
const EVERY_FAULT = faultNames.join(", ");

const SMALLEST =
  "{ name: first, projects: { project_test_001: { balance: 100_000 } }, load: [{ name: all, payouts: 20, concurrency: 2 }] }";

function complaintsOfBytes(bytes: Uint8Array): string {
  const result = parseScenarioBytes(bytes, "scenarios/x.yaml");
  return result.ok ? "" : renderProblems(result.problems);
}

describe("a bad scenario file", () => {
  it("with a misspelled key gets a suggestion", () => {
    expect(
      complaints(GOOD.replace("concurrency", "concurency")),
    ).toBe(`scenarios/x.yaml:7:5  unknown key "concurency": did you mean "concurrency"?

  6 |     payouts: 600
> 7 |     concurency: 60
    |     ^
  8 |     faults: { timeout: 5% }`);
  });

  it("calls a key of a project a key, even if the project is named after something else", () => {
    for (const name of ["constructor", "toString", "faults", "thresholds"]) {
      const text = `name: a\nprojects: { ${name}: { balanse: 5 } }\nload: [{ name: a, payouts: 3, concurrency: 1 }]`;
      expect(complaints(text)).toContain('  unknown key "balanse": did you mean "balance"?');
    }
  });

  it("with a duplicate key is pointed to the first one", () => {
    expect(complaints(`${GOOD}name: other\n`)).toBe(`scenarios/x.yaml:9:1  duplicate key "name": first used on line 1

  8 |     faults: { timeout: 5% }
> 9 | name: other
    | ^`);
  });

  it("with a wrong type is answered with the right one", () => {
    expect(
      complaints(GOOD.replace("600", "many")),
    ).toBe(`scenarios/x.yaml:6:14  payouts must be a whole number from 1 (got "many")

  5 |   - name: spike
> 6 |     payouts: many
    |              ^
  7 |     concurrency: 60`);
  });

  it("with a rate of 140 % is answered with the range", () => {
    expect(
      complaints(GOOD.replace("5%", "140%")),
    ).toBe(`scenarios/x.yaml:8:24  a rate must be from 0% to 100% (got 140%)

  7 |     concurrency: 60
> 8 |     faults: { timeout: 140% }
    |                        ^`);
  });

  it("with a negative balance is answered with the minimum", () => {
    expect(
      complaints(GOOD.replace("300_000", "-5")),
    ).toBe(`scenarios/x.yaml:3:25  balance must be a number of sats from 0 (got -5)

  2 | projects:
> 3 |   project_a: { balance: -5 }
    |                         ^
  4 | load:`);
  });

  it("with a concurrency of 0 is answered with the minimum", () => {
    expect(
      complaints(GOOD.replace("60\n", "0\n")),
    ).toBe(`scenarios/x.yaml:7:18  concurrency must be a whole number from 1 (got 0)

  6 |     payouts: 600
> 7 |     concurrency: 0
    |                  ^
  8 |     faults: { timeout: 5% }`);
  });

  it.each(["", "\n\n", "# only a comment\n", "---\n"])(
    "that is empty (%j) is answered with the smallest valid scenario",
    (text) => {
      expect(complaints(text)).toBe(`scenarios/x.yaml:1:1  the file is empty. The smallest scenario: ${SMALLEST}`);
      expect(scenarioOf(SMALLEST).load[0]?.payouts).toBe(20);
    },
  );

  it("that is a YAML bomb is refused before its aliases unfold", () => {
    const ten = (name: string) => `[${Array.from({ length: 10 }, () => name).join(", ")}]`;
    const bomb = `a: &a ${ten("lol")}\nb: &b ${ten("*a")}\nc: &c ${ten("*b")}\nd: &d ${ten("*c")}\ne: ${ten("*d")}\n`;
    expect(
      complaints(bomb),
    ).toBe(`scenarios/x.yaml:2:8  the aliases unfold to more than 5,000 values: write the values out

  1 | a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]
> 2 | b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
    |        ^
  3 | c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]`);
  });

  it.each([
    ["a NUL", Buffer.from("name: x\0y\n"), "not a text file, it contains the character U+0000"],
    ["an escape", Buffer.from("name: \u001b[2J\n"), "not a text file, it contains the character U+001B"],
    ["no UTF-8", Buffer.from([0x89, 0x50, 0x4e, 0x47]), "not UTF-8 text: a scenario is a YAML file"],
    ["UTF-16", Buffer.from("\uFEFFname: x", "utf16le"), "not UTF-8 text: a scenario is a YAML file"],
    ["too much", Buffer.alloc(256 * 1024 + 1, "#"), "the file is larger than 256 KiB, far more than a scenario needs"],
  ])("that is binary or huge (%s) is refused in one line", (_, bytes, message) => {
    expect(complaintsOfBytes(bytes)).toBe(`scenarios/x.yaml:1:1  ${message}`);
  });

  it("with several documents is refused where the second one starts", () => {
    expect(complaintLines(`${GOOD}---\n${GOOD}`)).toEqual([
      "x.yaml:9:1  a second document starts here: a file holds one scenario",
    ]);
  });

  it("that nests too deep or contains too much is refused before it is composed", () => {
    const deep = (open: string, times: number) =>
      complaintLines(open.repeat(times))[0]?.replace(/^x.yaml:\d+:\d+ {2}/, "");
    expect(deep("[", 200)).toBe("nested deeper than 32 levels");
    expect(deep("- ", 200)).toBe("nested deeper than 32 levels");
    expect(deep("a: ", 200)).toBe("nested deeper than 32 levels");
    expect(deep("[", 250_000)).toBe("the file has more than 50,000 words and marks, far more than a scenario needs");
    expect(deep("- a\n", 6_000)).toBe("the file has more than 5,000 values, far more than a scenario needs");
  });

  it("gets all its problems at once, in the order of their places", () => {
    const text = GOOD.replace("name: small", "name: Small One").replace("600", "0").replace("timeout", "timeot");
    expect(complaintLines(`${text}api: { strategy: nave }\nfoo: 1\n`)).toEqual([
      'x.yaml:1:7  name must be lower-case letters, digits and hyphens such as spike-timeout, at most 60 (got "Small One": write small-one)',
      "x.yaml:6:14  payouts must be a whole number from 1 (got 0)",
      `x.yaml:8:15  unknown fault "timeot": did you mean "timeout"? (known: ${EVERY_FAULT})`,
      'x.yaml:9:18  strategy must be one of naive, snapshot-rollback, rollback, saga, fail-open, tracked-saga, outbox (got "nave"): did you mean "naive"?',
      'x.yaml:10:1  unknown key "foo" (known: name, extends, description, priority, seed, service, projects, payouts, load, client, refusals, api, rail, instances, crashes, simulate, order, drain, thresholds, alerts, expect)',
    ]);
  });

  it("reports a mistake behind an alias once, at its anchor", () => {
    const text = `name: x
projects: { a: { balance: 1 } }
load:
  - { name: a, payouts: 9, concurrency: 1, faults: &f { timeout: 140% } }
  - { name: b, payouts: 9, concurrency: 1, faults: *f }
`;
    expect(complaintLines(text)).toEqual(["x.yaml:4:66  a rate must be from 0% to 100% (got 140%)"]);
  });
});

describe("one sentence says what is wrong with", () => {
  const first = (text: string) => complaintLines(text).map((line) => line.replace(/^x.yaml:/, ""));
  const phase = (keys: string) => `name: x\nprojects: { a: { balance: 1 } }\nload: [{ name: a, ${keys} }]\n`;
  it.each([
    ["a list", "- a\n", "1:1  a scenario must be a map with at least name, projects and load (got a list)"],
    ["a word", "hello\n", '1:1  a scenario must be a map with at least name, projects and load (got "hello")'],
    ["no load", GOOD.replace(/load:[\s\S]*/, ""), '1:1  missing key "load": it must be a list of 1 to 32 phases'],
    ["a misspelled load", GOOD.replace("load", "laod"), '4:1  unknown key "laod": did you mean "load"?'],
    [
      "no projects",
      GOOD.replace("project_a: { balance: 300_000 }", "{}"),
      "2:1  a scenario must have 1 to 64 projects (got 0): write { project_test_001: { balance: 300_000 } }",
    ],
    [
      "no balance",
      GOOD.replace("balance: 300_000", ""),
      '3:3  missing key "balance": it must be a number of sats from 0',
    ],
    [
      "an odd id",
      GOOD.replace("project_a", "a/b"),
      '3:3  the id of a project must be up to 64 letters, digits, hyphens, dots and underscores (got "a/b")',
    ],
    ["a key of JavaScript's", GOOD.replace("project_a", "__proto__"), '3:3  unknown key "__proto__"'],
    [
      "odd groups",
      GOOD.replace("300_000", "30_00"),
      '3:25  balance must be a number of sats from 0 (got "30_00": write 3000)',
    ],
    [
      "a comma",
      GOOD.replace("300_000", "'300,000'"),
      '3:25  balance must be a number of sats from 0 (got "300,000": write 300000)',
    ],
    [
      "a fraction of a msat",
      GOOD.replace("300_000", "1.0005"),
      "3:25  balance must be a number of sats from 0 (got 1.0005: at most three decimals)",
    ],
    [
      "too much money",
      GOOD.replace("300_000", "9e15"),
      "3:25  balance must be a number of sats up to 4,000,000,000,000 (got 9000000000000000)",
    ],
    ["an unknown fate", GOOD.replace("timeout", "settle"), `8:15  unknown fault "settle" (known: ${EVERY_FAULT})`],
    [
      "a misspelled wire fault",
      GOOD.replace("timeout", "answer-losd"),
      `8:15  unknown fault "answer-losd": did you mean "answer-lost"? (known: ${EVERY_FAULT})`,
    ],
    [
      "a crash point among the faults",
      GOOD.replace("timeout", "after-charge"),
      '8:15  "after-charge" is a crash point, not a fault: write crashes: [{ at: after-charge }]',
    ],
    [
      "a fraction for a rate",
      GOOD.replace("5%", "0.05"),
      "8:24  timeout must be a rate such as 5% or a whole number of payouts such as 3 (got 0.05: write 5%)",
    ],
    ["a negative rate", GOOD.replace("5%", "-5%"), "8:24  a rate must be from 0% to 100% (got -5%)"],
    [
      "a negative count",
      GOOD.replace("5%", "-1"),
      "8:24  timeout must be a rate such as 5% or a whole number of payouts such as 3 (got -1)",
    ],
    [
      "no rate",
      GOOD.replace("5%", ""),
      "8:25  timeout must be a rate such as 5% or a whole number of payouts such as 3 (got nothing)",
    ],
    [
      "too many faults",
      GOOD.replace("5%", "60%, stuck: 241"),
      "8:5  payment faults cannot hit more payouts than the phase has (got 601 of 600): lower their rates",
    ],
    [
      "too many faults on the wire",
      GOOD.replace("5%", "100%, answer-lost: 600, request-lost: 1"),
      "8:5  wire faults cannot hit more payouts than the phase has (got 601 of 600): lower their rates",
    ],
    [
      "faults in a list",
      GOOD.replace("{ timeout: 5% }", "[timeout]"),
      "8:5  faults must be a map from fault to rate such as { timeout: 5% } (got a list)",
    ],
    ["neither kind", phase(""), "3:8  a phase must have payouts and concurrency, or rate and for (got neither)"],
    [
      "both kinds",
      phase("payouts: 3, rate: 1/s"),
      "3:8  a phase must have payouts and concurrency, or rate and for (got both)",
    ],
    ["half a closed phase", phase("payouts: 3"), '3:8  missing key "concurrency": a phase with payouts needs it'],
    ["half an open phase", phase("rate: 3/s"), '3:8  missing key "for": a phase with rate needs it'],
    [
      "a rate without unit",
      phase("rate: 3, for: 3s"),
      "3:25  rate must be payouts a second up to 100,000/s, such as 200/s (got 3: write 3/s)",
    ],
    [
      "a rate of nothing",
      phase("rate: 0/s, for: 3s"),
      '3:25  rate must be payouts a second up to 100,000/s, such as 200/s (got "0/s")',
    ],
    [
      "a phase of nothing",
      phase("rate: 3/s, for: 10ms"),
      "3:35  a phase must send at least one payout (got 3/s for 10ms)",
    ],
    [
      "too many payouts",
      phase("rate: 9000/s, for: 10m"),
      "3:1  a scenario must have at most 1,000,000 payouts (got 5,400,000)",
    ],
    [
      "twin phases",
      GOOD.replace("load:", "load:\n  - { name: spike, payouts: 1, concurrency: 1 }"),
      '6:11  the name of a phase must be unique (got "spike" twice)',
    ],
    ["no unit", `${GOOD}drain: 2\n`, "9:8  drain must be a duration from 10ms to 10m (got 2: write 2s)"],
    [
      "an odd duration",
      `${GOOD}drain: 2 sec\n`,
      '9:8  drain must be a duration from 10ms to 10m (got "2 sec": write 20ms, 2s or 1m)',
    ],
    ["too long", `${GOOD}drain: 11m\n`, '9:8  drain must be a duration from 10ms to 10m (got "11m")'],
    [
      "impatience",
      `${GOOD}client: { timeout: 9ms }\n`,
      '9:20  timeout must be a duration from 10ms to 10m (got "9ms")',
    ],
    [
      "endless retries",
      `${GOOD}client: { retry: { attempts: 10, backoff: 60s } }\n`,
      "9:43  the waits between attempts must add up to at most 600s (got 30,660s): lower attempts or backoff",
    ],
    ["an odd key", `${GOOD}client: { retry: { key: new } }\n`, '9:25  key must be one of same, fresh (got "new")'],
    ["no client", `${GOOD}client:\n`, "9:8  client must be a map with timeout, retry (got nothing)"],
    [
      "an unknown crash point",
      `${GOOD}crashes: [{ at: after-charg }]\n`,
      '9:17  at must be one of before-charge, after-charge, after-send, after-answer, before-refund, after-confirm (got "after-charg"): did you mean "after-charge"?',
    ],
    [
      "a crash nowhere",
      `${GOOD}crashes: [{ occurrence: 2 }]\n`,
      "9:11  a crash must have at or when (got neither: write when: payment-received, or at: after-charge)",
    ],
    [
      "a crash at a point and at a moment",
      `${GOOD}crashes: [{ at: after-send, when: answer-sent }]\n`,
      "9:11  a crash must have at or when (got both)",
    ],
    [
      "a moment among the faults",
      GOOD.replace("timeout", "payment-received"),
      '8:15  "payment-received" is a moment, not a fault: write crashes: [{ when: payment-received }]',
    ],
    [
      "an unknown moment",
      `${GOOD}crashes: [{ when: payment-recieved }]\n`,
      '9:19  when must be one of payout-received, payment-received, payment-settled, payment-failed, answer-sent (got "payment-recieved"): did you mean "payment-received"?',
    ],
    [
      "a crash that is a signal",
      `${GOOD}crashes: [{ when: answer-sent, how: SIGTERM }]\n`,
      '9:37  how must be one of kill, terminate, pause, throw, ledger-locked, ledger-read-only, commit-unknown (got "SIGTERM")',
    ],
    [
      "an exception at a moment",
      `${GOOD}crashes: [{ when: answer-sent, how: throw }]\n`,
      "9:37  how must be one of kill, terminate, pause at a moment (got throw): write at: after-charge instead of when: answer-sent",
    ],
    [
      "an exception that lasts",
      `${GOOD}crashes: [{ at: after-send, how: throw, for: 3s }]\n`,
      "9:46  throw takes no for (got 3s): it happens once",
    ],
    [
      "a kill of another instance at a crash point",
      `${GOOD}crashes: [{ at: after-send, instance: 2 }]\n`,
      "9:39  instance must be from 1 to instances, which is 1 (got 2): set instances: 2",
    ],
    [
      "a pause without a unit",
      `${GOOD}crashes: [{ when: answer-sent, how: pause, for: 3 }]\n`,
      "9:49  for must be a duration from 10ms to 10m (got 3: write 3s)",
    ],
    [
      "an instance that there is not",
      `${GOOD}instances: 2\ncrashes: [{ when: answer-sent, instance: 3 }]\n`,
      "10:42  instance must be from 1 to instances, which is 2 (got 3): set instances: 3",
    ],
    [
      "crash points and moments together",
      `${GOOD}crashes: [{ when: answer-sent }, { at: after-send }]\n`,
      "9:34  crashes must all have at, or all have when (got both): make it two scenarios",
    ],
    [
      "a crash before the first time",
      `${GOOD}crashes: [{ at: after-send, occurrence: 0 }]\n`,
      "9:41  occurrence must be a whole number from 1 (got 0)",
    ],
    [
      "an unknown key of a crash",
      `${GOOD}crashes: [{ at: after-send, occurence: 2 }]\n`,
      '9:29  unknown key "occurence": did you mean "occurrence"?',
    ],
    [
      "a lone crash",
      `${GOOD}crashes: { at: after-send }\n`,
      '9:1  crashes must be a list of 1 to 20 crashes, or { random: 3 } (got a map: begin each crash with "- ")',
    ],
    [
      "random crashes with a key that is misspelled",
      `${GOOD}crashes: { randon: 3 }\n`,
      '9:12  unknown key "randon": did you mean "random"?',
    ],
    [
      "random crashes without how many",
      `${GOOD}crashes: { how: [kill] }\n`,
      '9:1  missing key "random": it must be a whole number from 1',
    ],
    [
      "a crash that is a word",
      `${GOOD}crashes: [after-send]\n`,
      '9:11  a crash must be a map with at, when, occurrence, how, for, instance (got "after-send")',
    ],
    ["no crash", `${GOOD}crashes: []\n`, "9:1  crashes must be a list of 1 to 20 crashes (got 0)"],
    [
      "too many crashes",
      `${GOOD}crashes: [${"{ at: after-send }, ".repeat(21)}]\n`,
      "9:1  crashes must be a list of 1 to 20 crashes, or { random: 3 } (got 21)",
    ],
    [
      "an unknown duplicate handling",
      `${GOOD}rail: { duplicates: repla }\n`,
      '9:21  duplicates must be one of reject, replay, pay-again (got "repla"): did you mean "replay"?',
    ],
    ["no instance", `${GOOD}instances: 0\n`, "9:12  instances must be a whole number from 1 (got 0)"],
    ["too many instances", `${GOOD}instances: 5\n`, "9:12  instances must be a whole number up to 4 (got 5)"],
    [
      "an unknown metric",
      `${GOOD}thresholds: { timeout_error: ["count>0"] }\n`,
      '9:15  unknown metric "timeout_error": did you mean "timeout_errors"? (known: timeout_errors, timeout_rate, balance_rollback_failures, balance_mismatches, payout_duration, attempt_duration, attempts, payouts, paid, paid_rate, pending, refused, unknown, unknown_rate)',
    ],
    [
      "an odd threshold",
      `${GOOD}thresholds: { timeout_errors: ["count=0"] }\n`,
      '9:32  invalid threshold "count=0": a condition on timeout_errors is count, one of == != > >= < <=, and a number, such as count==0 or count>0',
    ],
    [
      "a lone threshold",
      `${GOOD}thresholds: { timeout_errors: count>0 }\n`,
      '9:31  timeout_errors must be a list of 1 to 16 expressions (got "count>0")',
    ],
    [
      "an unknown verdict",
      `${GOOD}expect: balancd\n`,
      '9:9  expect must be one of violated, stuck, inconclusive, balanced (got "balancd"): did you mean "balanced"?',
    ],
    [
      "findings of a pass",
      `${GOOD}expect: { verdict: balanced, findings: [overdraft] }\n`,
      "9:30  findings can be listed only when the verdict is violated or stuck (got balanced)",
    ],
    [
      "an unknown finding",
      `${GOOD}expect: { verdict: violated, findings: [overdrafd] }\n`,
      '9:41  a finding must be one of charged-not-paid, paid-not-charged, double-paid, double-charged, wrong-amount, partly-refunded, false-refusal, false-success, false-callback, accepted-and-lost, invalid-accepted, overdraft, unexplained-change, impossible-balance, key-breach, stuck-pending (got "overdrafd"): did you mean "overdraft"?',
    ],
    ["an amount of 0", `${GOOD}payouts: { amount: 0 }\n`, "9:20  amount must be a number of sats from 0.001 (got 0)"],
    [
      "no kind of amount",
      `${GOOD}payouts: { amount: lots }\n`,
      '9:20  amount must be a number of sats, { min, max }, { oneOf: [...] } or { hostile: true } (got "lots")',
    ],
    [
      "a range upside down",
      `${GOOD}payouts: { amount: { min: 9, max: 1 } }\n`,
      "9:35  max must not be less than min (got 1 and 9): swap them",
    ],
    ["half a range", `${GOOD}payouts: { amount: { min: 9 } }\n`, '9:12  missing key "max": a range needs min and max'],
    [
      "a mixed amount",
      `${GOOD}payouts: { amount: { min: 9, oneOf: [1] } }\n`,
      "9:12  an amount must have min and max, or oneOf (got both)",
    ],
    [
      "an unknown amount",
      `${GOOD}payouts: { amount: { oneof: [1] } }\n`,
      '9:22  unknown key "oneof": did you mean "oneOf"?',
    ],
    [
      "an odd seed",
      `${GOOD}seed: 4294967296\n`,
      "9:7  seed must be a whole number up to 4,294,967,295 (got 4294967296)",
    ],
    ["a tab", "name: x\nload:\n\t- a\n", "3:1  not valid YAML: tabs are not allowed for indentation: use spaces"],
    [
      "a map without its end",
      "name: x\nload:\n  - { name: a\n  - b\n",
      "3:5  not valid YAML: this { is never closed: add }",
    ],
    ["a file of JSON without its end", "{ name: x\n", "1:1  not valid YAML: this { is never closed: add }"],
    ["a list without its end", "name: x\nload: [[1], 2\n", "2:7  not valid YAML: this [ is never closed: add ]"],
    ["an unknown tag", `${GOOD}drain: !wait 3s\n`, "9:8  not valid YAML: unresolved tag: !wait"],
    [
      "a second colon",
      "name: a: b\n",
      "1:7  not valid YAML: a value has a second colon, or a line is indented further than its neighbours",
    ],
    [
      "an alias of nothing",
      `${GOOD}drain: *none\n`,
      "9:8  the alias *none is unknown: no anchor of that name is defined above it",
    ],
  ])("%s", (_, text, message) => {
    expect(first(text)).toEqual([message]);
  });
});

describe("a value in another unit", () => {
  const balance = (text: string) => GOOD.replace(/balance: [\d_]+/, `balance: ${text}`);

  it.each([
    [`${GOOD}drain: 2000\n`, "drain must be a duration from 10ms to 10m (got 2000: write 2000ms)"],
    [`${GOOD}drain: 30\n`, "drain must be a duration from 10ms to 10m (got 30: write 30s or 30ms)"],
    [`${GOOD}api: { railTimeout: 0.1 }\n`, "railTimeout must be a duration from 10ms to 1m (got 0.1: write 100ms)"],
    [`${GOOD}drain: 9000000\n`, "drain must be a duration from 10ms to 10m (got 9000000: write 20ms, 2s or 1m)"],
    [balance("0.005 BTC"), 'balance must be a number of sats from 0 (got "0.005 BTC": write 500_000)'],
    [balance("7000 sats"), 'balance must be a number of sats from 0 (got "7000 sats": write 7_000)'],
    [balance("0.5 sats"), 'balance must be a number of sats from 0 (got "0.5 sats": write 0.5)'],
    [balance("0.0005 sats"), 'balance must be a number of sats from 0 (got "0.0005 sats")'],
    [balance("21000001000 BTC"), 'balance must be a number of sats from 0 (got "21000001000 BTC")'],
    [
      `${GOOD}payouts: { amount: 1 BTC }\n`,
      'amount must be a number of sats, { min, max }, { oneOf: [...] } or { hostile: true } (got "1 BTC")',
    ],
  ])("is answered with the value in the right unit, if there is one: %j", (text, message) => {
    expect(complaintLines(text).map((line) => line.replace(/^x.yaml:\d+:\d+ {2}/, ""))).toEqual([message]);
  });
});

describe("whatever the text", () => {
  const pieces = fc.constantFrom(
    ...[
      "name",
      "load",
      "projects",
      "payouts",
      "amount",
      "faults",
      "timeout",
      "expect",
      "client",
      "retry",
      "thresholds",
      "extends",
    ],
    ...[
      ": ",
      "- ",
      "\n",
      "\n  ",
      "{",
      "}",
      "[",
      "]",
      ", ",
      "&a ",
      "*a",
      "!t ",
      "? ",
      "| ",
      "'",
      '"',
      "#",
      "5%",
      "-1",
      "1_000",
      "2s",
      "~",
      "%",
      "${env:",
      "A:-5}",
    ],
  );

  it("parseScenario answers in its own words, never in those of a library", () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), fc.boolean(), (parts, appended) => {
        const text = `${appended ? GOOD : ""}${parts.join("")}`;
        const result = parseScenario(text, "x.yaml");
        if (result.ok) return;
        expect(result.problems.length).toBeGreaterThan(0);
        for (const { message, line, column } of result.problems) {
          expect(message).not.toMatch(/\n|invalid|expected|received|unrecognized|undefined|required/i);
          expect(line).toBeGreaterThan(0);
          expect(column).toBeGreaterThan(0);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("open phases that take longer than any load may", () => {
  const head = "name: x\nprojects: { p: { balance: 1 } }\nload:\n";
  const phases = (lengths: readonly string[]) =>
    lengths.map((length, index) => `  - { name: p${index}, rate: 1/s, for: ${length} }\n`).join("");

  it("are refused at the phase that exceeds the limit", () => {
    expect(complaintLines(`${head}${phases(["10m", "10m", "10m", "10m"])}`)).toEqual([
      "x.yaml:6:33  open phases must take less than 30m in all (got 30m up to this one): shorten them, or split the scenario",
    ]);
    const closed = "  - { name: rush, payouts: 900_000, concurrency: 1 }\n";
    expect(
      complaintLines(`${head}${phases(["10m", "10m", "9m"])}${closed}  - { name: last, rate: 1/s, for: 90s }\n`),
    ).toEqual([
      "x.yaml:8:35  open phases must take less than 30m in all (got 1830s up to this one): shorten them, or split the scenario",
    ]);
  });

  it("are accepted if they end before the limit", () => {
    expect(complaintLines(`${head}${phases(["10m", "10m", "9m", "59s"])}`)).toEqual([]);
  });
});
