import type { IncidentName } from "./incidents.ts";

/** What one name means, in plain text, for help, `explain`, reports and docs alike. */
export interface Explanation {
  /** One sentence without a capital and without a full stop, at most 140 characters. */
  readonly summary: string;
  /** How it happens. For a strategy: how it moves money. For a duplicate handling: where you meet it. */
  readonly cause: string;
  /** What fixes it. For a fault: what survives it. For a strategy: what it survives. For a duplicate handling: what is safe with it. */
  readonly remedy: string;
  /** Its kinds, if it has any: a heading for the list, and a line for each. */
  readonly kinds?: { readonly heading: string; readonly all: readonly (readonly [kind: string, summary: string])[] };
  /** Public incidents in which it was seen; left out if none is known. */
  readonly seenIn?: readonly IncidentName[];
}
