import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { callbackFaultNames } from "../../src/domain/callback-fault.ts";
import { crashPoints } from "../../src/domain/crash-point.ts";
import { duplicateHandlingNames, duplicateHandlings } from "../../src/domain/duplicate-handling.ts";
import { findingKinds } from "../../src/domain/finding.ts";
import { interruptions } from "../../src/domain/interruption.ts";
import { lookupFaultNames } from "../../src/domain/lookup-fault.ts";
import { moments } from "../../src/domain/moment.ts";
import { paymentFaultNames, paymentFaults } from "../../src/domain/payment-fault.ts";
import { strategyNames } from "../../src/domain/strategy.ts";
import { verdicts } from "../../src/domain/verdict.ts";
import { findingCodes } from "../../src/explain/finding-codes.ts";
import { type Incident, incidents } from "../../src/explain/incidents.ts";
import { type Explained, explain, explainedNames, families } from "../../src/explain/index.ts";
import { wireFaultNames } from "../../src/wire/index.ts";

/** Every name that a report, a scenario or a command line can hold, family by family. */
const names: Readonly<Record<string, readonly string[]>> = {
  finding: findingKinds,
  verdict: verdicts,
  strategy: strategyNames,
  "payment fault": paymentFaultNames,
  "look-up fault": lookupFaultNames,
  "callback fault": callbackFaultNames,
  "duplicate handling": duplicateHandlingNames,
  "wire fault": wireFaultNames,
  "crash point": crashPoints,
  moment: moments,
  interruption: interruptions,
};

/** The incidents that are known to be real, copied from the notes in which each was looked up. */
const lookedUp = [
  "lnbits #138",
  "lnbits #168",
  "lnbits #583",
  "getAlby/lndhub.go #97",
  "getAlby/hub #1222",
  "getAlby/hub #1723",
  "btcpayserver #6365",
  "btcpayserver #5913",
  "btcpayserver #6314",
  "BlueWallet/LndHub 53361d2",
  "ZeusLN/zeus #3165",
  "cashubtc/nutshell #614",
  "cashubtc/nutshell #988",
  "elizaOS/eliza #11022",
  "zapread #342",
  "antiwork/gumroad #5797",
  "getAlby/cli #55",
  "lnp2pBot/bot #844",
  "lnd #8884",
  "miningcore #239",
  "GaloyMoney/blink #2364",
  "Scottcjn/Rustchain #5360",
  "opencollective/opencollective-api #4641",
  "alphagov/pay-connector #3962",
  "lnd #4788",
  "lnd #5396",
  "lnd #7697",
  "peanut-ui #2619",
  "lnstxbridge #10",
  "Twilio 2013-07-18",
];

const everything: readonly Explained[] = families.flatMap((family) =>
  Object.entries(family.texts).map(([name, text]) => ({ name, family, text })),
);
const each = everything.map((one) => [one.family.singular, one.name, one.text] as const);

describe("explain", () => {
  it("knows the families that there are, and no other", () => {
    expect(families.map(({ singular }) => singular).sort()).toEqual(Object.keys(names).sort());
  });

  it.each(Object.entries(names))("knows every %s", (family, known) => {
    const texts = families.find(({ singular }) => singular === family)?.texts ?? {};
    expect(known.filter((name) => !Object.hasOwn(texts, name))).toEqual([]);
  });

  it("has one answer for a name, but for `stuck`, which is a verdict and a payment fault", () => {
    const several = explainedNames.filter((name) => explain(name).length !== 1);
    expect(several).toEqual(["stuck"]);
    expect(explain("stuck").map(({ family }) => family.singular)).toEqual(["verdict", "payment fault"]);
  });

  it("takes upper case for lower case, and knows no name that every object has", () => {
    expect(explain("Late-SETTLE")).toEqual(explain("late-settle"));
    expect(["", "constructor", "toString", "__proto__", "late settle"].flatMap(explain)).toEqual([]);
  });

  it("knows the codes that tables have for findings", () => {
    expect(explain("cnp")).toEqual(explain("charged-not-paid"));
    expect(
      Object.values(findingCodes)
        .flatMap(explain)
        .map(({ name }) => name),
    ).toEqual(Object.keys(findingCodes));
  });

  it("says of a payment fault and of a duplicate handling what their own tables say", () => {
    const isOf = (family: string, name: string) =>
      explain(name).find(({ family: { singular } }) => singular === family)?.text.summary ?? "";
    expect(paymentFaultNames.map((name) => isOf("payment fault", name))).toEqual(
      paymentFaultNames.map((name) => paymentFaults[name].summary),
    );
    expect(duplicateHandlingNames.map((name) => isOf("duplicate handling", name))).toEqual(
      duplicateHandlingNames.map((name) => duplicateHandlings[name].summary),
    );
  });
});

