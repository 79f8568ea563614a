// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are written like that, and they are what is tested.
import { describe, expect, it } from "vitest";
import { parsePath } from "../../src/document/path.ts";
import { renderProblems } from "../../src/document/problem.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { complaintLines, complaintsIn, GOOD, parsedIn, rightIn } from "./text.ts";

const BASE = `projects:
  shop: { balance: 300_000 }
load:
  - { name: all, payouts: 20, concurrency: 2, faults: { timeout: 5% } }
client: { timeout: 3s, retry: { attempts: 4, key: fresh } }
`;
const child = (rest = "") => `name: x\nextends: base.yaml\n${rest}`;

describe("a scenario that extends another file", () => {
  it("inherits from the base, map by map, and its own values win", () => {
    const { scenario } = rightIn({
      "base.yaml": BASE,
      "x.yaml": child("projects: { other: { balance: 5 } }\nclient: { retry: { attempts: 2 } }\n"),
    });
    expect(scenario.projects).toEqual([
      { projectId: "shop", balanceSats: 300_000 },
      { projectId: "other", balanceSats: 5 },
    ]);
    expect(scenario.client).toEqual({
      timeoutMs: 3_000,
      attempts: 2,
      backoffMs: 20,
      retryKey: "fresh",
      retryWhen: "outcome-unknown",
    });
    expect(scenario.load.map(({ name }) => name)).toEqual(["all"]);
  });

  it("replaces whole lists, and a map by any other value", () => {
    const { scenario } = rightIn({
      "base.yaml": `${BASE}expect: { verdict: violated, findings: [overdraft] }\n`,
      "x.yaml": child("load: [{ name: own, payouts: 1, concurrency: 1 }]\nexpect: stuck\n"),
    });
    expect(scenario.load.map(({ name, faults }) => [name, faults])).toEqual([["own", {}]]);
    expect(scenario.expect).toEqual({ verdict: "stuck", findings: undefined });
  });

  it("follows a chain, the nearest file first, and names every file that it read", () => {
    const { scenario, sources } = rightIn({
      "x.yaml": child("seed: 1\n"),
      "base.yaml": "extends: deep.yaml\nseed: 2\ndrain: 2s\n",
      "deep.yaml": `${BASE}seed: 3\ndrain: 3s\npriority: P2\n`,
    });
    expect([scenario.seed, scenario.drainMs, scenario.priority]).toEqual([1, 2_000, "P2"]);
    expect(sources).toEqual(["x.yaml", "base.yaml", "deep.yaml"]);
  });

  it("inherits nothing below a value that is not a map", () => {
    const { scenario } = rightIn({
      "x.yaml": child("payouts: { amount: { min: 1, max: 2 } }\n"),
      "base.yaml": "extends: deep.yaml\npayouts: { amount: 5 }\n",
      "deep.yaml": `${BASE}payouts: { amount: { oneOf: [7] } }\n`,
    });
    expect(scenario.payouts.amount).toEqual({ kind: "range", minSats: 1, maxSats: 2 });
  });

  it("reports every problem in the file that contains the wrong value", () => {
    const result = parsedIn({
      "base.yaml": `${BASE}api:\n  strategy: nave\n`,
      "x.yaml": child("api: { railTimeout: 50 }\nfoo: 1\n"),
    });
    expect(result.ok ? "" : renderProblems(result.problems)).toBe(
      `x.yaml:3:21  railTimeout must be a duration from 10ms to 1m (got 50: write 50s or 50ms)

  2 | extends: base.yaml
> 3 | api: { railTimeout: 50 }
    |                     ^
  4 | foo: 1

x.yaml:4:1  unknown key "foo" (known: name, extends, description, priority, seed, service, projects, payouts, load, client, refusals, api, rail, instances, crashes, simulate, order, drain, thresholds, alerts, expect)

  3 | api: { railTimeout: 50 }
> 4 | foo: 1
    | ^

base.yaml:7:13  strategy must be one of naive, snapshot-rollback, rollback, saga, fail-open, tracked-saga, outbox (got "nave"): did you mean "naive"?

  6 | api:
> 7 |   strategy: nave
    |             ^`,
    );
  });

  it("does not report a wrong value of the base that it overrides", () => {
    expect(complaintsIn({ "base.yaml": `${BASE}seed: many\n`, "x.yaml": child("seed: 1\n") })).toEqual([]);
  });

  it("reports a missing key at its own map, or at its beginning", () => {
    expect(complaintsIn({ "base.yaml": BASE, "x.yaml": child("projects: { other: {} }\n") })).toEqual([
      'x.yaml:3:13  missing key "balance": it must be a number of sats from 0',
    ]);
    expect(complaintsIn({ "base.yaml": "seed: 1\n", "x.yaml": child() })).toEqual([
      'x.yaml:1:1  missing key "projects": it must be a map from project to { balance }',
      'x.yaml:1:1  missing key "load": it must be a list of 1 to 32 phases',
    ]);
  });

  it("needs its own name, even if the base is a complete scenario", () => {
    expect(rightIn({ "base.yaml": GOOD, "x.yaml": child() }).scenario.name).toBe("x");
    expect(complaintsIn({ "base.yaml": GOOD, "x.yaml": "extends: base.yaml\n" })).toEqual([
      'x.yaml:1:1  missing key "name": every scenario needs its own, and the one in base.yaml does not count',
    ]);
    expect(complaintsIn({ "base.yaml": BASE, "x.yaml": "extends: base.yaml\nname: X\n" })).toEqual([
      'x.yaml:2:7  name must be lower-case letters, digits and hyphens such as spike-timeout, at most 60 (got "X": write x)',
    ]);
  });
});

