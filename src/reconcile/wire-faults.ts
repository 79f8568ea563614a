import { isWireFaultName, type WireFaultName } from "../domain/wire-fault.ts";

/**
 * The faults between the caller and the API. The harness makes them itself and writes down each one, so they are seen to fire on a
 * foreign target as well, and they are told in stories. By name, with what a story says.
 */
const phrases = {
  "request-lost": "request lost on the wire",
  "answer-lost": "answer lost on the wire",
  "request-duplicated": "request duplicated on the wire",
  "request-delayed": "request delayed on the wire",
} as const satisfies Record<WireFaultName, string>;

/** What a story says of a wire fault; undefined for any other fault. */
export function wirePhrase(fault: string): string | undefined {
  return isWireFaultName(fault) ? phrases[fault] : undefined;
}

/** True for the fault after which it is certain that nothing of the attempt reached the API. */
export function keepsRequest(fault: string): boolean {
  return fault === ("request-lost" satisfies WireFaultName);
}

/** True for the fault after which an answer is that to one of two requests, and nobody hears what became of the other. */
export function sendsTwice(fault: string): boolean {
  return fault === ("request-duplicated" satisfies WireFaultName);
}

/** True for a fault that strikes on the way back: everything that the API did comes before it. */
export function strikesOnReturn(fault: string): boolean {
  return fault === ("answer-lost" satisfies WireFaultName);
}
