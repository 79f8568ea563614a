import { readEdgeEvent } from "../domain/edge-event.ts";
import type { ScenarioInput } from "../scenario/define.ts";
import { numberOf, withoutKeys } from "./document-parts.ts";

/** No order at both ends of the service, then one event less. */
export function* fewerEvents(document: ScenarioInput): Iterable<ScenarioInput> {
  const { order = [] } = document;
  if (order.length === 0) return;
  yield withoutOrder(document);
  if (order.length > 1) for (const index of order.keys()) yield { ...document, order: order.toSpliced(index, 1) };
}

/** The same document, and where its order is about payouts that it has no more, without those events. */
export function withOwnEvents(document: ScenarioInput): ScenarioInput {
  const { order = [], load } = document;
  if (order.length === 0 || load.some(({ rate }) => rate !== undefined)) return document;
  const payouts = load.reduce((sum, phase) => sum + numberOf(phase.payouts), 0);
  const own = order.filter((event) => (readEdgeEvent(event)?.payout ?? 0) <= payouts);
  if (own.length === order.length) return document;
  return own.length === 0 ? withoutOrder(document) : { ...document, order: own };
}

function withoutOrder(document: ScenarioInput): ScenarioInput {
  const { name, projects, load, ...rest } = document;
  return { name, projects, load, ...withoutKeys(rest, ["order"]) };
}
