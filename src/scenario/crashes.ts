import { z } from "zod";
import { duration, durationText, listOf, oneOf, section, wholeNumber } from "../document/field-types.ts";
import { contradict, mustBe } from "../document/messages.ts";
import { crashPoints, type PlannedCrash } from "../domain/crash-point.ts";
import {
  type Interruption,
  interruptionKinds,
  interruptions,
  type ProcessInterruption,
} from "../domain/interruption.ts";
import { moments, type PlannedInterruption } from "../domain/moment.ts";
import { limits } from "./limits.ts";

/** A crash at a point in the code of the embedded API, or an interruption at a moment that is seen from outside. */
export type Crash = PlannedCrash | PlannedInterruption;

const written = section(
  {
    at: oneOf(crashPoints)
      .optional()
      .meta({
        title: "Crash point",
        description: "Where in the code of the embedded API it is interrupted. Instead of when.",
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
        description:
          "Interrupt the Nth time this happens since the start or the end of the previous crash (1-based). At a crash point, each instance counts for itself.",
        examples: [3],
      }),
    how: oneOf(interruptions)
      .optional()
      .meta({
        title: "How",
        description:
          "What is done to the process, or to its storage. Default: kill. Exceptions and faults of the storage need at.",
        examples: ["pause"],
        enumDescriptions: interruptions.map((name) => interruptionKinds[name].summary),
      }),
    for: duration(limits.waitMs)
      .optional()
      .meta({
        title: "Length of the interruption",
        description:
          "How long it lasts (default: 3s for a pause, 300ms for the storage), or how long a killed or terminated process stays down (default: it is restarted at once).",
        examples: ["3s"],
      }),
    instance: wholeNumber(limits.instances)
      .optional()
      .meta({
        title: "Instance",
        description: "Which instance is interrupted, counted from 1 (default).",
        examples: [2],
      }),
  },
  { label: "a crash" },
);

const crash = written.transform(readCrash).meta({
  title: "Crash",
  description:
    "Interrupts the embedded API once, at a named point in its code (at), or kills, terminates or pauses it, or a service that we start, at a moment that is seen from outside (when).",
  examples: [
    { at: "after-charge", occurrence: 3 },
    { at: "after-answer", how: "throw" },
    { when: "payment-received", occurrence: 2, how: "pause", for: "3s" },
  ],
  dependencies: {
    at: { properties: { when: false } },
    when: { properties: { how: { enum: atMoments() } } },
  },
  anyOf: [{ required: ["at"] }, { required: ["when"] }],
});

const listed = listOf(crash, "crashes", limits.crashes).superRefine((all, context) => {
  const other = all.findIndex((each) => isAtPoint(each) !== isAtPoint(all[0] ?? each));
  if (other === -1) return;
  contradict(context, [other], "crashes must all have at, or all have when", () => "(got both): make it two scenarios");
});

/** So many crashes that the seed draws: where, when, and which of these ways. */
export interface RandomCrashes {
  readonly random: number;
  readonly how: readonly Interruption[];
}

const drawnKind = oneOf(interruptions, { label: "how" }).meta({
  title: "Interruption",
  description: "An interruption that may be drawn.",
  examples: ["terminate"],
  enumDescriptions: interruptions.map((name) => interruptionKinds[name].summary),
});

const drawn = section(
  {
    random: wholeNumber({ from: 1, to: limits.crashes }).meta({
      title: "How many",
      description: "How many crashes the seed draws.",
      examples: [3],
    }),
    how: listOf(drawnKind, "interruptions", interruptions.length)
      .default(["kill"])
      .meta({
        title: "How",
        description: "Which interruptions are drawn. Default: kill.",
        examples: [["kill", "terminate"]],
      }),
  },
  { label: "crashes" },
).meta({
  title: "Random crashes",
  description:
    "Crashes that the seed draws, each early enough that the load reaches it: crash points of the embedded API, or moments of a service that we start.",
  examples: [{ random: 3 }, { random: 3, how: ["kill", "terminate"] }],
});

/** The crashes of a scenario, all at crash points or all at moments, or drawn. */
export const crashes = z
  .union([listed, z.preprocess((input) => (isLone(input) ? undefined : input), drawn)], {
    error: mustBe(`a list of 1 to ${limits.crashes} crashes, or { random: 3 }`, {
      got: (input) => (Array.isArray(input) ? String(input.length) : undefined),
      hint: (input) => (isLone(input) ? 'begin each crash with "- "' : undefined),
    }),
  })
  .default([])
  .meta({
    title: "Crashes",
    description:
      "Interrupts the API, and brings it back on the same ledger. Crashes at moments happen in order, one after the other; those at crash points in order for each instance.",
    examples: [
      [{ at: "after-charge", occurrence: 3 }, { at: "after-send" }],
      [{ when: "payment-settled", how: "terminate" }],
      { random: 3 },
    ],
  });

/** True for a single crash that stands in the place of the list. */
function isLone(input: unknown): boolean {
  return typeof input === "object" && input !== null && !Array.isArray(input) && ("at" in input || "when" in input);
}

/** Those that the scenario lists itself. */
export function listedCrashes(declared: readonly Crash[] | RandomCrashes): readonly Crash[] {
  return "random" in declared ? [] : declared;
}

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
  { crashes: declared, instances }: { readonly crashes: readonly Crash[] | RandomCrashes; readonly instances: number },
  context: z.core.$RefinementCtx,
): void {
  const all = listedCrashes(declared);
  const index = all.findIndex((each) => each.instance > instances);
  const missing = all[index];
  if (missing === undefined) return;
  const { instance } = missing;
  const got = () => `(got ${instance}): set instances: ${instance}`;
  contradict(
    context,
    ["crashes", index, "instance"],
    `instance must be from 1 to instances, which is ${instances}`,
    got,
  );
}

/** The interruptions that can come at a moment. */
function atMoments(): readonly Interruption[] {
  return interruptions.filter((how) => interruptionKinds[how].comesAtMoments);
}

/** True for one that can come at a moment. */
export function comesAtMoments(how: Interruption): how is ProcessInterruption {
  return interruptionKinds[how].comesAtMoments;
}

function readCrash(crash: z.output<typeof written>, context: z.core.$RefinementCtx): Crash {
  const { at, when, how = "kill", for: forMs = interruptionKinds[how].lengthMs, ...rest } = crash;
  const { occurrence, instance = 1 } = rest;
  if (crash.for !== undefined && interruptionKinds[how].takes === null) {
    contradict(context, ["for"], `${how} takes no for`, () => `(got ${durationText(forMs)}): it happens once`);
  }
  if (at !== undefined && when === undefined) return { at, occurrence, how, forMs, instance };
  if (when !== undefined && at === undefined) {
    if (comesAtMoments(how)) return { when, occurrence, how, forMs, instance };
    const takes = `how must be one of ${atMoments().join(", ")} at a moment`;
    contradict(context, ["how"], takes, () => `(got ${how}): write at: after-charge instead of when: ${when}`);
    return { when, occurrence, how: "kill", forMs, instance };
  }
  const got = at === undefined ? "neither: write when: payment-received, or at: after-charge" : "both";
  contradict(context, [], "a crash must have at or when", () => `(got ${got})`);
  return { at: "before-charge", occurrence, how, forMs, instance };
}
