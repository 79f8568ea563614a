import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { renderProblem } from "../../src/document/problem.ts";
import { verdicts } from "../../src/domain/verdict.ts";
import { faultNames } from "../../src/scenario/fault-names.ts";
import { scenarioJsonSchema } from "../../src/scenario/json-schema.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { scenarioSchema } from "../../src/scenario/schema.ts";

const folder = fileURLToPath(new URL("./broken/", import.meta.url));
const files = readdirSync(folder).sort();
const fitsSchema = new Ajv({ strict: false }).compile(scenarioJsonSchema([]));

/** What the JSON Schema says of a text: an editor sees what is in it, and reads YAML as forgivingly as it can. */
function bySchema(text: string): string {
  try {
    return fitsSchema(parse(text, { uniqueKeys: false })) ? "-" : "refuses";
  } catch {
    return "no YAML";
  }
}

function row(file: string): string {
  const text = readFileSync(folder + file, "utf8");
  const result = parseScenario(text, file);
  const problems = result.ok ? [] : result.problems;
  return [
    `${file}: schema ${bySchema(text)}`,
    ...problems.map(
      (each) => `  ${renderProblem({ ...each, frame: "" }).replace(faultNames.join(", "), "<every fault>")}`,
    ),
  ].join("\n");
}

describe("a broken scenario file", () => {
  it("is refused with its file, line and column, and a way out", () => {
    expect(`\n${files.map(row).join("\n")}\n`).toMatchInlineSnapshot(`
      "
      alias-of-nothing.yaml: schema no YAML
        alias-of-nothing.yaml:8:58  the alias *few is unknown: no anchor of that name is defined above it
      crash-point-as-fault.yaml: schema refuses
        crash-point-as-fault.yaml:7:60  "after-charge" is a crash point, not a fault: write crashes: [{ at: after-charge }]
      duration-too-long.yaml: schema -
        duration-too-long.yaml:9:12  timeout must be a duration from 10ms to 10m (got "11m")
      duration-without-unit.yaml: schema refuses
        duration-without-unit.yaml:8:8  drain must be a duration from 10ms to 10m (got 5: write 5s)
      endless-retries.yaml: schema -
        endless-retries.yaml:9:35  the waits between attempts must add up to at most 600s (got 15,330s): lower attempts or backoff
      findings-of-a-balanced-run.yaml: schema refuses
        findings-of-a-balanced-run.yaml:10:3  findings can be listed only when the verdict is violated or stuck (got balanced)
      half-a-phase.yaml: schema refuses
        half-a-phase.yaml:8:5  missing key "concurrency": a phase with payouts needs it
      half-a-range.yaml: schema refuses
        half-a-range.yaml:7:3  missing key "max": a range needs min and max
      load-is-no-list.yaml: schema refuses
        load-is-no-list.yaml:6:1  load must be a list of 1 to 32 phases (got a map: begin each with "- ")
      misspelled-key.yaml: schema refuses
        misspelled-key.yaml:9:5  unknown key "concurency": did you mean "concurrency"?
      misspelled-strategy.yaml: schema refuses
        misspelled-strategy.yaml:9:13  strategy must be one of naive, snapshot-rollback, rollback, saga, fail-open, tracked-saga, outbox (got "rolback"): did you mean "rollback"?
      more-faults-than-payouts.yaml: schema -
        more-faults-than-payouts.yaml:7:50  payment faults cannot hit more payouts than the phase has (got 440 of 400): lower their rates
      name-with-blanks.yaml: schema refuses
        name-with-blanks.yaml:3:7  name must be lower-case letters, digits and hyphens such as spike-timeout, at most 60 (got "Evening Rush": write evening-rush)
      negative-balance.yaml: schema refuses
        negative-balance.yaml:5:32  balance must be a number of sats from 0 (got -1)
      no-load.yaml: schema refuses
        no-load.yaml:3:1  missing key "load": it must be a list of 1 to 32 phases
      no-project.yaml: schema refuses
        no-project.yaml:4:1  a scenario must have 1 to 64 projects (got 0): write { project_test_001: { balance: 300_000 } }
      no-yaml.yaml: schema no YAML
        no-yaml.yaml:7:5  not valid YAML: this { is never closed: add }
      nothing-behind-a-key.yaml: schema refuses
        nothing-behind-a-key.yaml:8:8  client must be a map with timeout, retry (got nothing)
      number-in-words.yaml: schema refuses
        number-in-words.yaml:7:28  payouts must be a whole number from 1 (got "many")
      range-upside-down.yaml: schema -
        range-upside-down.yaml:7:28  max must not be less than min (got 10 and 500): swap them
      rate-above-all.yaml: schema -
        rate-above-all.yaml:7:69  a rate must be from 0% to 100% (got 140%)
      rate-as-fraction.yaml: schema refuses
        rate-as-fraction.yaml:7:69  timeout must be a rate such as 5% or a whole number of payouts such as 3 (got 0.05: write 5%)
      same-key-twice.yaml: schema -
        same-key-twice.yaml:9:1  duplicate key "drain": first used on line 8
      tabs.yaml: schema no YAML
        tabs.yaml:5:1  not valid YAML: tabs are not allowed for indentation: use spaces
      thousands-with-commas.yaml: schema refuses
        thousands-with-commas.yaml:5:32  balance must be a number of sats from 0 (got "2,000,000": write 2000000)
      too-many-at-once.yaml: schema -
        too-many-at-once.yaml:7:50  concurrency must be a whole number up to 10,000 (got 50000)
      two-documents.yaml: schema no YAML
        two-documents.yaml:8:1  a second document starts here: a file holds one scenario
      two-kinds-of-phase.yaml: schema refuses
        two-kinds-of-phase.yaml:7:5  a phase must have payouts and concurrency, or rate and for (got both)
      two-phases-of-one-name.yaml: schema -
        two-phases-of-one-name.yaml:8:13  the name of a phase must be unique (got "rush" twice)
      unknown-fault.yaml: schema refuses
        unknown-fault.yaml:11:7  unknown fault "late_settle": did you mean "late-settle"? (known: <every fault>)
      "
    `);
  });

  it("is refused by the JSON Schema too, unless only the parser can see what is wrong", () => {
    const beyond = files.filter((file) => bySchema(readFileSync(folder + file, "utf8")) !== "refuses");
    expect(beyond).toEqual([
      "alias-of-nothing.yaml",
      "duration-too-long.yaml",
      "endless-retries.yaml",
      "more-faults-than-payouts.yaml",
      "no-yaml.yaml",
      "range-upside-down.yaml",
      "rate-above-all.yaml",
      "same-key-twice.yaml",
      "tabs.yaml",
      "too-many-at-once.yaml",
      "two-documents.yaml",
      "two-phases-of-one-name.yaml",
    ]);
  });
});

