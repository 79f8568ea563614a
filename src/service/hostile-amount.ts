import type { HostileAmountName } from "../domain/hostile-amount.ts";
import type { ServiceFile, Unit } from "./service-file.ts";

/** A number as it is to be written: JSON has numbers that JavaScript has not. */
export class RawNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const numbers: Readonly<Record<Exclude<HostileAmountName, "text">, Readonly<Record<Unit, string>>>> = {
  negative: { msat: "-1000000", sat: "-1000", btc: "-0.00001" },
  zero: { msat: "0", sat: "0", btc: "0" },
  // Half a millisatoshi in each: a whole service may pay a part of a sat, and none a part of that.
  fraction: { msat: "0.5", sat: "0.0005", btc: "0.000000000005" },
  overflow: { msat: "1e309", sat: "1e309", btc: "1e309" },
  "beyond-supply": { msat: "2100000100000000000", sat: "2100000100000000", btc: "21000001" },
};

/** A hostile amount in a unit, as it stands in a request. */
export function hostileIn(unit: Unit, name: HostileAmountName): RawNumber | string {
  return name === "text" ? "much" : new RawNumber(numbers[name][unit]);
}

/** False for a service that cannot be asked for an amount that nobody can pay: it is told an invoice, which has an amount of its own. */
export function isToldAmounts({ payees, payout }: ServiceFile): boolean {
  return payees.pay !== "bolt11" && JSON.stringify(payout.steps).includes("${payout.amount");
}
