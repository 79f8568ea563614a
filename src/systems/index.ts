import { prepareEmbedded } from "./embedded.ts";
import type { ExternalTarget } from "./external-target.ts";
import type { PreparedSystem, SystemContext } from "./prepared-system.ts";

/**
 * The system that a run is made against: the embedded API, which begins to start now, or a target of somebody else's, of which nothing is
 * touched before it is opened. The client of a target is loaded where it is needed only.
 */
export function prepareSystem(foreign: ExternalTarget | undefined, context: SystemContext): PreparedSystem {
  if (foreign === undefined) return prepareEmbedded(context);
  const { railPort } = foreign;
  return {
    // What it is found to be, and to hold, is known only when it has been asked.
    description: null,
    async open() {
      if (railPort === undefined) return (await import("./external-target.ts")).openExternalTarget(foreign, context);
      const { startRail, openExternalTargetOnRail } = await import("./external-target-on-rail.ts");
      return openExternalTargetOnRail(foreign, await startRail(railPort, context), context);
    },
    // What is already there needed no start, and nothing of it is ours to end.
    discard: async () => {},
  };
}