describe("apart from texts of the right form and the wrong range, the JSON Schema and the parser agree on", () => {
  /** The values that only one of them takes, apart from texts of the right form, which the schema takes whatever their range. */
  const disagreements = (values: readonly unknown[], put: (value: unknown) => object, form = /^$(?!^)/) => {
    const taken = values.map((value) => {
      const scenario = { name: "x", projects: { a: { balance: 1 } }, load: [PHASE], ...put(value) };
      return { value, schema: fitsSchema(scenario), parser: scenarioSchema.safeParse(scenario).success };
    });
    // Neither takes all or none, or there would be nothing to agree on.
    expect(new Set(taken.map(({ parser }) => parser)).size).toBe(2);
    return taken.filter(({ value, schema, parser }) => {
      return schema !== (parser || (typeof value === "string" && form.test(value)));
    });
  };

  it.each([
    ["a balance", (balance: unknown) => ({ projects: { a: { balance } } })],
    ["a concurrency", (concurrency: unknown) => ({ load: [{ ...PHASE, concurrency }] })],
    ["payouts", (payouts: unknown) => ({ load: [{ name: "a", payouts, concurrency: 1 }] })],
    ["attempts", (attempts: unknown) => ({ client: { retry: { attempts, backoff: "0ms" } } })],
    ["an amount", (amount: unknown) => ({ payouts: { amount } })],
    ["a seed", (seed: unknown) => ({ seed })],
  ])("%s", (_, put) => {
    const grouped = ENDS.map((end) => end.toLocaleString("en-US").replaceAll(",", "_"));
    const values = [...ENDS, ...ENDS.map((end) => -end), ...ENDS.map(String), ...grouped, ...ODD];
    expect(disagreements(values, put, GROUPED)).toEqual([]);
  });

  it.each([
    ["the drain", (drain: unknown) => ({ drain })],
    ["the timeout of the rail", (railTimeout: unknown) => ({ api: { railTimeout } })],
    ["the backoff", (backoff: unknown) => ({ client: { retry: { backoff } } })],
    ["the length of a phase", (length: unknown) => ({ load: [{ name: "a", rate: "1000/s", for: length }] })],
  ])("%s", (_, put) => {
    expect(disagreements([...texts("ms", "s", "m"), ...ODD], put, /^(\d+ms|\d+(\.\d{1,3})?[sm])$/)).toEqual([]);
  });

  it("rates and shares", () => {
    const rate = (written: unknown) => {
      // So that neither the least rate sends nothing nor the highest too much.
      return { load: [{ name: "a", rate: written, for: Number.parseFloat(String(written)) < 1 ? "10m" : "10s" }] };
    };
    expect(disagreements([...texts("/s"), ...ODD], rate, /^\d+(\.\d{1,3})?\/s$/)).toEqual([]);
    const share = (timeout: unknown) => ({ load: [{ ...PHASE, payouts: 1_000_000, faults: { timeout } }] });
    const isShare = new RegExp(`^-?\\d+(\\.\\d{1,4})? ?%$|${GROUPED.source}`);
    expect(disagreements([...texts("%"), ...ENDS, ...ODD], share, isShare)).toEqual([]);
  });

  it("which keys go together", () => {
    const phase = { name: "a", payouts: 9, concurrency: 1, rate: "9/s", for: "1s", faults: {}, other: 1 };
    expect(disagreements(partsOf(phase), (part) => ({ load: [part] }))).toEqual([]);
    const amounts = partsOf({ min: 1, max: 9, oneOf: [5], other: 1 });
    expect(disagreements(amounts, (amount) => ({ payouts: { amount } }))).toEqual([]);
    const findings = [undefined, [], ["overdraft"], ["x"]];
    const expected = verdicts.flatMap((verdict) =>
      findings.map((some) => ({ verdict, ...(some && { findings: some }) })),
    );
    expect(disagreements(expected, (expect) => ({ expect }))).toEqual([]);
    const scenario = {
      name: "x",
      projects: { a: { balance: 1 } },
      load: [PHASE],
      client: {},
      seed: 1,
      expect: "stuck",
    };
    expect(partsOf(scenario).map((part) => fitsSchema(part))).toEqual(
      partsOf(scenario).map((part) => scenarioSchema.safeParse(part).success),
    );
  });
});