describe("a base that cannot be used", () => {
  const nine = Object.fromEntries(
    Array.from({ length: 9 }, (_, at) => [`${at}.yaml`, at === 8 ? BASE : `extends: ${at + 1}.yaml\n`]),
  );
  it.each([
    ["is not there", { "x.yaml": child() }, "x.yaml:2:10  there is no file base.yaml"],
    [
      "is the file itself",
      { "x.yaml": "name: x\nextends: x.yaml\n" },
      "x.yaml:2:10  the files extend each other in a circle (x.yaml → x.yaml): one of them must not extend another",
    ],
    [
      "leads back",
      { "x.yaml": child(), "base.yaml": "extends: b.yaml\n", "b.yaml": "seed: 1\nextends: base.yaml\n" },
      "b.yaml:2:10  the files extend each other in a circle (base.yaml → b.yaml → base.yaml): one of them must not extend another",
    ],
    [
      "is one too many",
      { ...nine, "x.yaml": "name: x\nextends: 0.yaml\n" },
      "7.yaml:1:10  too many bases in a row (at most 8): merge some of them",
    ],
    [
      "is a list",
      { "x.yaml": child(), "base.yaml": "# why\n- 1\n" },
      "base.yaml:2:1  a base must be a map with keys of a scenario (got a list)",
    ],
    [
      "is a word",
      { "x.yaml": child(), "base.yaml": "hello\n" },
      "base.yaml:1:1  a base must be a map with keys of a scenario",
    ],
    [
      "is empty",
      { "x.yaml": child(), "base.yaml": "# later\n" },
      "base.yaml:1:1  the file is empty, but x.yaml extends it",
    ],
    [
      "is huge",
      { "x.yaml": child(), "base.yaml": "#".repeat(300_000) },
      "base.yaml:1:1  the file is larger than 256 KiB, far more than a scenario needs",
    ],
    [
      "is no YAML",
      { "x.yaml": child(), "base.yaml": "a: b: c\n" },
      "base.yaml:1:4  not valid YAML: a value has a second colon, or a line is indented further than its neighbours",
    ],
    [
      "has duplicate keys",
      { "x.yaml": child(), "base.yaml": `${BASE}seed: 1\nseed: 2\n` },
      'base.yaml:7:1  duplicate key "seed": first used on line 6',
    ],
    [
      "is a list of names",
      { "x.yaml": "name: x\nextends: [a.yaml]\n" },
      "x.yaml:2:1  extends must be the path of a YAML file, relative to this one, such as shared/base.yaml (got a list)",
    ],
    [
      "is nothing",
      { "x.yaml": "name: x\nextends:\n" },
      "x.yaml:2:9  extends must be the path of a YAML file, relative to this one, such as shared/base.yaml (got nothing)",
    ],
    [
      "is an address",
      { "x.yaml": "name: x\nextends: https://example.com/base.yaml\n" },
      'x.yaml:2:10  extends must be the path of a YAML file, relative to this one, such as shared/base.yaml (got "https://example.com/base.yaml": addresses are not read: keep a copy beside this file)',
    ],
    [
      "is a variable",
      { "x.yaml": "name: x\nextends: ${env:BASE}\n" },
      'x.yaml:2:10  extends must be the path of a YAML file, relative to this one, such as shared/base.yaml (got "${env:BASE}": variables are only expanded in other values)',
    ],
  ])("because it %s is reported at its place", (_, files, message) => {
    expect(complaintsIn(files as unknown as Record<string, string>)).toEqual([message]);
  });

  it("is reported together with the problems of the files that were read", () => {
    expect(complaintsIn({ "x.yaml": child("seed: 1\nseed: 2\n") })).toEqual([
      "x.yaml:2:10  there is no file base.yaml",
      'x.yaml:4:1  duplicate key "seed": first used on line 3',
    ]);
  });

  it("because there is no readBase is answered with how to pass one", () => {
    expect(complaintLines(child())).toEqual([
      "x.yaml:2:10  `extends` needs a `readBase` function, as in parseScenario(text, file, { readBase })",
    ]);
    expect(parseScenario(GOOD, "x.yaml")).toMatchObject({ ok: true, sources: ["x.yaml"], variables: [] });
  });
});

describe("locate", () => {
  const { locate } = rightIn(
    { "base.yaml": BASE, "x.yaml": child("client: { retry: { attempts: 2 } }\n") },
    { set: ["seed=7"] },
  );
  it.each([
    ["name", "x.yaml:1:1"],
    ["extends", "x.yaml:2:1"],
    ["client.retry.attempts", "x.yaml:3:20"],
    ["client.retry.key", "base.yaml:5:46"],
    ["client", "x.yaml:3:1"],
    ["load.0", "base.yaml:4:5"],
    ["load.0.faults.timeout", "base.yaml:4:57"],
    ['projects."shop".balance', "base.yaml:2:11"],
    ["load.7.faults", "base.yaml:3:1"],
    ["expect", "x.yaml:1:1"],
    ["seed", "x.yaml:1:1"],
    ["", "x.yaml:1:1"],
  ])("finds %s at %s", (path, place) => {
    const { file, line, column } = locate(path);
    expect(`${file}:${line}:${column}`).toBe(place);
    expect(locate(parsePath(path) ?? [])).toEqual({ file, line, column });
  });
});
