import type { CallbackReceiver } from "../domain/callback-fault.ts";
import { isLookupFaultName } from "../domain/lookup-fault.ts";
import { isPaymentFaultName, paymentFaults } from "../domain/payment-fault.ts";
import { type FaultName, placeOfFault, settingsOf } from "../scenario/fault-names.ts";
import type { Dice } from "./dice.ts";
import { leavesOpen } from "./draw-trouble.ts";
import { type Menu, receiversOf } from "./menu.ts";

/** A phase as it is written in a file. */
export interface DrawnPhase {
  readonly name: string;
  readonly payouts: number;
  readonly concurrency: number;
  readonly faults: Readonly<Record<string, number | DrawnFault>>;
}

/** A fault with its settings as it is written in a file. */
export interface DrawnFault {
  readonly rate: number;
  readonly attempts?: number;
  readonly for?: string;
  readonly to?: CallbackReceiver;
}

/** Draws up to three payouts in one phase or two, one of which meets the faults. */
export function drawPhases(
  dice: Dice,
  menu: Menu,
  { faults, attempts }: { readonly faults: readonly FaultName[]; readonly attempts: number },
): readonly DrawnPhase[] {
  const payouts = dice.upTo("payouts", 3);
  const first =
    payouts > 1 && dice.oneIn("two phases", 4) ? dice.upTo("payouts of the first phase", payouts - 1) : payouts;
  const met = dice.oneIn("meets the faults", 2) ? 1 : 0;
  const sizes = first === payouts ? [first] : [first, payouts - first];
  const unlucky = Math.min(met, sizes.length - 1);
  return sizes.map((size, index) => ({
    name: sizes.length === 1 ? "payouts" : (["first", "second"][index] ?? "payouts"),
    payouts: size,
    concurrency: dice.upTo(`concurrency of phase ${index}`, size),
    faults: index === unlucky ? drawFaults(dice, menu, { faults, attempts, payouts: size }) : {},
  }));
}

interface Met {
  readonly faults: readonly FaultName[];
  /** How many attempts a payout has. */
  readonly attempts: number;
  readonly payouts: number;
}

/** The faults with how many payouts meet each. A payout meets one fault of each kind, so one that finds none left is dropped. */
function drawFaults(dice: Dice, menu: Menu, { faults, attempts, payouts }: Met): DrawnPhase["faults"] {
  const left = new Map<string, number>();
  const drawn: Record<string, number | DrawnFault> = {};
  let openPayments = 0;
  // Payments first: only one that was left open is looked up.
  const inOrder = [...faults].sort((one, other) => Number(isLookupFaultName(one)) - Number(isLookupFaultName(other)));
  for (const fault of inOrder) {
    const kind = kindOf(fault);
    const free = Math.min(left.get(kind) ?? payouts, isLookupFaultName(fault) ? openPayments : payouts);
    if (free === 0) continue;
    const rate = dice.upTo(`payouts that meet ${fault}`, free);
    left.set(kind, free - rate);
    if (leavesOpen(fault)) openPayments += rate;
    const settings = drawSettings(dice, menu, fault, attempts);
    drawn[fault] = Object.keys(settings).length === 0 ? rate : { rate, ...settings };
  }
  return drawn;
}

/** Faults of the provider are faults of payments: a payout meets one of both. */
function kindOf(fault: FaultName): string {
  const place = placeOfFault(fault) ?? fault;
  return place === "provider" ? "payment" : place;
}

/** Settings other than the default, each once in so many times. */
function drawSettings(dice: Dice, menu: Menu, fault: FaultName, attempts: number): Omit<DrawnFault, "rate"> {
  const known = settingsOf(fault);
  // Nobody pays again what has settled, unless by mistake.
  const isOnce = isPaymentFaultName(fault) && paymentFaults[fault].ends === "settled";
  const most = isLookupFaultName(fault) ? 3 : isOnce ? 1 : attempts;
  const inARow = known.includes("attempts") && most > 1 && dice.oneIn(`several of ${fault}`, 3) ? most : 1;
  const length = known.includes("for")
    ? dice.pick(`length of ${fault}`, ["default", "default", "60ms", "600ms"])
    : "default";
  const to = known.includes("to") ? dice.pick(`to whom ${fault}`, receiversOf(menu, fault)) : "client";
  return {
    ...(inARow === 1 ? {} : { attempts: inARow }),
    ...(length === "default" ? {} : { for: length }),
    ...(to === "client" ? {} : { to }),
  };
}
