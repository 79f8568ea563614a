import { isCallbackFaultName, type PlannedCallbackFault } from "../../domain/callback-fault.ts";
import { type DuplicateHandlingName, duplicateHandlings } from "../../domain/duplicate-handling.ts";
import { isLookupFaultName, type PlannedLookupFault } from "../../domain/lookup-fault.ts";
import type { Msat } from "../../domain/money.ts";
import { type PayeeKind, payeeKinds } from "../../domain/payee.ts";
import { isPaymentFaultName, type PaymentFaultName } from "../../domain/payment-fault.ts";
import type { ImpossibleFaults } from "../impossible-faults.ts";
import type { RailPlan } from "../planned-faults.ts";
import type { AddressVariables, RailVariables } from "./rail-host.ts";

/** Changes with every change that the other side would not understand. */
export const CONTROL_VERSION = 3;

/** What `GET /rail` answers. */
export interface RailState {
  readonly version: number;
  /** Another one each time that a rail is started. */
  readonly id: string;
  readonly rails: Readonly<Record<string, RailVariables>>;
  /** The faults that cannot happen on each dialect, by its name, each with its reason. */
  readonly impossible: Readonly<Record<string, ImpossibleFaults>>;
  readonly addresses: AddressVariables | null;
  /** The prefix of the run whose faults are planned; null for none. */
  readonly keyPrefix: string | null;
  readonly inFlight: number;
  readonly awaited: number;
  readonly lastEvent: number;
}

/** A question for a destination. */
export interface DestinationRequest {
  readonly kind: PayeeKind;
  readonly payee: string;
  readonly amountMsat: Msat;
}

/** A plan, and whose it is: only one run at a time plans a rail. */
export interface OwnedPlan extends RailPlan {
  /** "" for somebody who does not follow the events. */
  readonly owner: string;
}

/** A plan as JSON. */
export function planJson(plan: RailPlan, owner: string): object {
  const { keyPrefix, faults, lookups = new Map(), callbacks = new Map(), duplicates, slowMs } = plan;
  const news = { lookups: Object.fromEntries(lookups), callbacks: Object.fromEntries(callbacks) };
  return { owner, keyPrefix, faults: Object.fromEntries(faults), ...news, duplicates, slowMs };
}

/** Reads a plan. @throws RangeError that names what is wrong. */
export function readPlan(value: unknown): OwnedPlan {
  const { owner = "", keyPrefix, faults, lookups, callbacks, duplicates, slowMs } = recordOf(value, "the body");
  demand(typeof owner === "string", "owner must be a text");
  demand(typeof keyPrefix === "string" && keyPrefix !== "", "keyPrefix must be a text");
  demand(duplicates === undefined || isDuplicateHandling(duplicates), "duplicates must be reject, replay or pay-again");
  demand(slowMs === undefined || (typeof slowMs === "number" && slowMs >= 0), "slowMs must be a number from 0");
  return {
    ...{ owner, keyPrefix, duplicates, slowMs },
    faults: byPayout(faults, "faults", faultsOf),
    lookups: byPayout(lookups, "lookups", lookupFaultsOf),
    callbacks: byPayout(callbacks, "callbacks", callbackFaultOf),
  };
}

function byPayout<Value>(value: unknown, what: string, read: (one: unknown, payout: string) => Value) {
  const entries = Object.entries(recordOf(value ?? {}, what)).map(([payout, one]) => {
    demand(/^[1-9]\d{0,8}$/.test(payout), `${what} must be by the number of the payout (got ${payout})`);
    return [Number(payout), read(one, payout)] as const;
  });
  return new Map(entries);
}

function lookupFaultsOf(value: unknown, payout: string): PlannedLookupFault[] {
  demand(Array.isArray(value), `the look-up faults of payout ${payout} must be a list`);
  return value.map((one: unknown) => lookupFaultOf(one, payout));
}

function lookupFaultOf(value: unknown, payout: string): PlannedLookupFault {
  const { fault, forMs = 0, attempts = 1 } = recordOf(value, `the look-up fault of payout ${payout}`);
  demand(typeof fault === "string" && isLookupFaultName(fault), `unknown look-up fault ${JSON.stringify(fault)}`);
  demand(typeof forMs === "number" && forMs >= 0, "forMs must be a number from 0");
  demand(typeof attempts === "number" && attempts >= 1, "attempts must be a number from 1");
  return { fault, forMs, attempts };
}

function callbackFaultOf(value: unknown, payout: string): PlannedCallbackFault {
  const { fault, forMs = 0 } = recordOf(value, `the callback fault of payout ${payout}`);
  demand(typeof fault === "string" && isCallbackFaultName(fault), `unknown callback fault ${JSON.stringify(fault)}`);
  demand(typeof forMs === "number" && forMs >= 0, "forMs must be a number from 0");
  return { fault, to: "service", forMs };
}

/** Reads a question for a destination. @throws RangeError that names what is wrong. */
export function readDestinationRequest(value: unknown): DestinationRequest {
  const { kind, payee, amountMsat } = recordOf(value, "the body");
  const known = payeeKinds.find((name) => name === kind);
  demand(known !== undefined, `kind must be one of ${payeeKinds.join(", ")}`);
  demand(typeof payee === "string" && payee !== "", "payee must be a text");
  demand(
    typeof amountMsat === "number" && Number.isSafeInteger(amountMsat) && amountMsat > 0,
    "amountMsat must be a whole number from 1",
  );
  return { kind: known, payee, amountMsat };
}

function faultsOf(names: unknown, payout: string): PaymentFaultName[] {
  demand(Array.isArray(names), `the faults of payout ${payout} must be a list`);
  return names.map((name: unknown) => {
    demand(typeof name === "string" && isPaymentFaultName(name), `unknown payment fault ${JSON.stringify(name)}`);
    return name;
  });
}

function isDuplicateHandling(value: unknown): value is DuplicateHandlingName {
  return typeof value === "string" && Object.hasOwn(duplicateHandlings, value);
}

function recordOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  demand(typeof value === "object" && value !== null && !Array.isArray(value), `${what} must be a JSON object`);
  return value as Record<string, unknown>;
}

function demand(isValid: boolean, message: string): asserts isValid {
  if (!isValid) throw new RangeError(message);
}
