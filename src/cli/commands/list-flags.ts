/** What `list` can list. The command line knows the names, and loads their texts only when they are needed. */
export const listedKinds = ["scenarios", "strategies", "faults", "findings", "reporters"] as const;

/** One of the things that `list` can list. */
export type ListedKind = (typeof listedKinds)[number];

/** How a list can be reported. */
export const listReporterNames = ["table", "json"] as const;

/** What `list` was told on its command line. */
export interface ListFlags {
  readonly filter: readonly string[];
  readonly reporter: readonly string[];
}
