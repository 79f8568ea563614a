import { z } from "zod";
import { inWords, listOf } from "../document/field-types.ts";
import { contradict, mustBe } from "../document/messages.ts";
import { EDGE_EVENT, type EdgeEvent, edgeEventName, needs, readEdgeEvent } from "../domain/edge-event.ts";
import { counted } from "../domain/format.ts";
import { limits } from "./limits.ts";
import type { Phase } from "./phase.ts";

const TAKES =
  "send, answer, pay, settle or paid and the number of a payout, such as paid 2, or paid 2#2 for its second payment";

const notEvent = mustBe(TAKES, {
  label: "an event of order",
  hint: (input) => (typeof input === "string" ? withNumber(input) : undefined),
});

function withNumber(text: string): string | undefined {
  const spaced = text
    .trim()
    .toLowerCase()
    .replace(/^([a-z]+)[\s_-]*(\d+)/, "$1 $2");
  return spaced !== text && EDGE_EVENT.test(spaced) ? `write ${spaced}` : undefined;
}

const event = z
  .string({ error: notEvent })
  .regex(EDGE_EVENT, { error: notEvent, abort: true })
  .transform((text): EdgeEvent => readEdgeEvent(text) ?? { edge: "send", payout: 1, number: 1 })
  .meta({
    title: "Event",
    description:
      "What happens at our two ends: `send N` (the client sends payout N), `answer N` (it has the answer), `pay N` (our rail has been asked to pay), `settle N` (the payment ends at the node) and `paid N` (the service is told). `#2` is the second attempt, or the second payment.",
    examples: ["send 1", "paid 2#2"],
    ...inWords(TAKES),
  });

/** Who goes first at our two ends of the service: each event waits for all that are listed before it. */
export const order = listOf(event, "events", limits.orderedEvents)
  .superRefine(refuseMuddle)
  .default([])
  .meta({
    title: "Order",
    description:
      "In which order events at our two ends of the service happen. Each waits until all before it in the list have happened, for at most 2s (half of api.railTimeout at the rail of the embedded API); `answer` and `pay` cannot wait, but others can wait for them; what is not listed never waits. An event that could not wait long enough is a doubt.",
    examples: [["send 1", "send 2", "paid 2", "paid 1"]],
  });

/** Refuses what is listed twice, and what can never happen in this order. */
function refuseMuddle(events: readonly EdgeEvent[], context: z.core.$RefinementCtx): void {
  for (const [index, each] of events.entries()) {
    const name = edgeEventName(each);
    const before = events.slice(0, index);
    if (before.some((other) => edgeEventName(other) === name)) {
      contradict(context, [index], `an event must be listed once (got "${name}" twice): remove one`);
    }
    const early = before.find((other) => needs(other, each));
    if (early === undefined) continue;
    contradict(context, [index], `${edgeEventName(early)} cannot happen before ${name}: list ${name} first`);
  }
}

/** Reports the first event of a payout or an attempt that there is not. Invalid phases have no payouts here. */
export function refuseUnknownEvents(
  scenario: {
    readonly order: readonly EdgeEvent[];
    readonly load: readonly Partial<Phase>[];
    readonly client: { readonly attempts: number };
  },
  context: z.core.$RefinementCtx,
): void {
  const { order: events, load, client } = scenario;
  const all = load.reduce((sum, { payouts = Number.POSITIVE_INFINITY }) => sum + payouts, 0);
  for (const [index, each] of events.entries()) {
    const name = edgeEventName(each);
    if (each.payout > all) {
      const has = `the scenario has ${counted(all, "payout")}`;
      contradict(context, ["order", index], `"${name}" is about no payout: ${has}, numbered from 1`);
    } else if ((each.edge === "send" || each.edge === "answer") && each.number > client.attempts) {
      const raise = `set client.retry.attempts: ${each.number}`;
      contradict(
        context,
        ["order", index],
        `"${name}" never happens: callers send a payout ${counted(client.attempts, "time")}: ${raise}`,
      );
    }
  }
}

/** What is wrong with an order of which an override leaves out payouts; undefined where it leaves out none. */
export function missingPayout(events: readonly EdgeEvent[], payouts: number): string | undefined {
  const missing = events.find(({ payout }) => payout > payouts);
  if (missing === undefined) return undefined;
  return `order lists ${edgeEventName(missing)}, but there ${payouts === 1 ? "is" : "are"} only ${counted(payouts, "payout")}`;
}
