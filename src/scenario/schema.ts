import { z } from "zod";
import { findingKinds } from "../domain/finding.ts";
import { verdicts } from "../domain/verdict.ts";
import { alerts } from "./alerts.ts";
import { amount } from "./amount.ts";
import { api } from "./api.ts";
import { duration, grouped, kebabName, listOf, notA, oneOf, section, sentence, wholeNumber } from "./fields.ts";
import { limits } from "./limits.ts";
import { load } from "./phase.ts";
import { thresholds } from "./thresholds.ts";

/**
 * The scenario file. This schema is the single source: types, validation and defaults come from it. What it takes in is what a
 * person writes (`patience: 2s`); what it gives out is the same with every default filled in and the units in the names
 * (`patienceMs: 2000`).
 */

const project = section(
  { balance: wholeNumber(limits.balanceSats, { of: "of sats" }).describe("The opening balance in sats.") },
  { label: "a project" },
);

const projectId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, {
  error: "the id of a project is up to 64 letters, digits, hyphens, dots and underscores",
});

const projects = z
  .record(projectId, project, {
    error: (issue) => (issue.code === "invalid_type" ? notA("a map from project to { balance }")(issue) : undefined),
  })
  .superRefine((all, context) => {
    const count = Object.keys(all).length;
    if (count >= 1 && count <= limits.projects) return;
    context.addIssue(`a scenario has 1 to ${limits.projects} projects, and this one has ${count}`);
  })
  .transform((all) => Object.entries(all).map(([id, { balance }]) => ({ projectId: id, balanceSats: balance })))
  .describe("The projects that pay, by their ids. Payouts go round among them.");

const retry = section({
  attempts: wholeNumber(limits.attempts)
    .default(1)
    .describe("How many attempts a payout may take in all; 1 is no retry."),
  backoff: duration(limits.backoffMs).default(20).describe("The wait before the second attempt; it doubles each time."),
  key: oneOf(["same", "fresh"])
    .default("same")
    .describe("Whether a retry carries the same idempotency key or a fresh one."),
}).superRefine(({ attempts, backoff }, context) => {
  const allMs = backoff * (2 ** (attempts - 1) - 1);
  if (allMs <= limits.waitMs.to) return;
  const message = `the waits between ${attempts} attempts add up to ${grouped(Math.round(allMs / 1000))}s, and 600s is the most`;
  context.addIssue({ code: "custom", path: ["backoff"], message });
});

const client = section({
  patience: duration(limits.waitMs).default(2_000).describe("When the caller gives up waiting for an answer."),
  retry: retry.prefault({}).describe("What the caller does while it has no definite answer."),
}).transform(({ patience, retry: { attempts, backoff, key } }) => {
  return { patienceMs: patience, attempts, backoffMs: backoff, retryKey: key };
});

const expectedFindings = section({
  verdict: oneOf(verdicts).describe("The verdict that the run is to reach."),
  findings: listOf(oneOf(findingKinds, { label: "a finding" }), "findings", findingKinds.length)
    .optional()
    .describe("Exactly the kinds of finding that the run is to make."),
}).superRefine(({ verdict, findings }, context) => {
  if (findings === undefined || verdict === "violated" || verdict === "stuck") return;
  const message = `findings go with the verdicts violated and stuck, and here it is ${verdict}`;
  context.addIssue({ code: "custom", path: ["findings"], message });
});

const expectation = z
  .union(
    [oneOf(verdicts, { label: "expect" }).transform((verdict) => ({ verdict, findings: undefined })), expectedFindings],
    {
      error: notA("a verdict, or { verdict, findings }"),
    },
  )
  .describe("What the run is expected to prove: a verdict, or a verdict and its findings.");

/** The whole file. Unknown keys are errors everywhere. */
export const scenarioSchema = section(
  {
    name: kebabName().describe("The name of the scenario in reports and commands: the file's name without .yaml."),
    description: sentence().default("").describe("What the scenario asks, in a sentence or two."),
    priority: oneOf(["P1", "P2", "P3"]).optional().describe("How much hangs on it."),
    seed: wholeNumber(limits.seed)
      .optional()
      .describe("Chooses which payouts meet the faults; the same seed, the same run."),
    projects,
    payouts: section({ amount: amount.prefault(1_000) })
      .transform(({ amount: read }) => ({ amount: read }))
      .prefault({})
      .describe("What every payout has in common."),
    load,
    client: client.prefault({}).describe("How the caller of the payout API behaves."),
    api: api.prefault({}).describe("The embedded payout API. A target of your own replaces it."),
    drain: duration(limits.waitMs)
      .default(5_000)
      .describe("How long everything may take to come to rest after the load."),
    thresholds: thresholds.prefault({}),
    alerts: alerts.prefault({}),
    expect: expectation.prefault("balanced"),
  },
  { label: "a scenario", takes: "a map with at least name, projects and load" },
)
  .transform(({ drain, ...rest }) => ({ ...rest, drainMs: drain }))
  .describe("A chaos-payout scenario: which payouts are asked for, and what goes wrong with them.");

/** A scenario as it was read: every default filled in, money in sats, times in milliseconds. */
export type Scenario = Immutable<z.output<typeof scenarioSchema>>;

type Immutable<T> = T extends object ? { readonly [Key in keyof T]: Immutable<T[Key]> } : T;
