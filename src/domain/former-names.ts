/** A key of a scenario file that was renamed. */
export interface FormerKey {
  /** From the top of the file. */
  readonly was: readonly string[];
  /** What to write instead, also from the top: `client.timeout`. */
  readonly now: string;
}

/** Every renamed key. An old key is refused, and the message names the new one. */
export const formerKeys: readonly FormerKey[] = [
  { was: ["client", "patience"], now: "client.timeout" },
  { was: ["api", "rail"], now: "rail.duplicates" },
  { was: ["api", "crash"], now: "crashes" },
  { was: ["api", "instances"], now: "instances" },
];

/** Renamed values: the old one and the new one. */
export const formerValues: Readonly<Record<string, string>> = {
  lnd: "reject",
  sticky: "replay",
  "no-dedupe": "pay-again",
};
