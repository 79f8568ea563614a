import type { Doubt } from "../domain/doubt.ts";
import { counted, formatDuration, formatInteger, listed } from "../domain/format.ts";

/** Attempts that nobody planned to fail, in words: how many, and what is known of them. */
export function unexplained(doubt: Extract<Doubt, { readonly kind: "unexplained-attempts" }>): string {
  const { attempts, fired, crashed, clientTimeouts, clientTimeoutMs, gateway } = doubt;
  if (clientTimeouts >= attempts && fired === 0) {
    return `${counted(attempts, "attempt")} got no answer ${withinTimeout(clientTimeoutMs)}`;
  }
  const apart = crashed ? " (not counting crashes)" : "";
  const faults = fired === 0 ? "no fault" : `only ${counted(fired, "fault")}`;
  const all = `${counted(attempts, "attempt")} had an unknown outcome${apart}, but ${faults} fired that could explain it`;
  const known: string[] = [];
  if (clientTimeouts > 0)
    known.push(`${formatInteger(clientTimeouts)} got no answer ${withinTimeout(clientTimeoutMs)}`);
  if (gateway > 0) known.push(`${counted(gateway, "was", "were")} answered by a gateway`);
  return known.length === 0 ? all : `${all}: ${listed(known)}`;
}

/** What a caller gave up after. */
export function withinTimeout(clientTimeoutMs: number | undefined): string {
  return `within the client's own timeout${clientTimeoutMs === undefined ? "" : ` of ${formatDuration(clientTimeoutMs)}`}`;
}
