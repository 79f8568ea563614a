import { prepareEmbedded } from "./embedded.ts";
import type { ExternalTarget } from "./external-target.ts";
import { startRail } from "./planned-rail.ts";
import type { PreparedSystem, SystemContext } from "./prepared-system.ts";
import type { ServiceUnderTest } from "./service.ts";

/** Prepares the system of a run: the embedded API, which starts now, or an external target, which is not touched before it is opened. */
export function prepareSystem(
  {
    target: external,
    service,
  }: { readonly target?: ExternalTarget | undefined; readonly service?: ServiceUnderTest | undefined },
  context: SystemContext,
): PreparedSystem {
  if (service !== undefined) {
    return {
      description: null,
      async open() {
        const { openService } = await import("./service.ts");
        return openService(service, context);
      },
      discard: async () => {},
    };
  }
  if (external === undefined) return prepareEmbedded(context);
  const { railPort } = external;
  return {
    // Known only once the target has been asked.
    description: null,
    async open() {
      const { openExternalTarget } = await import("./external-target.ts");
      const rail = railPort === undefined ? undefined : await startRail(railPort, context);
      return openExternalTarget(external, context, rail);
    },
    // Nothing was started.
    discard: async () => {},
  };
}
