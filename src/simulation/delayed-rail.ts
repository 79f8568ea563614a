import type { Clock } from "../domain/clock.ts";
import type { DuplicateHandlingName } from "../domain/duplicate-handling.ts";
import type { Caller, LightningNode } from "../rail/core/node.ts";
import type { PayOptions } from "../rail/core/node-options.ts";
import type { Rail, RailAnswer } from "../rail/port.ts";
import type { Abouts } from "./abouts.ts";
import type { Life } from "./mortal.ts";
import type { Turns } from "./turns.ts";

/** How a simulated API reaches the node. */
export interface DelayedRailOptions {
  readonly node: LightningNode;
  readonly clock: Clock;
  readonly duplicates: DuplicateHandlingName;
  readonly railTimeoutMs: number;
  readonly take: Turns["take"];
  /** The process that asks. */
  readonly host: string;
  readonly abouts: Abouts;
  /** The process that it belongs to: its death closes its connections, and that is a hang-up. */
  readonly life: Life;
  /** How the node tells how a payment ended; undefined where it tells nobody. */
  readonly news?: PayOptions["news"];
}

/** A rail to a node in the same process. Each message waits for its turn, so that they overtake each other. */
export function createDelayedRail(options: DelayedRailOptions): Rail {
  const { node, clock, duplicates, railTimeoutMs, take, host, abouts, life, news } = options;
  const known = new Map<string, string>();
  let calls = 0;
  // Each call is something of its own that goes on: whoever asks twice may wait for both answers at once.
  const newTask = () => {
    calls += 1;
    return `${host} call ${calls}`;
  };
  return {
    duplicates,
    async send(payment, { sent: isSent, maySend } = {}) {
      await clock.sleep(0);
      while (life.standstill !== null) await life.standstill;
      if (maySend?.() === false) return { kind: "broken", reason: "TOO_LATE" };
      const about = abouts.ofName(payment.payee);
      known.set(payment.paymentHash, about);
      const task = newTask();
      await take("pay", about, task);
      isSent?.();
      const answer = await new Promise<RailAnswer>((resolve) => {
        let cancel = () => {};
        const caller: Caller = (update) => {
          switch (update.kind) {
            case "in-flight":
              cancel = clock.timeout(railTimeoutMs, () => {
                if (result.kind === "accepted") result.disconnect();
                resolve({ kind: "timeout" });
              });
              return;
            case "settled":
              cancel();
              return resolve(
                update.reason === undefined ? { kind: "settled" } : { kind: "settled", failureReason: update.reason },
              );
            case "failed":
              cancel();
              return resolve({ kind: "failed", reason: update.reason });
            case "reset":
              cancel();
              return resolve({ kind: "broken", reason: "ECONNRESET" });
            case "error":
              cancel();
              return resolve({ kind: "broken", reason: "HTTP_500" });
          }
        };
        const result = node.pay(payment, caller, { news });
        if (result.kind === "rejected")
          resolve(
            result.reason === "busy"
              ? { kind: "broken", reason: "HTTP_503" }
              : { kind: result.reason === "already-exists" ? "in-transition" : result.reason },
          );
        else void life.death.then(result.disconnect);
      });
      await take("paid", about, task);
      return answer;
    },
    async track(paymentHash) {
      const about = known.get(paymentHash) ?? host;
      const task = newTask();
      await take("look-up", about, task);
      const found = node.lookUp(paymentHash);
      const state = found.kind === "found" ? found.payment.kind : found.kind === "absent" ? "absent" : "unknown";
      await take("looked-up", about, task);
      return state;
    },
    close: async () => {},
  };
}
