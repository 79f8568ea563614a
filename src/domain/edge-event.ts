import type { PayoutNumber } from "./payout.ts";

/**
 * What happens at our two ends of a service, where we can see it and let it wait:
 *
 * - `send`: an attempt of a payout is sent.
 * - `answer`: the client has the answer to it, or has given up. It cannot be held back, but others can wait for it.
 * - `pay`: our rail has been asked to pay. It cannot be held back either.
 * - `settle`: a payment ends at the node: it settles or fails. Nobody has been told.
 * - `paid`: the service is told how a payment ended, by the answer and by every other way.
 */
export const edges = ["send", "answer", "pay", "settle", "paid"] as const;

/** Where an event at our ends happens. */
export type Edge = (typeof edges)[number];

/** An event at our ends of a service. */
export interface EdgeEvent {
  readonly edge: Edge;
  readonly payout: PayoutNumber;
  /** Which attempt, or which payment that the rail accepted for the payout, from 1. */
  readonly number: number;
}

/** The name of an event: `send 2`, and with its number where that is not 1: `paid 2#3`. */
export function edgeEventName({ edge, payout, number }: EdgeEvent): string {
  return `${edge} ${payout}${number === 1 ? "" : `#${number}`}`;
}

/** The form of a name. `send 2#1` is the same as `send 2`. */
export const EDGE_EVENT = /^(send|answer|pay|settle|paid) ([1-9]\d{0,6})(?:#([1-9]\d{0,2}))?$/;

/** Reads a name; undefined where it is none. */
export function readEdgeEvent(name: string): EdgeEvent | undefined {
  const [, word, payout, number = "1"] = EDGE_EVENT.exec(name) ?? [];
  const edge = edges.find((each) => each === word);
  return edge === undefined ? undefined : { edge, payout: Number(payout), number: Number(number) };
}

/** True where an event cannot happen before the other one: an attempt before the one that it repeats, and nothing of a payment before the payment. */
export function needs(event: EdgeEvent, other: EdgeEvent): boolean {
  if (event.payout !== other.payout) return false;
  const isEarlier = other.number < event.number;
  const isSame = other.number === event.number;
  switch (event.edge) {
    case "send":
      return (other.edge === "send" || other.edge === "answer") && isEarlier;
    case "answer":
      return (other.edge === "send" && (isEarlier || isSame)) || (other.edge === "answer" && isEarlier);
    case "pay":
      return (other.edge === "send" && other.number === 1) || (other.edge === "pay" && isEarlier);
    case "settle":
    case "paid":
      return (other.edge === "send" && other.number === 1) || (other.edge === "pay" && isSame);
  }
}
