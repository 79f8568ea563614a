import { formatSats } from "../domain/format.ts";
import type { Msat } from "../domain/money.ts";

/** An amount as notes have it: `300,000 sats`. */
export function inSats(value: Msat): string {
  return `${formatSats(value)} sats`;
}
