/**
 * How a node treats a payment that it has seen before. Whether a retry is safe depends on this alone, so a strategy has to be told.
 */
export interface DuplicateHandling {
  /** What it does, in one sentence. */
  readonly summary: string;
  /** True when the same payment hash is paid at most once at a time, so that sending it again is safe. */
  readonly dedupes: boolean;
}

/** Every node profile by name. */
export const duplicateHandlings = {
  lnd: {
    summary: "rejects a payment hash that is in flight or paid; one that failed may be tried again and may then pay",
    dedupes: true,
  },
  sticky: {
    summary: "replays the first terminal answer of a payment hash for ever",
    dedupes: true,
  },
  "no-dedupe": {
    summary: "pays again at every call, and cannot be asked what became of one",
    dedupes: false,
  },
} as const satisfies Record<string, DuplicateHandling>;

/** The name of a node profile. */
export type DuplicateHandlingName = keyof typeof duplicateHandlings;

/** Every node profile by name, `lnd`, the default, first. */
export const duplicateHandlingNames = Object.keys(duplicateHandlings) as DuplicateHandlingName[];