/** Digits in groups of three. */
const GROUPED = /^-?[1-9]\d{0,2}(_\d{3})+$/;

const PHASE = { name: "a", payouts: 20_000, concurrency: 1 };

/** The ends of all ranges, in all units, and what lies beside them. */
const ENDS = [1, 4, 10, 60, 100, 600, 10_000, 60_000, 100_000, 600_000, 1_000_000, 2 ** 32 - 1, 21e14].flatMap(
  (end) => {
    return [end - 1, end, end + 1];
  },
);

const ODD = [
  null,
  true,
  [],
  {},
  "",
  " ",
  "x",
  "5%%",
  "1_00",
  "0_100",
  "-1_000",
  "1_000_",
  0.5,
  -1,
  "1e3",
  "5 s",
  "-0%",
];

/** Numbers at and beside the ends of all ranges, with and without a fraction, in each unit. */
function texts(...units: readonly string[]): string[] {
  const fractions = ["", ".001", ".009", ".01", ".50", ".0001", ".00001", "."];
  const numbers = ENDS.filter((end) => end < 1e6).flatMap((end) => fractions.map((fraction) => `${end}${fraction}`));
  return [...numbers, "007", "-5", "-0.5"].flatMap((number) => units.map((unit) => number + unit));
}

/** Every choice of the keys of a map. */
function partsOf(map: object): object[] {
  return Object.entries(map).reduce<object[]>(
    (parts, [key, value]) => parts.flatMap((part) => [part, { ...part, [key]: value }]),
    [{}],
  );
}
