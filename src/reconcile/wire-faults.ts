/**
 * The faults between the caller and the API. The harness makes them itself and writes down each one, so they are seen to fire on a
 * foreign target as well, and they are told in stories. By name, with what a story says.
 */
const wireFaults: ReadonlyMap<string, string> = new Map([
  ["request-lost", "request lost on the wire"],
  ["answer-lost", "answer lost on the wire"],
  ["request-duplicated", "request duplicated on the wire"],
  ["request-delayed", "request delayed on the wire"],
]);

/** What a story says of a wire fault; undefined for any other fault. */
export function wirePhrase(fault: string): string | undefined {
  return wireFaults.get(fault);
}

/** True for a fault on the wire. */
export function isWireFault(fault: string): boolean {
  return wireFaults.has(fault);
}

/** True for the fault after which it is certain that nothing of the attempt reached the API. */
export function keepsRequest(fault: string): boolean {
  return fault === "request-lost";
}

/** True for a fault that strikes on the way back: everything that the API did comes before it. */
export function strikesOnReturn(fault: string): boolean {
  return fault === "answer-lost";
}
