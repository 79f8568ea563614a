import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../../src/cli/errors.ts";
import type { ListedKind, ListedScenario } from "../../../src/cli/listing/entries.ts";
import { listing } from "../../../src/cli/listing/list.ts";
import { createProgram } from "../../../src/cli/program.ts";
import { explain } from "../../../src/explain/index.ts";
import { reporterNames } from "../../../src/report/index.ts";
import { faultNames } from "../../../src/scenario/fault-names.ts";
import { textWidth } from "../../../src/text/width.ts";
import { scenarioText, useWorkingFolder } from "../scenarios/scenario-folder.ts";

/** What the command line offers. */
const listedKinds = createProgram("0.0.0").commands.find((command) => command.name() === "list")?.registeredArguments[0]
  ?.argChoices as readonly ListedKind[];

const cwd = useWorkingFolder();

interface Json {
  readonly version: string;
  readonly scenarios?: readonly ListedScenario[];
  readonly faults?: readonly { readonly name: string; readonly family: string; readonly is: string }[];
}

async function json(what: ListedKind | undefined, ...filters: string[]): Promise<Json> {
  const render = await listing(what, filters, cwd.path, "1.2.3");
  return JSON.parse(render.json({ colour: 0, width: 80 })) as Json;
}

async function text(what: ListedKind | undefined, width = 80, ...filters: string[]): Promise<string> {
  return (await listing(what, filters, cwd.path, "1.2.3")).table({ colour: 0, width });
}

/** Two good scenarios and a broken one, beside all that are shipped. */
function writeThree(): void {
  const load = "load: [{ name: all, payouts: 1_200, concurrency: 9, faults: { timeout: 5%, answer-lost: 1% } }]";
  cwd.write(
    "scenarios/evening-rush.yaml",
    `name: evening-rush
description: Nobody may lose a sat when everybody cashes out.
priority: P2
projects: { p: { balance: 1 } }
${load}
api: { strategy: saga }
crashes: [{ at: after-send }, { at: after-send }]
`,
  );
  cwd.write("scenarios/deep/other-file.yaml", scenarioText("calm").replace(", faults: { timeout: 5% }", ""));
  cwd.write("scenarios/broken.yaml", scenarioText("x").replace("5%", "140%"));
}

