import type { Link } from "../../domain/schedule.ts";
import type { TraceEvent } from "../../domain/trace.ts";
import type { Abouts } from "../abouts.ts";
import type { Askers } from "./askers.ts";

/** What those who tell have in common. */
export interface Teller {
  readonly abouts: Abouts;
  readonly askers: Askers;
  /** Tells an event of now. `link`: where it may have been held back; null for nowhere. */
  tell(event: Omit<TraceEvent, "atMs" | "balanceMsat" | "deltaMsat"> & Partial<TraceEvent>, link: Link | null): void;
}

/** Looks at a result before whoever waits for it does. A failure is for them. */
export function whenDone<Result>(
  result: Promise<Result>,
  look: (result: Result) => void,
  failed: (error: unknown) => void = () => {},
): void {
  void result.then(look, failed);
}
