import { duration, listOf, oneOf, section, wholeNumber } from "../document/field-types.ts";
import { crashPoints } from "../domain/crash-point.ts";
import { duplicateHandlingNames } from "../domain/duplicate-handling.ts";
import { strategyNames } from "../domain/strategy.ts";
import { limits } from "./limits.ts";

const crash = section(
  {
    at: oneOf(crashPoints).meta({
      title: "Crash point",
      description: "Where in its code the process is killed with SIGKILL.",
      examples: ["after-charge"],
    }),
    occurrence: wholeNumber(limits.occurrence)
      .prefault(1)
      .meta({
        title: "Occurrence",
        description: "Kill on the Nth time this point is reached since the process started (1-based).",
        examples: [3],
      }),
  },
  { label: "a crash" },
).meta({
  title: "Crash",
  description: "Kills the embedded API once, at a named point in its code.",
  examples: [{ at: "after-charge", occurrence: 3 }],
});

/** The embedded API. It does not apply to an external target. */
export const api = section({
  strategy: oneOf(strategyNames)
    .optional()
    .meta({
      title: "Strategy",
      description: "How the embedded API moves money. Usually omitted, so that --strategy can vary it.",
      examples: ["rollback"],
    }),
  railTimeout: duration(limits.railTimeoutMs)
    .prefault("100ms")
    .meta({
      title: "Rail timeout",
      description: "How long the embedded API waits for the Lightning node.",
      examples: ["100ms", "2s"],
    }),
}).transform(({ strategy, railTimeout }) => ({ strategy, railTimeoutMs: railTimeout }));

/** The simulated Lightning node. */
export const rail = section({
  duplicates: oneOf(duplicateHandlingNames)
    .default("reject")
    .meta({
      title: "Duplicates",
      description: "What the Lightning node does with a payment hash that it has seen before.",
      examples: ["reject", "pay-again"],
    }),
});

/** The number of processes of the embedded API. */
export const instances = wholeNumber(limits.instances)
  .prefault(1)
  .meta({
    title: "Instances",
    description: "How many processes of the embedded API share one ledger.",
    examples: [2],
  });

/** The crashes of the embedded API. */
export const crashes = listOf(crash, "crashes", limits.crashes)
  .default([])
  .meta({
    title: "Crashes",
    description:
      "Kills instance 1 of the embedded API and restarts it at once on the same ledger. Crashes happen in order, one after the other.",
    examples: [[{ at: "after-charge", occurrence: 3 }, { at: "after-send" }]],
  });
