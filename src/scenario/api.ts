import { crashPoints } from "../api/crash-points.ts";
import { strategyNames } from "../api/strategies/names.ts";
import { profileNames } from "../lightning/profiles.ts";
import { duration, listOf, oneOf, section, wholeNumber } from "./fields.ts";
import { limits } from "./limits.ts";

const crash = section(
  {
    at: oneOf(crashPoints).describe("The place in the code at which the process is killed with SIGKILL."),
    occurrence: wholeNumber(limits.occurrence)
      .default(1)
      .describe("At which passing of that place since the process was started, from 1."),
  },
  { label: "a crash" },
).transform(({ at, occurrence }) => ({ point: at, occurrence }));

/** The embedded API as written. None of it applies to a target of somebody else's, which is as it is. */
export const api = section({
  strategy: oneOf(strategyNames)
    .optional()
    .describe("How the embedded API moves money. Better left out, so that --strategy compares."),
  railTimeout: duration(limits.railTimeoutMs).default(100).describe("How long the embedded API waits for the node."),
  crash: listOf(crash, "crashes", limits.crashes)
    .default([])
    .describe(
      "Where the embedded API is killed; it is restarted at once on the same ledger. One after the other, on instance 1.",
    ),
  rail: oneOf(profileNames)
    .default("lnd")
    .describe("What the Lightning node does with a payment hash that it has seen before."),
  instances: wholeNumber(limits.instances).default(1).describe("How many processes serve the API, on one ledger."),
}).transform(({ strategy, railTimeout, crash: crashes, rail, instances }) => {
  return { strategy, railTimeoutMs: railTimeout, crashes, rail, instances };
});
