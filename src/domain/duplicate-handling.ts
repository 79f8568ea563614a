/** How a Lightning node treats a payment that it has seen before: this decides whether a retry is safe. */
export interface DuplicateHandling {
  /** What the node does, in one sentence. */
  readonly summary: string;
  /** True when the node pays a payment hash at most once at a time, so that sending it again is safe. */
  readonly dedupes: boolean;
}

/** Every duplicate handling by name. */
export const duplicateHandlings = {
  reject: {
    summary:
      "rejects a payment hash that is in flight or paid, as LND does; one that failed may be tried again and may then pay",
    dedupes: true,
  },
  replay: {
    summary: "answers a repeated payment hash with its first final result, forever",
    dedupes: true,
  },
  "pay-again": {
    summary: "pays again at every call, and cannot report the state of a payment",
    dedupes: false,
  },
} as const satisfies Record<string, DuplicateHandling>;

/** The name of a duplicate handling. */
export type DuplicateHandlingName = keyof typeof duplicateHandlings;

/** Every duplicate handling by name; the first is the default. */
export const duplicateHandlingNames = Object.keys(duplicateHandlings) as DuplicateHandlingName[];
