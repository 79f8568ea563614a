import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conclusionKinds } from "../../src/domain/conclusion.ts";
import type { Doubt } from "../../src/domain/doubt.ts";
import { faultPlaces } from "../../src/domain/fault.ts";
import type { Finding } from "../../src/domain/finding.ts";
import { findingKinds } from "../../src/domain/finding.ts";
import { formatChange, formatSats } from "../../src/domain/format.ts";
import type { Interruption, ProjectStatement, Reconciliation } from "../../src/domain/reconciliation.ts";
import { verdicts } from "../../src/domain/verdict.ts";
import { table } from "../../src/report/table.ts";
import { textWidth } from "../../src/text/width.ts";
import { runOf, violated } from "./samples.ts";

/** Whatever a scenario is called and however much money it moves, a report fits, its frames close, and no figure is cut. */
const MOST = 9_000_000_000_000_000;

const name = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "-", "_", "7"), minLength: 1, maxLength: 64 }),
  fc.string({
    unit: fc.constantFrom("東", "京", "🚀", "👩‍👩‍👧‍👦", "❤️", "e\u0301", "🇨🇭", "ﾊﾞ", "z"),
    minLength: 1,
    maxLength: 64,
  }),
);
const text = fc.array(name, { minLength: 1, maxLength: 12 }).map((words) => words.join(" "));
const msat = fc.oneof(fc.integer({ min: -MOST, max: MOST }), fc.integer({ min: -9_999, max: 99_999 }), fc.constant(0));
const known = fc.option(msat);
const count = fc.oneof(fc.nat(1_000_000), fc.nat(3));

const project: fc.Arbitrary<ProjectStatement> = fc.record({
  projectId: name,
  ...{ openingMsat: known, settledPayouts: count, unknownOutcomes: count },
  ...{ expectedMsat: known, actualMsat: known, heldMsat: known, driftMsat: known },
});

const finding: fc.Arbitrary<Finding> = fc.record({
  kind: fc.constantFrom(...findingKinds),
  payouts: count,
  msat,
  projects: fc.array(fc.record({ projectId: name, payouts: count, msat }), { minLength: 1, maxLength: 5 }),
  examples: fc.array(fc.record({ key: name, timeline: fc.array(text, { maxLength: 5 }), events: fc.constant([]) }), {
    maxLength: 3,
  }),
});

const SIGNAL: Interruption = { kind: "signal", signal: "SIGINT" };
const LIMIT: Interruption = { kind: "time-limit", limitMs: 1_800_000 };

const doubt: fc.Arbitrary<Doubt> = fc.oneof(
  fc.record({
    kind: fc.constant("fault-not-fired"),
    fault: name,
    where: fc.constantFrom(...faultPlaces),
    planned: count,
    fired: count,
  }),
  fc.record({ kind: fc.constant("read-failed"), what: fc.constant("balance"), projectId: name, reason: text }),
);

const scenario: fc.Arbitrary<Reconciliation> = fc
  .record({
    ...{ scenario: name, description: text, seed: fc.nat(), payouts: count, concurrency: fc.option(count) },
    ...{ target: fc.option(name), strategy: fc.constant("snapshot-rollback"), verdict: fc.constantFrom(...verdicts) },
    // As many as there may be, now and then: they take twenty times as long as three.
    projects: fc.oneof(
      { weight: 7, arbitrary: fc.array(project, { maxLength: 3 }) },
      { weight: 1, arbitrary: fc.array(project, { minLength: 64, maxLength: 64 }) },
    ),
    findings: fc.array(finding, { maxLength: 3 }),
    faults: fc.array(fc.record({ name, planned: count, fired: count }), { maxLength: 3 }),
    phases: fc.array(
      fc.record({ name, payouts: count, concurrency: fc.option(count), mostInFlight: count, endedAtMs: fc.nat(1e6) }),
      { maxLength: 3 },
    ),
    durationMs: fc.nat(1_800_000),
    thresholds: fc.array(
      fc.record({ metric: name, expression: fc.constant("p(95)<500"), ok: fc.boolean(), value: fc.constant(612) }),
      {
        maxLength: 2,
      },
    ),
    doubts: fc.array(doubt, { maxLength: 2 }),
    notes: fc.array(text, { maxLength: 2 }),
    interrupted: fc.option(fc.constantFrom<Interruption>(SIGNAL, LIMIT)),
    conclusion: fc.record({ kind: fc.constantFrom(...conclusionKinds), verdict: fc.constantFrom(...verdicts) }),
    ...{ oracle: fc.constantFrom("rail", "answers"), injectedTimeouts: fc.constantFrom("never-paid", "unknown", null) },
    reproduce: fc
      .array(fc.stringMatching(/^[a-z-]{1,40}$/), { minLength: 1, maxLength: 9 })
      .map((words) => words.join(" ")),
  })
  .map((drawn) => ({ ...violated, ...drawn }));

const options = fc.record({
  width: fc.integer({ min: 60, max: 200 }),
  colour: fc.constantFrom(0, 1),
  detail: fc.constantFrom("brief", "usual", "full"),
});

const rendered = (scenarios: readonly Reconciliation[], how: Parameters<typeof table>[1]) =>
  stripVTControlCharacters(table(runOf(scenarios, "violated", 1), how)).split("\n");

describe("a report of any width from 60 to 200", () => {
  it("has no line that does not fit", () => {
    fc.assert(
      fc.property(fc.array(scenario, { minLength: 1, maxLength: 4 }), options, (scenarios, how) => {
        expect(rendered(scenarios, how).filter((line) => textWidth(line) > how.width)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it("has frames that close around any text", () => {
    fc.assert(
      fc.property(fc.array(scenario, { minLength: 1, maxLength: 4 }), options, (scenarios, how) => {
        let frame: number | undefined;
        for (const line of rendered(scenarios, how)) {
          if (line.startsWith(" ┌")) frame = textWidth(line);
          if (frame !== undefined) expect(textWidth(line)).toBe(frame);
          if (line.startsWith(" └")) frame = undefined;
        }
        expect(frame).toBeUndefined();
      }),
      { numRuns: 40 },
    );
  });

  it("shows every figure whole", () => {
    fc.assert(
      fc.property(scenario, options, (one, how) => {
        const words = new Set(
          rendered([one], how)
            .join(" ")
            .split(/[\s│]+/),
        );
        const shown = how.detail === "brief" ? [] : one.projects;
        for (const { openingMsat, expectedMsat, actualMsat, driftMsat } of shown) {
          expect(words).toContain(formatChange(driftMsat));
          for (const known of [openingMsat, expectedMsat, actualMsat]) expect(words).toContain(formatSats(known));
        }
      }),
      { numRuns: 40 },
    );
  });
});
