import { z } from "zod";
import { duration, oneOf, section, wholeNumber } from "../document/field-types.ts";
import { mustBe } from "../document/messages.ts";
import { duplicateHandlingNames } from "../domain/duplicate-handling.ts";
import { payoutApiCharge } from "../domain/fee.ts";
import { strategyNames } from "../domain/strategy.ts";
import { fee } from "./fee.ts";
import { limits } from "./limits.ts";

/** The embedded API. Only its fee applies to an external target, too. */
export const api = section({
  strategy: oneOf(strategyNames)
    .optional()
    .meta({
      title: "Strategy",
      description: "How the embedded API moves money. Usually omitted, so that --strategy can vary it.",
      examples: ["rollback"],
    }),
  railTimeout: duration(limits.railTimeoutMs)
    .prefault("100ms")
    .meta({
      title: "Rail timeout",
      description: "How long the embedded API waits for the Lightning node.",
      examples: ["100ms", "2s"],
    }),
  recheckAfter: duration(limits.recheckAfterMs)
    .optional()
    .meta({
      title: "Recheck after",
      description:
        "How long after a payment has failed for good tracked-saga and outbox ask the node once more. A payment that has settled after all is charged again. Default: never.",
      examples: ["200ms"],
    }),
  fee: fee.optional(),
  webhooks: z
    .boolean({ error: mustBe("true or false") })
    .default(false)
    .meta({
      title: "Webhooks",
      description:
        "Whether the Lightning node tells the embedded API by webhook how each payment ended, as hosted providers do. Faults of callbacks with `to: service` need it.",
      examples: [true],
    }),
}).transform(({ strategy, railTimeout, recheckAfter = null, fee: charge = payoutApiCharge, webhooks }) => {
  return { strategy, railTimeoutMs: railTimeout, recheckAfterMs: recheckAfter, fee: charge, webhooks };
});

/** The simulated Lightning node. */
export const rail = section({
  duplicates: oneOf(duplicateHandlingNames)
    .default("reject")
    .meta({
      title: "Duplicates",
      description: "What the Lightning node does with a payment hash that it has seen before.",
      examples: ["reject", "pay-again"],
    }),
});

/** The number of processes of the embedded API, or of a service that we start. */
export const instances = wholeNumber(limits.instances)
  .prefault(1)
  .meta({
    title: "Instances",
    description: "How many processes of the embedded API, or of a service that we start, share one ledger.",
    examples: [2],
  });
