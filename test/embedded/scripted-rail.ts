import type { DuplicateHandlingName } from "../../src/domain/duplicate-handling.ts";
import type { RailPayment } from "../../src/rail/core/payment.ts";
import type { Rail, RailAnswer, RailState } from "../../src/rail/port.ts";

/** A rail that answers what the test tells it to, and remembers what it was asked to pay. */
export interface ScriptedRail extends Rail {
  duplicates: DuplicateHandlingName;
  /** What the node says of a hash, in the order in which it is asked; after that, the last of it for ever. */
  readonly states: RailState[];
  readonly sent: readonly RailPayment[];
  /** The answers to the next payments, in order; after them every payment settles. */
  answer(...answers: readonly RailAnswer[]): void;
  /** Lets the next payment of this payee wait until it is answered. */
  hold(payee: string): (answer: RailAnswer) => void;
}

/** A rail without a node behind it. */
export function scriptedRail(): ScriptedRail {
  const sent: RailPayment[] = [];
  const states: RailState[] = [];
  const script: RailAnswer[] = [];
  const held = new Map<string, Promise<RailAnswer>>();
  return {
    duplicates: "reject",
    states,
    sent,
    answer: (...answers) => void script.push(...answers),
    hold(payee) {
      let release: (answer: RailAnswer) => void = () => {};
      held.set(payee, new Promise((resolve) => (release = resolve)));
      return (answer) => release(answer);
    },
    async send(payment, sending) {
      sent.push(payment);
      sending?.sent?.();
      const waiting = held.get(payment.payee);
      held.delete(payment.payee);
      return waiting ?? script.shift() ?? { kind: "settled" };
    },
    track: async () => (states.length > 1 ? states.shift() : states[0]) ?? "unknown",
    close: async () => {},
  };
}
