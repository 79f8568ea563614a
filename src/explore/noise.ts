import type { TraceEvent, TraceKind } from "../domain/trace.ts";

/**
 * A trace without what changes nothing for a reader: look-ups that say "in flight", turns of the worker that come to nothing, an answer of the
 * rail that only repeats what the rail has just done, and a status that nobody reads any more. What the schedule held back is never noise.
 */
export function withoutNoise(trace: readonly TraceEvent[], isLate: (event: TraceEvent) => boolean): TraceEvent[] {
  const worth =
    (isNoise: (event: TraceEvent, index: number, all: readonly TraceEvent[]) => boolean) =>
    (events: readonly TraceEvent[]) =>
      events.filter((event, ...rest) => isLate(event) || !isNoise(event, ...rest));
  return [
    worth(saysNothing),
    worth(repeatsTheRail),
    worth(comesToNothing),
    worth(isLeftForLater),
    worth(isReadByNobody),
  ].reduce<TraceEvent[]>((events, only) => only(events), [...trace]);
}

function saysNothing({ what, state }: TraceEvent): boolean {
  return (what === "looked-up" && state === "in-flight") || (what === "told" && state === "in-flight");
}

/** The answer says what the rail's last event about the payout says. */
function repeatsTheRail(event: TraceEvent, index: number, all: readonly TraceEvent[]): boolean {
  if (event.what !== "told" || event.lane !== "rail" || event.text.startsWith("webhook")) return false;
  const last = all
    .slice(0, index)
    .findLast(({ payout, what }) => payout === event.payout && what.startsWith("payment-"));
  switch (last?.what) {
    case "payment-settled":
      return event.state === "settled";
    case "payment-failed":
      return event.state === "failed";
    case "payment-rejected":
    case "payment-abandoned":
      return true;
    default:
      return false;
  }
}

/** The worker takes a payout and leaves it for later, with nothing between the two that is worth showing. */
function comesToNothing(event: TraceEvent, index: number, all: readonly TraceEvent[]): boolean {
  if (event.what !== "taken") return false;
  const next = all.slice(index + 1).find((each) => isOfWorker(each) && each.payout === event.payout);
  return next?.what === "put-back" && next.instance === event.instance;
}

function isOfWorker({ lane, to }: TraceEvent): boolean {
  return lane === "worker" || to === "worker";
}

/** Only a payout that is left to a person stays as it is, unless it has been decided. */
function isLeftForLater(event: TraceEvent, index: number, all: readonly TraceEvent[]): boolean {
  if (event.what !== "put-back") return false;
  const isDecided = all.slice(0, index).some(({ payout, what }) => payout === event.payout && ends.includes(what));
  return isDecided || event.text !== "leaves it to a person";
}

const ends: readonly TraceKind[] = ["confirmed", "refunded", "released"];

/** Only a webhook or a callback acts on the status; what a later attempt makes of it, that attempt shows. */
function isReadByNobody(event: TraceEvent, index: number, all: readonly TraceEvent[]): boolean {
  if (event.what !== "recorded") return false;
  const later = all.slice(index + 1).filter(({ payout }) => payout === event.payout);
  return !later.some(({ what, to, text }) => what === "told" && (to === "client" || text.startsWith("webhook")));
}

/** An answer that decides nothing, and that nobody waits any more for a payment whose end follows. */
export function isByTheWay(event: TraceEvent, index: number, all: readonly TraceEvent[]): boolean {
  if (event.what === "answered") return event.outcome === "pending";
  if (event.what !== "payment-abandoned") return false;
  const next = all.slice(index + 1).find(({ payout, what }) => payout === event.payout && what.startsWith("payment-"));
  return next?.what === "payment-settled" || next?.what === "payment-failed";
}
