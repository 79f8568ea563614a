import type { Clock } from "../domain/clock.ts";
import type { DuplicateHandlingName } from "../domain/duplicate-handling.ts";
import type { Chance } from "../domain/random.ts";
import type { Caller, LightningNode } from "../rail/core/node.ts";
import type { PayOptions } from "../rail/core/node-options.ts";
import type { Rail, RailAnswer } from "../rail/port.ts";
import type { Life } from "./mortal.ts";

/** How a simulated API reaches the node. */
export interface DelayedRailOptions {
  readonly node: LightningNode;
  readonly clock: Clock;
  readonly duplicates: DuplicateHandlingName;
  readonly railTimeoutMs: number;
  /** The way of one message. */
  readonly travel: () => Promise<unknown>;
  /** The process that it belongs to: its death closes its connections, and that is a hang-up. */
  readonly life: Life;
  /** How the node tells how a payment ended; undefined where it tells nobody. */
  readonly news?: PayOptions["news"];
}

/** Lets one message travel: as far as is drawn, and at most for so long. */
export function travels(clock: Clock, chance: Chance, maxDelayMs: number): () => Promise<unknown> {
  return () => clock.sleep(Math.floor(chance() * (maxDelayMs + 1)));
}

/** A rail to a node in the same process. Messages take their time, each its own, so that they overtake each other. */
export function createDelayedRail(options: DelayedRailOptions): Rail {
  const { node, clock, duplicates, railTimeoutMs, travel, life, news } = options;
  return {
    duplicates,
    async send(payment, { sent, maySend } = {}) {
      await clock.sleep(0);
      while (life.standstill !== null) await life.standstill;
      if (maySend?.() === false) return { kind: "broken", reason: "TOO_LATE" };
      await travel();
      sent?.();
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
      await travel();
      return answer;
    },
    async track(paymentHash) {
      await travel();
      const found = node.lookUp(paymentHash);
      const state = found.kind === "found" ? found.payment.kind : found.kind === "absent" ? "absent" : "unknown";
      await travel();
      return state;
    },
    close: async () => {},
  };
}
