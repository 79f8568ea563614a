import { answerLost } from "./answer-lost.ts";
import { bodyChanged } from "./body-changed.ts";
import { gatewayTimeout } from "./gateway-timeout.ts";
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
  "gateway-timeout": gatewayTimeout,
  "body-changed": bodyChanged,
} as const satisfies Record<string, WireFault>;

/** The name of a wire fault. */
export type WireFaultName = keyof typeof wireFaults;

/** The names of all wire faults. */
export const wireFaultNames = Object.keys(wireFaults) as WireFaultName[];

/** True for the name of a wire fault. */
export function isWireFaultName(name: string): name is WireFaultName {
  return Object.hasOwn(wireFaults, name);
}
