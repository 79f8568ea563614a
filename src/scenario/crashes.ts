import type { z } from "zod";
import { duration, listOf, oneOf, section, wholeNumber } from "../document/field-types.ts";
import { contradict } from "../document/messages.ts";
import { crashPoints, type PlannedCrash } from "../domain/crash-point.ts";
import { interruptions, moments, type PlannedInterruption } from "../domain/moment.ts";
import { limits } from "./limits.ts";

/** A crash at a point in the code of the embedded API, or an interruption at a moment that is seen from outside. */
export type Crash = PlannedCrash | PlannedInterruption;

const written = section(
  {
    at: oneOf(crashPoints)
      .optional()
      .meta({
        title: "Crash point",
        description: "Where in the code of the embedded API its process is killed with SIGKILL. Instead of when.",
        examples: ["after-charge"],
      }),
    when: oneOf(moments)
      .optional()
      .meta({
        title: "Moment",
        description: "When the process is interrupted, as seen from outside. Instead of at.",
        examples: ["payment-received"],
      }),
    occurrence: wholeNumber(limits.occurrence)
      .prefault(1)
      .meta({
        title: "Occurrence",
        description: "Interrupt the Nth time this happens since the start or the previous crash (1-based).",
        examples: [3],
      }),
    how: oneOf(interruptions)
      .optional()
      .meta({
        title: "How",
        description: "How the process is interrupted. Default: kill. At a crash point it is always killed.",
        examples: ["pause"],
      }),
    for: duration(limits.waitMs)
      .optional()
      .meta({
        title: "Length of the interruption",
        description:
          "How long a pause lasts (default: 3s), or how long a killed or terminated process stays down (default: it is restarted at once). Needs when.",
        examples: ["3s"],
      }),
    instance: wholeNumber(limits.instances)
      .optional()
      .meta({
        title: "Instance",
        description: "Which instance is interrupted, counted from 1 (default). Needs when.",
        examples: [2],
      }),
  },
  { label: "a crash" },
);

const crash = written.transform(readCrash).meta({
  title: "Crash",
  description:
    "Kills the embedded API once, at a named point in its code (at), or kills, terminates or pauses it, or a service that we start, at a moment that is seen from outside (when).",
  examples: [
    { at: "after-charge", occurrence: 3 },
    { when: "payment-received", occurrence: 2, how: "pause", for: "3s" },
  ],
  dependencies: {
    at: { properties: { when: false, for: false, instance: false, how: { not: { enum: ["terminate", "pause"] } } } },
  },
  anyOf: [{ required: ["at"] }, { required: ["when"] }],
});

/** The crashes of a scenario, all at crash points or all at moments. */
export const crashes = listOf(crash, "crashes", limits.crashes)
  .superRefine((all, context) => {
    const other = all.findIndex((each) => isAtPoint(each) !== isAtPoint(all[0] ?? each));
    if (other === -1) return;
    contradict(
      context,
      [other],
      "crashes must all have at, or all have when",
      () => "(got both): make it two scenarios",
    );
  })
  .default([])
  .meta({
    title: "Crashes",
    description:
      "Interrupts the API and brings it back on the same ledger. Crashes happen in order, one after the other; those at a crash point kill instance 1.",
    examples: [
      [{ at: "after-charge", occurrence: 3 }, { at: "after-send" }],
      [{ when: "payment-settled", how: "terminate" }],
    ],
  });

/** True for a crash at a point in the code of the embedded API. */
export function isAtPoint(crash: Crash): crash is PlannedCrash {
  return "at" in crash;
}

/** True for an interruption at a moment that is seen from outside. */
export function isAtMoment(crash: Crash): crash is PlannedInterruption {
  return "when" in crash;
}

/** Reports the first crash of an instance that there is not. */
export function refuseMissingInstance(
  { crashes: all, instances }: { readonly crashes: readonly Crash[]; readonly instances: number },
  context: z.core.$RefinementCtx,
): void {
  const index = all.findIndex((each) => isAtMoment(each) && each.instance > instances);
  const missing = all[index];
  if (missing === undefined || !isAtMoment(missing)) return;
  const { instance } = missing;
  const got = () => `(got ${instance}): set instances: ${instance}`;
  contradict(
    context,
    ["crashes", index, "instance"],
    `instance must be from 1 to instances, which is ${instances}`,
    got,
  );
}

/** How long a pause lasts where the scenario does not say: longer than most leases and timeouts. */
const PAUSE_MS = 3_000;

function readCrash(crash: z.output<typeof written>, context: z.core.$RefinementCtx): Crash {
  const { at, when, occurrence, how = "kill", for: forMs, instance } = crash;
  if (when !== undefined && at === undefined) {
    return { when, occurrence, how, forMs: forMs ?? (how === "pause" ? PAUSE_MS : 0), instance: instance ?? 1 };
  }
  if (at !== undefined && when === undefined) {
    const only = "a crash at a crash point can only kill instance 1 and restart it at once";
    const wayOut = (what: string) => () => `(got ${what}): write when: payment-received instead of at: ${at}`;
    if (how !== "kill") contradict(context, ["how"], only, wayOut(`how: ${how}`));
    if (forMs !== undefined) contradict(context, ["for"], only, wayOut("for"));
    if (instance !== undefined) contradict(context, ["instance"], only, wayOut("instance"));
    return { at, occurrence };
  }
  const got = at === undefined ? "neither: write when: payment-received, or at: after-charge" : "both";
  contradict(context, [], "a crash must have at or when", () => `(got ${got})`);
  return { at: "before-charge", occurrence };
}
