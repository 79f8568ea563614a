import type { Case } from "../explore/explore.ts";
import type { Try } from "../explore/port.ts";
import { EscapeError, type Guard, noGuard, standGuard } from "../simulation/guard.ts";
import type { Simulation, SimulationOptions } from "../simulation/index.ts";
import { createOwnSimulation, type OwnSystem } from "./simulation.ts";

/** Runs of a service that is checked in the beginning. */
export interface CheckedRuns {
  /** Simulates one run; under guard while it is checked. */
  readonly simulate: (options: SimulationOptions) => Simulation;
  /** Runs one schedule twice under guard. @throws EscapeError where something escapes virtual time, or the two differ */
  twice(first: Case, tryIt: Try): Promise<void>;
}

/** An order in which a few messages overtake each other. */
const SHORT_MS = 2;
const LONG_MS = 100;

/** The runs of a service of your own. */
export function checked(system: OwnSystem): CheckedRuns {
  let guard: Guard = noGuard;
  return {
    simulate: (options) => createOwnSimulation(system, { ...options, guard }),
    async twice({ document, seed }, tryIt) {
      const candidate = {
        document,
        seed,
        order: { kind: "random", seed, shortMs: SHORT_MS, longMs: LONG_MS },
      } as const;
      guard = standGuard();
      try {
        const one = await tryIt(candidate, { traced: true });
        const other = await tryIt(candidate, { traced: true });
        if (one.history !== other.history) throw new EscapeError(DIFFERENT);
      } finally {
        guard.end();
        guard = noGuard;
      }
    },
  };
}

const DIFFERENT =
  "the same schedule has shown two histories: something besides the ports decides what the service does, such as a variable that outlives its processes";
