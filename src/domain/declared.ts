import type { Msat } from "./money.ts";

/** A project as the scenario declares it. */
export interface DeclaredProject {
  readonly projectId: string;
  /** What it is to hold before the load. */
  readonly balanceMsat: Msat;
  /** What the service may hold beyond the cost of a payout while it is under way, as it declares: the higher of the two. 0 for nothing. */
  readonly mayHold: { readonly ppm: number; readonly atLeastMsat: Msat };
}
