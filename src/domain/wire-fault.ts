/** The wire faults by name: trouble between the caller and the payout API. Whoever makes them and whoever judges them both know these. */
export const wireFaultNames = ["request-lost", "answer-lost", "request-duplicated", "request-delayed"] as const;

/** The name of a wire fault. */
export type WireFaultName = (typeof wireFaultNames)[number];

/** True for the name of a wire fault. */
export function isWireFaultName(name: string): name is WireFaultName {
  return (wireFaultNames as readonly string[]).includes(name);
}
