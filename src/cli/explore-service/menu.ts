import type { CallbackReceiver } from "../../domain/callback-fault.ts";
import { callbackFaultNames, isCallbackFaultName } from "../../domain/callback-fault.ts";
import { interruptionKinds, interruptions } from "../../domain/interruption.ts";
import { moments } from "../../domain/moment.ts";
import type { RealMenu } from "../../explore/draw-real.ts";
import { embeddedMenu } from "../../explore/menu.ts";
import { loadDialect } from "../../rail/dialects/index.ts";
import { type ImpossibleFaults, impossibleInAll } from "../../rail/impossible-faults.ts";
import { type FaultName, faultNames, placeOfFault } from "../../scenario/fault-names.ts";
import type { ServiceUnderTest } from "../../systems/service-under-test.ts";

/** What can go wrong with a service, and what is left out, with the reason. */
export interface ServiceMenu {
  readonly menu: RealMenu;
  /** Clauses, each after the name of what is left out. */
  readonly leftOut: readonly { readonly what: string; readonly because: string }[];
}

/** Faults on the wire that send a payout again. */
const sendingAgain: readonly FaultName[] = ["request-duplicated", "body-changed"];

/** Makes the menu for a service: what its rails, its callbacks and its start allow. */
export async function serviceMenu(chosen: ServiceUnderTest): Promise<ServiceMenu> {
  const { service } = chosen;
  const isStarted = service.start !== null && chosen.url === undefined;
  const hasRail = chosen.rail !== undefined || Object.keys(service.rails).length > 0;
  const hasKeys = service.module !== null || JSON.stringify(service.payout.steps).includes("${payout.key");
  const impossible: Readonly<Record<string, string | undefined>> = await impossibleOn(chosen);
  const told: readonly CallbackReceiver[] = [
    ...(hasRail && callbackFaultNames.some((name) => !Object.hasOwn(impossible, name)) ? (["service"] as const) : []),
    ...(service.callbacks === null ? [] : (["client"] as const)),
  ];
  const why = (name: FaultName): string | undefined => {
    if (name === "failed-but-settles") return "no service survives it that believes its provider";
    if (placeOfFault(name) === "wire") return hasKeys || !sendingAgain.includes(name) ? undefined : NO_KEY;
    if (isCallbackFaultName(name)) return told.length === 0 ? "nobody is called back" : undefined;
    return hasRail ? impossible[name] : "our rail is not behind the service";
  };
  const ways = interruptions.filter((how) => interruptionKinds[how].comesAtMoments);
  const possible = isStarted ? ways.filter((how) => how !== "pause" || service.start?.kill === null) : [];
  return {
    menu: {
      ...embeddedMenu,
      faults: faultNames.filter((name) => why(name) === undefined),
      interruptions: possible,
      places: { kind: "moments", moments },
      instances: 1,
      projects: service.accounts.map(({ id }) => id),
      told,
      isEmbedded: false,
      ...{ hasKeys, hasLookup: service.lookup !== null },
    },
    leftOut: [
      ...faultNames.flatMap((what) => because(what, why(what))),
      { what: "retries under a fresh key", because: "whoever does not know the outcome pays twice with one" },
      ...(hasKeys ? [] : [{ what: "retries", because: NO_KEY }]),
      ...(isStarted ? [] : [{ what: "interruptions", because: "only a service that we start can be interrupted" }]),
    ],
  };
}

const NO_KEY = "the payout call has no idempotency key";

function because(what: string, reason: string | undefined): ServiceMenu["leftOut"] {
  return reason === undefined ? [] : [{ what, because: reason }];
}

async function impossibleOn({ service }: ServiceUnderTest): Promise<ImpossibleFaults> {
  const dialects = await Promise.all(Object.values(service.rails).map(({ dialect }) => loadDialect(dialect)));
  return impossibleInAll(dialects.map(({ cannot }) => cannot));
}
