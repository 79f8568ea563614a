/**
 * What a run is doing: starting its parts and reading the opening balances, sending payouts, waiting for everything to come to rest, or
 * reading what is there in the end.
 */
export type Stage = "start" | "load" | "drain" | "reads";

/** How far the load has come; the engine counts, whoever shows it looks. */
export interface Progress {
  stage: Stage;
  /** The phase of the load that is under way, or was the last one; "" before the first. */
  phase: string;
  /** Payouts that are done: answered for good, or given up. */
  done: number;
  total: number;
  /** Attempts that are in flight now. */
  inFlight: number;
  /** Attempts that the node held until the API hung up. */
  timeouts: number;
  /** Payments that the node was asked for, and faults that it has made happen. */
  payments: number;
  fired: number;
  /** Attempts whose answer left open what happened. */
  open: number;
}

/** The state before the first payout. */
export function createProgress(total: number): Progress {
  return { stage: "start", phase: "", done: 0, total, inFlight: 0, timeouts: 0, payments: 0, fired: 0, open: 0 };
}
