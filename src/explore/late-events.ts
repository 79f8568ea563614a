import type { HeldBack } from "../domain/history.ts";
import { eventName, type Link, type Schedule } from "../domain/schedule.ts";
import type { TraceEvent } from "../domain/trace.ts";

/** Who of a trace was held back. */
export interface LateEvents {
  readonly byEvent: ReadonlyMap<TraceEvent, HeldBack>;
}

/** Finds the events of a trace that a schedule holds back: the first `pay` of a payout is the first time that the rail hears of it. */
export function lateIn(trace: readonly TraceEvent[], { late }: Schedule): LateEvents {
  const byEvent = new Map<TraceEvent, HeldBack>();
  const counts = new Map<string, number>();
  for (const event of trace) {
    const link = linkOf(event);
    if (link === undefined || event.payout === null) continue;
    const about = String(event.payout);
    const number = (counts.get(`${link} ${about}`) ?? 0) + 1;
    counts.set(`${link} ${about}`, number);
    const name = eventName(link, about, number);
    const ms = late.get(name) ?? 0;
    if (ms > 0) byEvent.set(event, { name, ms });
  }
  return { byEvent };
}

/** The link whose messages each event is, one for one; undefined where that cannot be told. */
function linkOf({ what, lane, to, text }: TraceEvent): Link | undefined {
  switch (what) {
    case "sent":
      return "send";
    case "answered":
      return "answer";
    case "payment-received":
    case "payment-rejected":
      return "pay";
    case "looked-up":
      return "looked-up";
    case "told":
      if (to === "client") return lane === "service" ? "callback" : undefined;
      return text.startsWith("webhook") ? "webhook" : "paid";
    default:
      return undefined;
  }
}
