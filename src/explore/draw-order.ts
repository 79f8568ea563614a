import { edgeEventName } from "../domain/edge-event.ts";
import type { Dice } from "./dice.ts";

/**
 * An order of what happens at both ends of a service to payouts that are under way at once: who is sent first, and who is answered first by the
 * rail. Sending comes first in most, so that all are under way when the first is answered.
 */
export function drawOrder(dice: Dice, payouts: number): readonly string[] {
  const numbers = Array.from({ length: payouts }, (_, index) => index + 1);
  const sent = shuffled(dice, "sent", numbers).map((payout) => edgeEventName({ edge: "send", payout, number: 1 }));
  const edge = dice.pick("what is ordered at the rail", ["paid", "paid", "settle"] as const);
  const paid = shuffled(dice, "paid", numbers).map((payout) => edgeEventName({ edge, payout, number: 1 }));
  if (dice.oneIn("one payout is over before the next", 4)) {
    const [first = "", ...others] = sent;
    const [, payout] = first.split(" ");
    return [first, `paid ${payout}`, ...others];
  }
  return dice.oneIn("only at the rail", 4) ? paid : [...sent, ...paid];
}

function shuffled<Item>(dice: Dice, purpose: string, items: readonly Item[]): readonly Item[] {
  const left = [...items];
  return items.flatMap((_, index) => left.splice(dice.upTo(`${purpose} ${index}`, left.length) - 1, 1));
}
