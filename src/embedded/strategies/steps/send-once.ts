import type { RailPayment } from "../../../rail/core/payment.ts";
import type { RailAnswer, SendHooks } from "../../../rail/port.ts";
import type { StrategyPorts } from "../../strategy.ts";

/** Sends one payment. Rejects when the checkpoint after the sending does: nobody waits for the answer then, and the payment goes on. */
export function sendOnce(
  payment: RailPayment,
  { rail, checkpoint }: StrategyPorts,
  hooks: Pick<SendHooks, "maySend"> = {},
): Promise<RailAnswer> {
  return new Promise((resolve, reject) => {
    const sent = () => void checkpoint.at("after-send").catch(reject);
    rail.send(payment, { sent, ...hooks }).then(resolve, reject);
  });
}
