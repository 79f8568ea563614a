import type { HeldBack } from "../domain/history.ts";
import type { Schedule } from "../domain/schedule.ts";
import type { TraceEvent } from "../domain/trace.ts";

/** How the turns of an event were late: its own, and that of its answer. */
export interface Lateness {
  readonly before: readonly HeldBack[];
  readonly after: readonly HeldBack[];
}

/** What held an event back. A look-up is there once it is answered; the ledger makes a change, and then answers. */
export function latenessOf({ turn }: TraceEvent, { late }: Schedule): Lateness {
  const [link = "", rest = ""] = turn?.split(/ (.*)/s) ?? [];
  const named = (name: string | undefined) => {
    const ms = name === undefined ? 0 : (late.get(name) ?? 0);
    return name !== undefined && ms > 0 ? [{ name, ms }] : [];
  };
  return {
    before: [...(link === "looked-up" ? named(`look-up ${rest}`) : []), ...named(turn)],
    after: link === "commit" ? named(`committed ${rest}`) : [],
  };
}
