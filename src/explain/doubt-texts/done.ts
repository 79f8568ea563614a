import type { Interruption } from "../../domain/moment.ts";

/** What was done to a service, in the passive. */
export const done = { kill: "killed", terminate: "terminated", pause: "paused" } as const satisfies Record<
  Interruption,
  string
>;
