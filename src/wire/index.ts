import { answerLost } from "./answer-lost.ts";
import type { WireFaultName } from "./names.ts";
import { requestDelayed } from "./request-delayed.ts";
import { requestDuplicated } from "./request-duplicated.ts";
import { requestLost } from "./request-lost.ts";
import type { WireFault } from "./wire-fault.ts";

/** Every wire fault by name. */
export const wireFaults = {
  "request-lost": requestLost,
  "answer-lost": answerLost,
  "request-duplicated": requestDuplicated,
  "request-delayed": requestDelayed,
} as const satisfies Record<WireFaultName, WireFault>;
