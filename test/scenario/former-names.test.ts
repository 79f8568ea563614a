import { describe, expect, it } from "vitest";
import { problemSentence } from "../../src/document/problem.ts";
import { formerKeys, formerValues } from "../../src/domain/former-names.ts";
import { explain } from "../../src/explain/index.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { GOOD } from "./text.ts";

/** What is wrong with a good scenario after this line was added to it: each problem with its place. */
function problemsOf(line: string, set: readonly string[] = []): string[] {
  const result = parseScenario(GOOD + line, "x.yaml", { set });
  if (result.ok) return [];
  return result.problems.map((each) => `${each.option ?? `${each.line}:${each.column}`}  ${problemSentence(each)}`);
}

describe("a former name", () => {
  it.each([
    ["client: { patience: 1s }", "9:11  client.patience was renamed: write client.timeout"],
    ["client: { timeout: 1s, patience: 1s }", "9:24  client.patience was renamed: write client.timeout"],
    [
      "api: { rail: lnd }",
      "9:8  api.rail was renamed: write rail.duplicates, as in rail: { duplicates: reject } at the top level",
    ],
    [
      "api: { crash: [{ at: after-charge }] }",
      "9:8  api.crash was renamed: write crashes, as in crashes: [{ at: after-charge }] at the top level",
    ],
    ["api: { instances: 2 }", "9:8  api.instances was renamed: write instances, as in instances: 2 at the top level"],
    ["rail: { duplicates: lnd }", "9:21  lnd was renamed: write reject"],
    ["rail: { duplicates: sticky }", "9:21  sticky was renamed: write replay"],
    ["rail: { duplicates: no-dedupe }", "9:21  no-dedupe was renamed: write pay-again"],
  ])("is refused at its place, with the current name: %s", (line, problem) => {
    expect(problemsOf(`${line}\n`)).toEqual([problem]);
  });

  it("is also refused on the command line", () => {
    expect(problemsOf("", ["client.patience=1s"])).toEqual([
      "--set client.patience=1s  client.patience was renamed: write client.timeout",
    ]);
  });

  it.each(Object.entries(formerValues))("%s is explained as %s", (was, now) => {
    expect(explain(was)).toEqual(explain(now));
    expect(explain(was).map(({ name }) => name)).toEqual([now]);
  });

  it("is listed with a name that scenarios accept today", () => {
    const today = `${GOOD}client: { timeout: 1s }\nrail: { duplicates: reject }\ninstances: 1\ncrashes: [{ at: after-send }]\n`;
    const parsed = parseScenario(today, "x.yaml");
    expect(formerKeys.filter(({ now }) => !parsed.ok || !parsed.isWritten(now))).toEqual([]);
    const refused = Object.values(formerValues).filter(
      (now) => problemsOf(`rail: { duplicates: ${now} }\n`).length > 0,
    );
    expect(refused).toEqual([]);
  });
});