describe("list scenarios", () => {
  it("shows local ones in full, and what is wrong with a broken one", async () => {
    writeThree();
    const [local] = (await text("scenarios")).split("\n\n Shipped");
    expect(local).toBe(` Local scenarios, in scenarios
   broken                     ✗ broken: broken.yaml:4:72  a rate must be from 0%
                              to 100% (got 140%)
   evening-rush               P2 · saga · 1,200 payouts ·
                              timeout, answer-lost, after-send
     Nobody may lose a sat when everybody cashes out.

 Local scenarios, in scenarios/deep
   calm                       any strategy · 200 payouts · no fault ·
                              in other-file.yaml`);
  });

  it("groups the incidents by what was found, each with its tracker", async () => {
    const shipped = await text("scenarios", 80, "lnbits-*", "btcpay-5913");
    expect(
      shipped.slice(shipped.indexOf("  charged-not-paid")),
    ).toBe(`  charged-not-paid: charged but never paid: the bug
   lnbits-138    lnbits #138 · P3 · naive · 200 payouts · failure
     For 5% of payouts the node fails and says so. A charge whose payment failed
     has to come back.
  paid-not-charged: paid but not charged: the fix that loses money the other
    way
   lnbits-168    lnbits #168 · P3 · rollback · 200 payouts · lost-answer
     For 5% of payouts the node pays, and the API sees an error instead of the
     answer. Paid is charged.
  double-paid: one payout was paid twice
   btcpay-5913   btcpayserver #5913 · btcpayserver #6314 · P3 · naive ·
                 200 payouts · request-duplicated
     5% of payouts are asked for twice at once, at two instances, over a node
     that pays every call. One payout, one payment.
  double-charged: paid once but charged more than once, because a retry was
    charged again
   lnbits-583    lnbits #583 · P3 · naive · 200 payouts · timeout
     For 5% of payouts the node times out, and the caller tries the same key
     again at once. One payout, one charge.
`);
  });

  it("tells programs which incident a scenario is about", async () => {
    const [btcpay, quiet] = (await json("scenarios", "btcpay-5913", "quiet")).scenarios ?? [];
    expect([btcpay, quiet].map((each) => each?.name).sort()).toEqual(["btcpay-5913", "quiet"]);
    const about = [btcpay, quiet].flatMap((each) => each?.incident ?? []);
    expect(about).toEqual([
      {
        class: "double-paid",
        trackers: ["btcpayserver #5913", "btcpayserver #6314"],
        happened: "a person in the UI and the automated processor both paid",
      },
    ]);
  });

  it("chooses among local and shipped ones", async () => {
    writeThree();
    expect(
      (await json("scenarios", "calm", "late-*")).scenarios?.map(({ origin, name }) => `${origin} ${name}`),
    ).toEqual(["local calm", "shipped late-settle"]);
    await expect(text("scenarios", 80, "none-*")).rejects.toThrow(
      /^no scenario matches --filter "none-\*": there are /,
    );
  });

  it("has every field for programs", async () => {
    writeThree();
    const { scenarios = [], version } = await json("scenarios");
    expect(version).toBe("1.2.3");
    expect(scenarios.slice(0, 2)).toEqual([
      {
        ...{ name: "broken", origin: "local", path: "scenarios/broken.yaml", reference: "broken" },
        ...{ priority: null, strategy: null, payouts: null, faults: [], description: "" },
        incident: null,
        problem: { line: 4, column: 72, message: "a rate must be from 0% to 100% (got 140%)" },
      },
      {
        ...{ name: "evening-rush", origin: "local", path: "scenarios/evening-rush.yaml", reference: "evening-rush" },
        ...{ priority: "P2", strategy: "saga", payouts: 1200, faults: ["timeout", "answer-lost", "after-send"] },
        description: "Nobody may lose a sat when everybody cashes out.",
        incident: null,
        problem: null,
      },
    ]);
    expect(scenarios.filter(({ origin }) => origin === "shipped").length).toBeGreaterThan(10);
  });
});

describe("list", () => {
  it("without an argument shows only names", async () => {
    writeThree();
    const short = (await text(undefined)).split("\n");
    expect(short.slice(0, 2)).toEqual([" Local scenarios", "   broken (broken), evening-rush, calm"]);
    expect(short.slice(-7)).toEqual([
      " Reporters",
      `   ${reporterNames.join(", ")}`,
      "",
      " chaos-payout list scenarios | strategies | faults | findings | reporters shows",
      " more about each.",
      " chaos-payout explain NAME shows its cause and what to do about it.",
      "",
    ]);
    expect(short.slice(short.indexOf(" Incidents, by what was found"))[1]).toBe("   charged-not-paid   lnbits-138");
    expect(Object.keys(await json(undefined))).toEqual(["version", ...listedKinds]);
  });

  it("has the sentences of `explain`, and every fault that a scenario can declare", async () => {
    const { faults = [] } = await json("faults");
    expect(faults.map(({ name }) => name)).toEqual(expect.arrayContaining([...faultNames]));
    for (const { name, family, is } of faults) {
      expect(explain(name).filter((each) => each.family.singular === family)[0]?.text.summary, name).toBe(is);
    }
  });

  it("refuses a filter for anything but scenarios", async () => {
    await expect(text("faults", 80, "timeout")).rejects.toThrow(
      new UsageError("--filter selects scenarios and cannot be used with list faults"),
    );
  });

  it("stays within 60 to 200 columns, and loses nothing without colour", async () => {
    writeThree();
    cwd.write("scenarios/wide.yaml", scenarioText("w").replace("name: w", `name: ${"w".repeat(60)}`));
    for (const what of [undefined, ...listedKinds]) {
      const { table } = await listing(what, [], cwd.path, "1.2.3");
      for (const width of [60, 80, 120, 200]) {
        const plain = table({ colour: 0, width });
        expect(plain.split("\n").filter((line) => textWidth(line) > width || line.endsWith(" "))).toEqual([]);
        const coloured = table({ colour: 1, width });
        expect(coloured).not.toBe(plain);
        expect(stripVTControlCharacters(coloured)).toBe(plain);
      }
    }
  });
});
