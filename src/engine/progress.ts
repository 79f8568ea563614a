/** What a run is doing: starting and reading the opening balances, sending payouts, waiting for them to finish, or the final reads. */
export type Stage = "start" | "load" | "drain" | "reads";

/** How far a run has come. The engine writes it while others display it. */
export interface Progress {
  stage: Stage;
  /** The current or last phase of the load; "" before the first. */
  phase: string;
  /** Payouts that have their last answer. */
  done: number;
  total: number;
  /** Attempts in flight now. */
  inFlight: number;
  /** Payments that the node held until the API disconnected. */
  timeouts: number;
  /** Payments that the node has received, and faults of the node that have fired. */
  payments: number;
  fired: number;
  /** Attempts whose answer leaves the outcome open. */
  open: number;
}

/** The progress before the first payout. */
export function createProgress(total: number): Progress {
  return { stage: "start", phase: "", done: 0, total, inFlight: 0, timeouts: 0, payments: 0, fired: 0, open: 0 };
}
