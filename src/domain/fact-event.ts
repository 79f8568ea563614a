import { isCallbackFaultName } from "./callback-fault.ts";
import type { AttemptAnswered, Fact, OutcomeLearned } from "./fact.ts";
import { formatSats } from "./format.ts";
import type { Interruption } from "./interruption.ts";
import { CLIENT_TIMEOUT } from "./send.ts";
import type { Lane, TraceEvent, TraceKind } from "./trace.ts";

/** What a fact shows of a history; undefined for what the harness does for itself. `sender`: who asked the rail to pay. */
export function eventOfFact(fact: Fact, sender: Lane): TraceEvent | undefined {
  switch (fact.kind) {
    case "attempt-sent": {
      const again = fact.attempt === 1 ? "" : `, attempt ${fact.attempt}`;
      const text = `${inSats(fact.amountMsat)}${again}`;
      return event(fact, "sent", text, { lane: "client", to: "service", amountMsat: fact.amountMsat });
    }
    case "attempt-answered":
      return answered(fact);
    case "outcome-learned":
      return learned(fact);
    case "payment-received": {
      const fault = fact.fault === "settle" ? "" : ` (${fact.fault})`;
      const text = `pay ${inSats(fact.amountMsat)}${fault}`;
      return event(fact, "payment-received", text, { lane: sender, to: "rail", amountMsat: fact.amountMsat });
    }
    case "payment-rejected":
      return event(fact, "payment-rejected", `turned away: ${fact.reason}`, { lane: sender, to: "rail" });
    case "payment-abandoned":
      return event(fact, "payment-abandoned", "stops waiting", { lane: sender, to: "rail" });
    case "payment-settled":
      return event(fact, "payment-settled", `settles ${inSats(fact.amountMsat)}`, {
        lane: "rail",
        amountMsat: fact.amountMsat,
      });
    case "payment-failed":
      return event(fact, "payment-failed", "payment fails", { lane: "rail" });
    case "fault-fired":
      if (fact.delivered !== null) return event(fact, "other", fact.fault, { lane: "client" });
      return isCallbackFaultName(fact.fault) ? event(fact, "other", fact.fault, { lane: "rail" }) : undefined;
    case "api-crashed": {
      const what = `${interrupted[fact.how]} (${fact.point})`;
      return event(fact, "crashed", fact.instance === 1 ? what : `${what}, instance ${fact.instance}`, {});
    }
    case "api-restarted":
      return event(fact, "restarted", fact.instance === 1 ? "goes on" : `instance ${fact.instance} goes on`, {});
    default:
      return undefined;
  }
}

/** What an interruption does to the service. */
const interrupted = {
  kill: "killed",
  terminate: "terminated",
  pause: "paused",
  throw: "exception",
  "ledger-locked": "ledger locked",
  "ledger-read-only": "ledger read-only",
  "commit-unknown": "result of a commit lost",
} as const satisfies Record<Interruption, string>;

function answered(fact: AttemptAnswered): TraceEvent {
  const { status, code, outcome } = fact;
  if (code === CLIENT_TIMEOUT)
    return event(fact, "answered", "stops waiting for an answer", { lane: "client", outcome });
  if (status === 0) return event(fact, "answered", `no answer (${code})`, { lane: "client", outcome });
  const text = [String(status), code].filter((word) => word !== "").join(" ");
  return event(fact, "answered", `${text}${outcome === "paid" || outcome === "pending" ? ` ${outcome}` : ""}`, {
    to: "client",
    outcome,
  });
}

/** A caller that asks, and learns nothing new, is noise. */
function learned(fact: OutcomeLearned): TraceEvent | undefined {
  const { by, outcome, reason } = fact;
  if (by === "poll" && outcome === "pending") return undefined;
  const said = reason === "absent" ? "no such payout" : outcome;
  return event(fact, "told", `${by === "callback" ? "callback" : "asked again"}: ${said}`, { to: "client", outcome });
}

function event(
  fact: { readonly atMs: number; readonly payout?: number | null },
  what: TraceKind,
  text: string,
  more: Partial<TraceEvent>,
): TraceEvent {
  const { atMs, payout = null } = fact;
  return { atMs, lane: "service", to: null, payout, what, text, balanceMsat: null, deltaMsat: null, ...more };
}

function inSats(msat: number): string {
  return `${formatSats(msat)} ${msat === 1_000 ? "sat" : "sats"}`;
}
