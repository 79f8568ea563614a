import type { CrashPoint } from "../domain/crash-point.ts";
import type { Interruption } from "../domain/interruption.ts";
import { isLookupFaultName } from "../domain/lookup-fault.ts";
import type { Moment } from "../domain/moment.ts";
import type { PaymentFaultName } from "../domain/payment-fault.ts";
import type { FaultName } from "../scenario/fault-names.ts";
import type { Dice } from "./dice.ts";
import { type Menu, possibleFaults, possibleInterruptions } from "./menu.ts";

/** What goes wrong in a scenario, before it is known with whom. */
export interface Trouble {
  readonly faults: readonly FaultName[];
  readonly crashes: readonly DrawnCrash[];
}

/** An interruption, and where it comes. */
export interface DrawnCrash {
  readonly how: Interruption;
  readonly place: { readonly at: CrashPoint } | { readonly when: Moment };
}

/** Without one of these nobody asks what became of a payment, so no look-up can go wrong. */
const leaveOpen: readonly PaymentFaultName[] = ["lost-answer", "late-settle", "timeout", "provider-error"];
/** Without one of these no payment fails. */
const fail: readonly PaymentFaultName[] = ["failure", "timeout"];

/** Whether a fault leaves a payment open, so that somebody asks about it. */
export function leavesOpen(fault: FaultName): boolean {
  return leaveOpen.some((name) => name === fault);
}

/** Draws up to two faults and up to two crashes, and a payment fault without which one of them could not happen. */
export function drawTrouble(dice: Dice, menu: Menu): Trouble {
  const ways = possibleInterruptions(menu);
  const names = possibleFaults(menu);
  const crashes = ways.length === 0 ? 0 : dice.pick("crashes", [0, 0, 0, 1, 1, 2]);
  const faults = names.length === 0 ? 0 : dice.pick("faults", [0, 1, 1, 2]);
  const isForced = menu.alwaysFails && crashes + faults === 0;
  const drawnFaults = numbered(isForced && names.length > 0 ? 1 : faults).map((number) =>
    dice.pick(`fault ${number}`, names),
  );
  const drawnCrashes = numbered(isForced && names.length === 0 ? 1 : crashes).map((number): DrawnCrash => {
    return { how: dice.pick(`way of crash ${number}`, ways), place: drawPlace(dice, menu, number) };
  });
  const withNeeded = [...needed(dice, menu, drawnFaults, drawnCrashes), ...drawnFaults];
  return { faults: [...new Set(withNeeded)], crashes: drawnCrashes };
}

function drawPlace(dice: Dice, { places }: Menu, number: number): DrawnCrash["place"] {
  return places.kind === "points"
    ? { at: dice.pick(`place of crash ${number}`, places.points) }
    : { when: dice.pick(`place of crash ${number}`, places.moments) };
}

/** The payment faults that others need; from the menu, if it has one of them. */
function needed(
  dice: Dice,
  menu: Menu,
  faults: readonly FaultName[],
  crashes: readonly DrawnCrash[],
): readonly FaultName[] {
  const oneOf = (names: readonly PaymentFaultName[]): readonly FaultName[] => {
    if (faults.some((name) => names.some((other) => other === name))) return [];
    const onMenu = names.filter((name) => menu.faults.includes(name));
    return [dice.pick("needed", onMenu.length > 0 ? onMenu : names)];
  };
  const isFailureNeeded = crashes.some(({ place }) =>
    "at" in place ? place.at === "before-refund" : place.when === "payment-failed",
  );
  return [...(faults.some(isLookupFaultName) ? oneOf(leaveOpen) : []), ...(isFailureNeeded ? oneOf(fail) : [])];
}

function numbered(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
