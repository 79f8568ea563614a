import { prepareEmbedded } from "./embedded.ts";
import type { ExternalTarget } from "./external-target.ts";
import type { WantedRail } from "./open-rail.ts";
import type { PreparedSystem, SystemContext } from "./prepared-system.ts";
import type { ServiceUnderTest } from "./service-under-test.ts";

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
  const wanted = railFor(external);
  return {
    // Known only once the target has been asked.
    description: null,
    async open() {
      const { openExternalTarget } = await import("./external-target.ts");
      // Loaded only here, because it signs invoices: a run of the embedded API needs none.
      const { openRail } = await import("./open-rail.ts");
      const rail = wanted === undefined ? undefined : await openRail(wanted, context, "absorbed");
      return openExternalTarget(external, context, rail);
    },
    // Nothing was started.
    discard: async () => {},
  };
}

/** The rail through which an external target pays; undefined where that is its own. */
function railFor({ railPort: port, rail: control }: ExternalTarget): WantedRail | undefined {
  if (control !== undefined) return { control };
  if (port === undefined) return undefined;
  return { rails: { node: { dialect: "lnd-rest", tls: false, isOpen: true, port } }, hasAddresses: false };
}
