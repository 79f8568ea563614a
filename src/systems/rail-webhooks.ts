import type { Clock } from "../domain/clock.ts";
import type { EndedPayment } from "../rail/core/payment-update.ts";
import type { Tell } from "../rail/core/post.ts";
import { createCallbacks } from "../rail/dialects/callbacks.ts";

/** The webhooks of our rail to the embedded API. */
export interface RailWebhooks {
  /** How to tell of the end of a payment; undefined before there is anybody to tell. */
  news(payment: EndedPayment): Tell | undefined;
  /** Where the instances of the API listen. */
  aim(urls: readonly string[]): void;
  close(): Promise<void>;
}

/** Posts `{ paymentHash, status }` for each payment that has ended. Each try goes to the next instance, as behind a load balancer. */
export function createRailWebhooks(clock: Clock): RailWebhooks {
  const callbacks = createCallbacks(clock);
  let urls: readonly string[] = [];
  return {
    news: ({ paymentHash, kind }) => callbacks.to(urls, { paymentHash, status: kind }),
    aim(instances) {
      urls = instances.map((url) => `${url}/api/v1/rail-events`);
    },
    close: () => callbacks.close(),
  };
}
