// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are written like that, and they are what is tested.
import { describe, expect, it } from "vitest";
import { complaintsIn, GOOD, rightIn } from "./text.ts";

const BASE = "client: { retry: { attempts: 4 } }\nseed: 3\n";
const files = { "base.yaml": BASE, "x.yaml": `${GOOD}extends: base.yaml\n` };
const set = (...texts: string[]) => rightIn(files, { set: texts }).scenario;
const told = (...texts: string[]) => complaintsIn(files, { set: texts });

describe("what the command line sets", () => {
  it("wins over the file and over its base", () => {
    const scenario = set("seed=9", "load.0.payouts=50", "load.0.faults.timeout=10%", "client.retry.attempts=2");
    expect(scenario.seed).toBe(9);
    expect(scenario.load[0]).toMatchObject({ name: "spike", payouts: 50, faults: { timeout: { declared: "10%" } } });
    expect(scenario.client.attempts).toBe(2);
  });

  it("is a value in YAML, which replaces what was there", () => {
    expect(set("client={ timeout: 1s }").client).toMatchObject({ timeoutMs: 1_000, attempts: 1 });
    expect(set("thresholds.paid=[count>5]").thresholds).toEqual({ paid: ["count>5"] });
    expect(set("description=a = b").description).toBe("a = b");
  });

  it("makes the maps that the file leaves out, and finds a key with a dot by its quotes", () => {
    expect(set("api.railTimeout=50ms").api.railTimeoutMs).toBe(50);
    expect(set('projects."shop.eu".balance=7').projects[1]).toEqual({ projectId: "shop.eu", balanceSats: 7 });
  });

  it("is applied in order, so that the last one wins", () => {
    expect(set("seed=1", "seed=2").seed).toBe(2);
    expect(set("client.timeout=1s", "client={}").client.timeoutMs).toBe(null);
    expect(set("client={}", "client.timeout=1s").client.timeoutMs).toBe(1_000);
  });

  it("may contain variables", () => {
    const { scenario, variables } = rightIn(files, { set: ["seed=${env:S}"], environment: { S: "5" } });
    expect([scenario.seed, variables]).toEqual([5, ["S"]]);
  });

  it("leaves errors of the file at their places in the file", () => {
    expect(complaintsIn({ "x.yaml": GOOD.replace("600", "0") }, { set: ["seed=1", "load.0.concurrency=5"] })).toEqual([
      "x.yaml:6:14  payouts must be a whole number from 1 (got 0)",
    ]);
    expect(complaintsIn({ "x.yaml": GOOD.replace("600", "0") }, { set: ["load.0.payouts=5"] })).toEqual([]);
  });
});

describe("an assignment", () => {
  it.each([
    ["load.0.concurrency=abc", 'concurrency must be a whole number from 1 (got "abc")'],
    [
      "load.0.concurency=5",
      'unknown key "concurency": did you mean "concurrency"? (known: name, payouts, concurrency, rate, for, faults)',
    ],
    ["load.0.zzz=5", 'unknown key "zzz" (known: name, payouts, concurrency, rate, for, faults)'],
    ["load.1.payouts=5", 'load is a list without an item "1" (its only item is 0)'],
    ["load.spike.payouts=5", 'load is a list without an item "spike" (its only item is 0): did you mean "load.0"?'],
    ["load.-1=5", 'load is a list without an item "-1" (its only item is 0)'],
    ["name.first=x", 'name has no "first" inside it: set name itself'],
    ["seed=", "seed must be a whole number from 0 (got nothing)"],
    ["seed", "must be PATH=VALUE, such as load.0.concurrency=50"],
    ["=5", "must be PATH=VALUE, such as load.0.concurrency=50"],
    ["load..0=5", "must be PATH=VALUE, such as load.0.concurrency=50"],
    ["load.=5", "must be PATH=VALUE, such as load.0.concurrency=50"],
    ["extends=other.yaml", "extends cannot be set: write it in the file"],
    ["load.0.__proto__=1", 'unknown key "__proto__"'],
    ["drain=[", "not valid YAML: this [ is never closed: add ]"],
    ["seed=${env:S}", "the variable S is not set: set it, or write a default, as in ${env:S:-default}"],
    ["payouts.amount={ min: 5 }", 'missing key "max": a range needs min and max'],
    ["payouts.amount.min=5", 'missing key "max": a range needs min and max'],
  ])("%s is refused: %s", (text, message) => {
    expect(told(text)).toEqual([`--set ${text} (x.yaml)  ${message}`]);
  });

  it("that is invalid does not hide the mistakes in others", () => {
    expect(told("foo", "load.0.payouts=0")).toEqual([
      "--set foo (x.yaml)  must be PATH=VALUE, such as load.0.concurrency=50",
      "--set load.0.payouts=0 (x.yaml)  payouts must be a whole number from 1 (got 0)",
    ]);
  });

  it("may be given 64 times, and has a limited length", () => {
    expect(told(...Array.from({ length: 65 }, () => "seed=1"))).toEqual([
      "--set (x.yaml)  given more than 64 times: write a file instead",
    ]);
    expect(told(`description=${"x".repeat(10_000)}`)[0]).toMatch(
      /… \(x.yaml\) {2}longer than 10000 characters: write a file instead$/,
    );
  });

  it("cannot move the cursor with its text", () => {
    expect(told("seed=\u001b[2J")).toEqual(["--set seed=\ufffd[2J (x.yaml)  the value contains the character U+001B"]);
  });
});
