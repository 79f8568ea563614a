import type { Interruption } from "../../domain/interruption.ts";

/** What was done to a service, in the passive. */
export const done = {
  kill: "killed",
  terminate: "terminated",
  pause: "paused",
  throw: "interrupted by an exception",
  "ledger-locked": "locked out of its ledger",
  "ledger-read-only": "kept from writing to its ledger",
  "commit-unknown": "left without the result of a commit",
} as const satisfies Record<Interruption, string>;
