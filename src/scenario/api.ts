import { crashPoints } from "../domain/crash-point.ts";
import { duplicateHandlingNames } from "../domain/duplicate-handling.ts";
import { strategyNames } from "../domain/strategy.ts";
import { duration, listOf, oneOf, section, wholeNumber } from "./fields.ts";
import { limits } from "./limits.ts";

const crash = section(
  {
    at: oneOf(crashPoints).meta({
      title: "Crash point",
      description: "The place in the code at which the process is killed with SIGKILL.",
      examples: ["after-charge"],
    }),
    occurrence: wholeNumber(limits.occurrence)
      .prefault(1)
      .meta({
        title: "Occurrence",
        description: "At which passing of that place since the process was started, from 1.",
        examples: [3],
      }),
  },
  { label: "a crash" },
)
  .transform(({ at, occurrence }) => ({ point: at, occurrence }))
  .meta({
    title: "Crash",
    description: "One kill of the embedded API, at a named place in its code.",
    examples: [{ at: "after-charge", occurrence: 3 }],
  });

/** The embedded API as written. None of it applies to a target of somebody else's, which is as it is. */
export const api = section({
  strategy: oneOf(strategyNames)
    .optional()
    .meta({
      title: "Strategy",
      description: "How the embedded API moves money. Better left out, so that --strategy compares.",
      examples: ["rollback"],
    }),
  railTimeout: duration(limits.railTimeoutMs)
    .prefault("100ms")
    .meta({
      title: "Rail timeout",
      description: "How long the embedded API waits for the node.",
      examples: ["100ms", "2s"],
    }),
  crash: listOf(crash, "crashes", limits.crashes)
    .default([])
    .meta({
      title: "Crashes",
      description:
        "Where the embedded API is killed; it is restarted at once on the same ledger. One after the other, on instance 1.",
      examples: [[{ at: "after-charge", occurrence: 3 }, { at: "after-send" }]],
    }),
  rail: oneOf(duplicateHandlingNames)
    .default("lnd")
    .meta({
      title: "Node profile",
      description: "What the Lightning node does with a payment hash that it has seen before.",
      examples: ["lnd", "no-dedupe"],
    }),
  instances: wholeNumber(limits.instances)
    .prefault(1)
    .meta({
      title: "Instances",
      description: "How many processes serve the API, on one ledger.",
      examples: [2],
    }),
}).transform(({ strategy, railTimeout, crash: crashes, rail, instances }) => {
  return { strategy, railTimeoutMs: railTimeout, crashes, rail, instances };
});
