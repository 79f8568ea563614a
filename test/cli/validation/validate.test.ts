// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are written like that, and they are what is tested.
import { describe, expect, it } from "vitest";
import type { ScenarioSettings } from "../../../src/cli/scenarios/load.ts";
import { validateScenarios } from "../../../src/cli/validation/check.ts";
import { validationReporters } from "../../../src/cli/validation/validate.ts";
import { scenarioText, useWorkingFolder } from "../scenarios/scenario-folder.ts";

const cwd = useWorkingFolder();

async function validation(
  args: string[],
  settings: ScenarioSettings = {},
  width = 100,
): Promise<{ ok: boolean; text: string }> {
  const found = await validateScenarios(args, cwd.path, settings);
  return { ok: found.ok, text: validationReporters.text(found, { colour: 0, width }) };
}

describe("validate", () => {
  it("has a line for each good file", async () => {
    cwd.write("scenarios/a.yaml", scenarioText("a"));
    cwd.write("scenarios/b.yaml", scenarioText("b").replace("200", "20"));
    cwd.write("scenarios/c.yaml", scenarioText("c").replace(", faults: { timeout: 5% }", "").replace("200", "1"));
    expect(await validation([])).toEqual({
      ok: true,
      text: `ok  scenarios/a.yaml  200 payouts, 10 meet a fault
ok  scenarios/b.yaml  20 payouts, 1 meets a fault
ok  scenarios/c.yaml  1 payout, none meets a fault
`,
    });
  });

  it("counts a payout that meets two faults once and says so, and without a seed, which chooses them, counts the faults", async () => {
    const both = "{ timeout: 200, answer-lost: 5 }";
    cwd.write("a.yaml", `${scenarioText("a").replace("{ timeout: 5% }", both)}crashes: [{ at: after-send }]\n`);
    cwd.write("b.yaml", `${scenarioText("b").replace("{ timeout: 5% }", both)}seed: 7\n`);
    expect(
      (await validation(["a.yaml", "b.yaml"])).text,
    ).toBe(`ok  a.yaml  200 payouts, 205 faults, the API is interrupted once at a crash point
ok  b.yaml  200 payouts, 200 meet a fault, 5 of them two
`);
    expect((await validateScenarios(["a.yaml"], cwd.path)).files[0]?.forecast).toMatchObject({
      faults: 205,
      payoutsWithFault: undefined,
    });
  });

  it("warns of what would leave a run inconclusive", async () => {
    cwd.write("a.yaml", scenarioText("a").replace("200", "9"));
    expect(await validation(["a.yaml"])).toEqual({
      ok: true,
      text: `ok  a.yaml  9 payouts, none meets a fault
    inconclusive, because timeout: 5% of the 9 payouts of phase "payouts" rounds to 0; raise the payouts or the rate
`,
    });
  });

  it("shows the problems of bad files among the good ones, and fails", async () => {
    cwd.write("a.yaml", scenarioText("a"));
    cwd.write("b.yaml", scenarioText("b").replace("concurrency", "concurency"));
    cwd.write("c.yaml", scenarioText("c"));
    expect(await validation(["a.yaml", "b.yaml", "c.yaml"])).toEqual({
      ok: false,
      text: `ok  a.yaml  200 payouts, 10 meet a fault

b.yaml:4:36  unknown key "concurency": did you mean "concurrency"?

  3 | load:
> 4 |   - { name: payouts, payouts: 200, concurency: 20, faults: { timeout: 5% } }
    |                                    ^

ok  c.yaml  200 payouts, 10 meet a fault
`,
    });
  });

  it("refuses two scenarios of one name", async () => {
    cwd.write("scenarios/a.yaml", scenarioText("same"));
    cwd.write("scenarios/b.yaml", scenarioText("same"));
    expect(await validation(["scenarios"])).toEqual({
      ok: false,
      text: `ok  scenarios/a.yaml  200 payouts, 10 meet a fault

scenarios/b.yaml:1:7  two scenarios of a run cannot share a name (also in scenarios/a.yaml)

> 1 | name: same
    |       ^
  2 | projects: { project_a: { balance: 300_000 } }
`,
    });
  });

  it("notes which balances cannot cover their payouts", async () => {
    const poor = scenarioText("a").replace("300_000", "203_999");
    cwd.write("a.yaml", poor);
    cwd.write("b.yaml", poor.replace("203_999", "204_000").replace("name: a", "name: b"));
    cwd.write("c.yaml", `${poor}payouts: { amount: { min: 1000, max: 1001 } }\n`);
    cwd.write("d.yaml", `${poor}payouts: { amount: { oneOf: [1000, 2000] } }\nseed: 7\n`);
    expect(await validation(["a.yaml", "b.yaml"])).toEqual({
      ok: true,
      text: `ok  a.yaml  200 payouts, 10 meet a fault
    note: project_a starts with 203,999 sats but its payouts cost 204,000 sats, so some will be refused
ok  b.yaml  200 payouts, 10 meet a fault
`,
    });
    expect((await validateScenarios(["c.yaml"], cwd.path)).files[0]?.forecast?.notes).toEqual([
      "at the smallest amounts, project_a starts with 203,999 sats but its payouts cost 204,000 sats, so some will be refused",
    ]);
    expect((await validateScenarios(["d.yaml"], cwd.path)).files[0]?.forecast?.notes[0]).toMatch(
      /^project_a starts with 203,999 sats but its payouts cost 3\d\d,\d{3} sats, /,
    );
  });

  it("applies --set and the environment, and fits into the terminal", async () => {
    cwd.write("a.yaml", scenarioText("a").replace("200", '"${env:N}"'));
    expect(await validation(["a.yaml"], { set: ["load.0.concurrency=0"], environment: { N: "0" } }, 60)).toEqual({
      ok: false,
      text: `a.yaml:4:31  payouts must be a whole number from 1 (got the value of "\${env:N}")

  3 | load:
> 4 |   - { name: payouts, payouts: "\${env:N}", concurrency:
    |                               ^

--set load.0.concurrency=0 (a.yaml)  concurrency must be a whole number from 1 (got 0)
`,
    });
  });
});

