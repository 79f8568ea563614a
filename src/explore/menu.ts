import { type CallbackReceiver, isCallbackFaultName } from "../domain/callback-fault.ts";
import { type CrashPoint, crashPoints } from "../domain/crash-point.ts";
import type { DuplicateHandlingName } from "../domain/duplicate-handling.ts";
import { type Interruption, interruptionKinds, interruptions } from "../domain/interruption.ts";
import type { Moment } from "../domain/moment.ts";
import type { RetryKey } from "../domain/payout.ts";
import { type FaultName, faultNames } from "../scenario/fault-names.ts";

/** What may be drawn into a scenario. */
export interface Menu {
  /** What goes wrong with payments, look-ups, messages and callbacks. */
  readonly faults: readonly FaultName[];
  /** What happens to processes and their storage. */
  readonly interruptions: readonly Interruption[];
  /** Where it happens: in the code of the embedded API, or as seen from outside of a service that we start. */
  readonly places:
    | { readonly kind: "points"; readonly points: readonly CrashPoint[] }
    | { readonly kind: "moments"; readonly moments: readonly Moment[] };
  /** The most processes. */
  readonly instances: number;
  /** The ids of the projects that may pay; at least one. */
  readonly projects: readonly string[];
  /** Under a fresh key, a retry after an outcome that is unknown pays twice whatever the service does. */
  readonly keys: readonly RetryKey[];
  /** A node that pays again at every call defeats whoever relies on look-ups. */
  readonly duplicates: readonly DuplicateHandlingName[];
  /** Who is told by callback how payments and payouts end; nobody where none can be told. */
  readonly told: readonly CallbackReceiver[];
  /** Whether the options of the embedded API and of our node are set, which others do not have. */
  readonly isEmbedded: boolean;
  /** Whether something of this menu goes wrong in every scenario; else some are only about who comes first. */
  readonly alwaysFails: boolean;
}

/** The faults that no service survives that believes its node: a failure that is final by all appearances, and none. */
const unsurvivable: readonly FaultName[] = ["failed-but-settles"];

/** Everything that the embedded API can meet and that a right strategy survives. */
export const embeddedMenu: Menu = {
  faults: faultNames.filter((name) => !unsurvivable.includes(name)),
  interruptions,
  places: { kind: "points", points: crashPoints },
  instances: 2,
  projects: ["project_test_001", "project_test_002"],
  keys: ["same"],
  duplicates: ["reject", "replay"],
  told: ["service", "client"],
  isEmbedded: true,
  alwaysFails: false,
};

/** Who can be told wrongly by a fault of callbacks. The embedded API calls its clients back after it has answered, so none is called early. */
export function receiversOf({ told }: Menu, fault: FaultName): readonly CallbackReceiver[] {
  return fault === "event-early" ? told.filter((receiver) => receiver === "service") : told;
}

/** The faults of a menu that can happen. */
export function possibleFaults(menu: Menu): readonly FaultName[] {
  return menu.faults.filter((fault) => !isCallbackFaultName(fault) || receiversOf(menu, fault).length > 0);
}

/** The interruptions that can come where the menu has them come. */
export function possibleInterruptions({ interruptions: all, places }: Menu): readonly Interruption[] {
  return places.kind === "points" ? all : all.filter((how) => interruptionKinds[how].comesAtMoments);
}

/** What can be asked for by name: a fault, or an interruption. */
export type TroubleName = FaultName | Interruption;

/** All names of faults and interruptions. */
export const troubleNames: readonly TroubleName[] = [...faultNames, ...interruptions];

/** The same menu with nothing but these, one of which is then in every scenario. */
export function onlyThese(menu: Menu, names: readonly TroubleName[]): Menu {
  return {
    ...menu,
    faults: faultNames.filter((name) => names.includes(name)),
    interruptions: interruptions.filter((name) => names.includes(name)),
    alwaysFails: true,
  };
}
