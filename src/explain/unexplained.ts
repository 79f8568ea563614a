import type { Doubt } from "../domain/doubt.ts";
import { counted, formatDuration, formatInteger, listed } from "../domain/format.ts";

/** Attempts without a clear answer that no fault explains, and what is known of them. */
export function unexplained(doubt: Extract<Doubt, { readonly kind: "unexplained-attempts" }>): string {
  const { attempts, fired, crashed, clientTimeouts, clientTimeoutMs, gateway } = doubt;
  if (clientTimeouts >= attempts && fired === 0) {
    return `${counted(attempts, "attempt")} got no answer ${within(clientTimeoutMs)}`;
  }
  const apart = crashed ? " (not counting crashes)" : "";
  const faults = fired === 0 ? "no fault" : `only ${counted(fired, "fault")}`;
  const all = `${counted(attempts, "attempt")} had an unknown outcome${apart}, but ${faults} fired that could explain it`;
  const known: string[] = [];
  if (clientTimeouts > 0) known.push(`${formatInteger(clientTimeouts)} got no answer ${within(clientTimeoutMs)}`);
  if (gateway > 0) known.push(`${counted(gateway, "was", "were")} answered by a gateway`);
  return known.length === 0 ? all : `${all}: ${listed(known)}`;
}

/** The caller gave up: `within the client's own timeout of 2 s`. */
export function within(clientTimeoutMs: number | undefined): string {
  return `within the client's own timeout${clientTimeoutMs === undefined ? "" : ` of ${formatDuration(clientTimeoutMs)}`}`;
}