describe("the json report", () => {
  it("has every file with its problems, doubts, notes and sources", async () => {
    cwd.write("shared/base.yaml", "projects: { project_a: { balance: 5 } }\nseed: ${env:S}\n");
    cwd.write(
      "a.yaml",
      `${scenarioText("a")
        .replace(/projects.*\n/, "")
        .replace("200", "9")}extends: shared/base.yaml\n`,
    );
    cwd.write("b.yaml", scenarioText("b").replace("timeout", "timeot"));
    const settings = { environment: { S: "4711" }, set: ["drain=1"] };
    const { a, b } = {
      a: await validateScenarios(["a.yaml"], cwd.path, { environment: settings.environment }),
      b: await validateScenarios(["b.yaml"], cwd.path, settings),
    };
    const json = validationReporters.json({ ok: false, files: [...a.files, ...b.files] });
    expect(json.endsWith("}\n")).toBe(true);
    expect(JSON.parse(json)).toEqual({
      ok: false,
      files: [
        {
          ...{
            file: "a.yaml",
            ok: true,
            name: "a",
            payouts: 9,
            faults: 0,
            payoutsWithFault: 0,
            payoutsWithTwoFaults: 0,
          },
          ...{ crashes: 0, interruptions: 0, problems: [] },
          doubts: ['timeout: 5% of the 9 payouts of phase "payouts" rounds to 0; raise the payouts or the rate'],
          notes: ["project_a starts with 5 sats but its payouts cost 9,180 sats, so some will be refused"],
          ...{ sources: ["a.yaml", "shared/base.yaml"], variables: ["S"] },
        },
        {
          ...{ file: "b.yaml", ok: false },
          problems: [
            {
              ...{ file: "b.yaml", line: 4, column: 63, message: 'unknown fault "timeot"', suggestion: "timeout" },
              known: expect.arrayContaining(["timeout", "answer-lost"]),
              frame: expect.stringContaining("> 4 |   - { name: payouts"),
            },
            {
              ...{ file: "b.yaml", line: 1, column: 1, option: "--set drain=1", frame: "" },
              message: "drain must be a duration from 10ms to 10m (got 1: write 1s)",
            },
          ],
          ...{ doubts: [], notes: [], sources: ["b.yaml"], variables: [] },
        },
      ],
    });
  });
});

describe("a service file", () => {
  it("is checked or because a scenario names it", async () => {
    cwd.write("wallet.service.yaml", SERVICE);
    cwd.write("scenarios/a.yaml", `${scenarioText("a")}service: ../wallet.service.yaml\n`);
    const service = `ok  wallet.service.yaml  service wallet, 1 account, pays gamertag by zbd
    note: without balance and entries, no run can prove that the books are right
    note: without entries, errors that cancel each other out in the balance are not found
`;
    expect(await validation(["wallet.service.yaml"])).toEqual({ ok: true, text: service });
    expect(await validation([])).toEqual({
      ok: true,
      text: `ok  scenarios/a.yaml  200 payouts, 10 meet a fault\n${service}`,
    });
    cwd.write("wallet.service.yaml", SERVICE.replace("dialect: zbd", "dialect: zdb"));
    expect((await validation([])).text).toContain(
      'wallet.service.yaml:6:19  dialect must be one of lnd-rest, lnd-grpc, cln-rest, lnbits, zbd, phoenixd (got "zdb"): did you mean "zbd"?',
    );
    await expect(validation(["scenarios", "missing.service.yaml"])).resolves.toMatchObject({ ok: false });
  });
});

const SERVICE = `name: wallet
unit: sat
fee: none
accounts: { main: {} }
rails:
  zbd: { dialect: zbd }
payees: { pay: gamertag }
url: http://127.0.0.1:3000
payout:
  call: POST /payouts
  body: { key: "\${payout.key}", to: "\${payout.gamertag}", sats: "\${payout.amount}" }
  state: state
states: { done: paid }
`;
