/** A key of a scenario file that was renamed. */
export interface FormerKey {
  /** From the top of the file. */
  readonly was: readonly string[];
  /** What to write instead, also from the top: `client.timeout`. */
  readonly now: string;
  /** The shape, where the old one no longer fits. */
  readonly as?: string;
}

/** Every renamed key. An old key is refused, and the message names the new one. */
export const formerKeys: readonly FormerKey[] = [
  { was: ["client", "patience"], now: "client.timeout" },
  { was: ["api", "rail"], now: "rail.duplicates", as: "rail: { duplicates: reject } at the top level" },
  { was: ["api", "crash"], now: "crashes", as: "crashes: [{ at: after-charge }] at the top level" },
  { was: ["api", "instances"], now: "instances", as: "instances: 2 at the top level" },
];

/** Renamed values: the old one and the new one. */
export const formerValues: Readonly<Record<string, string>> = {
  lnd: "reject",
  sticky: "replay",
  "no-dedupe": "pay-again",
};
