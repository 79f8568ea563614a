/**
 * Names of the scenario language that this version does not know yet. A file that uses them is told so, instead of being
 * suspected of a slip of the finger.
 */
const later = {
  keys: ["alerts"],
  metrics: ["timeout_rate", "payout_duration"],
} as const;

const names: ReadonlySet<string> = new Set(Object.values(later).flat());

/** True for a name that a later version will know. */
export function isLater(name: string): boolean {
  return names.has(name);
}