describe("the text of a name", () => {
  it.each(each)("of %s %s is one sentence that fits beside it, and whole sentences below", (_, __, text) => {
    expect(text.summary).toMatch(/^[^\s.!?][^.!?\n]*[^\s.!?,;:]$/);
    expect(text.summary.length).toBeLessThanOrEqual(140);
    for (const paragraph of [text.cause, text.remedy]) {
      expect(paragraph).toMatch(/^\S.{20,}\.$/);
      expect(paragraph).not.toMatch(/ {2}|\n/);
    }
  });

  it.each(each)("of %s %s names incidents that were looked up, each once", (_, __, { seenIn }) => {
    expect(seenIn?.filter((incident) => !lookedUp.includes(incident)) ?? []).toEqual([]);
    expect(new Set(seenIn).size).toBe(seenIn?.length ?? 0);
    // Where none is known the field is left out: a heading with nothing below it would say that there is none.
    expect(seenIn?.length).not.toBe(0);
  });

  it("names nothing with a hyphen that is not itself explained", () => {
    const words = everything.flatMap(({ text }) => `${text.cause} ${text.remedy}`.match(/[a-z]+(?:-[a-z]+)+/g) ?? []);
    const english = ["chaos-payout", "append-only", "compare-and-set", "look-up"];
    expect([...new Set(words)].filter((word) => !explainedNames.includes(word) && !english.includes(word))).toEqual([]);
  });
});

describe("the incidents", () => {
  it("are the ones that were looked up", () => {
    expect(Object.keys(incidents)).toEqual(lookedUp);
  });

  it.each(Object.entries(incidents))(
    "%s has a tracker and a number, or a date, and says what happened",
    (name, { happened }) => {
      expect(name).toMatch(/^[\w.-]+(?:\/[\w.-]+)? (?:#\d+|[0-9a-f]{7}|\d{4}-\d\d-\d\d)$/);
      expect(happened).toMatch(/^[a-z][^\n]+[^.]$/);
    },
  );

  it("are each told by one scenario at most, and every scenario of an incident is shipped", () => {
    const told = Object.values<Incident>(incidents).flatMap(({ scenario }) => scenario ?? []);
    const files = readdirSync(new URL("../../scenarios/incidents/", import.meta.url));
    expect([...new Set(told)].map((name) => `${name}.yaml`).sort()).toEqual(files.sort());
  });

  it("are each seen in some explanation", () => {
    const seen = new Set<string>(everything.flatMap(({ text }) => text.seenIn ?? []));
    expect(lookedUp.filter((incident) => !seen.has(incident))).toEqual([]);
  });
});

describe("the README", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

  it.each([["strategy", "| strategy | how the embedded API moves money |"]])(
    "says of every %s in its table what explain says",
    (family, head) => {
      const table = readme.slice(readme.indexOf(head)).split("\n\n")[0] ?? "";
      const rows = [...table.matchAll(/^\| `([a-z-]+)`[^|]*\| (.+) \|$/gm)].map(([, name = "", text]) => [name, text]);
      expect(rows.length).toBeGreaterThanOrEqual(3);
      const texts = families.find(({ singular }) => singular === family)?.texts ?? {};
      expect(rows).toEqual(rows.map(([name = ""]) => [name, texts[name]?.summary]));
    },
  );
});
