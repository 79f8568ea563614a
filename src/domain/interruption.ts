/** A way to interrupt the embedded API or a service, as data: a new one is a row here, what carries it out, and its explanation. */
export interface InterruptionKind {
  /** What happens, in one sentence. */
  readonly summary: string;
  /** Whether it hits the process, or the storage that it writes to. */
  readonly place: "process" | "storage";
  /** True if it can also come at a moment that is seen from outside, of any service that we start; else only at a crash point. */
  readonly comesAtMoments: boolean;
  /** What `for` is: how long the process stays down, or how long the interruption lasts; null where there is no such time. */
  readonly takes: "time down" | "duration" | null;
  /** The length where the scenario does not say, in milliseconds. */
  readonly lengthMs: number;
}

const table = {
  kill: {
    summary: "SIGKILL, and a restart on the same ledger",
    place: "process",
    comesAtMoments: true,
    takes: "time down",
    lengthMs: 0,
  },
  terminate: {
    summary: "SIGTERM as a deploy sends it, and a restart on the same ledger",
    place: "process",
    comesAtMoments: true,
    takes: "time down",
    lengthMs: 0,
  },
  pause: {
    summary: "it stands still, and goes on where it was",
    place: "process",
    comesAtMoments: true,
    takes: "duration",
    // Longer than most leases and timeouts.
    lengthMs: 3_000,
  },
  throw: {
    summary: "an exception at the crash point, once",
    place: "process",
    comesAtMoments: false,
    takes: null,
    lengthMs: 0,
  },
  "ledger-locked": {
    summary: "somebody else holds the write lock of the ledger: every write is refused, and reads go on",
    place: "storage",
    comesAtMoments: false,
    takes: "duration",
    lengthMs: 300,
  },
  "ledger-read-only": {
    summary: "the ledger cannot be written: every write fails, and reads go on",
    place: "storage",
    comesAtMoments: false,
    takes: "duration",
    lengthMs: 300,
  },
  "commit-unknown": {
    summary: "the next commit is made, and whoever waits for it gets an error",
    place: "storage",
    comesAtMoments: false,
    takes: null,
    lengthMs: 0,
  },
} as const satisfies Record<string, InterruptionKind>;

/** The name of an interruption. */
export type Interruption = keyof typeof table;

/** Every interruption by name. */
export const interruptionKinds: Readonly<Record<Interruption, InterruptionKind>> = table;

/** All names. */
export const interruptions = Object.keys(table) as Interruption[];

/** An interruption of the process at a moment that is seen from outside. */
export type ProcessInterruption = "kill" | "terminate" | "pause";

/** A fault of the storage. */
export type StorageFaultName = {
  readonly [Name in Interruption]: (typeof table)[Name]["place"] extends "storage" ? Name : never;
}[Interruption];

/** True if the process ends, and another one is started in its place. */
export function endsProcess(how: Interruption): boolean {
  return interruptionKinds[how].takes === "time down";
}

/** True if the storage is hit, and not the process. */
export function isStorageFault(how: Interruption): how is StorageFaultName {
  return interruptionKinds[how].place === "storage";
}
