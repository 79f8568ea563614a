import { type DuplicateHandlingName, duplicateHandlings } from "../../domain/duplicate-handling.ts";
import type { Msat } from "../../domain/money.ts";
import { type PayeeKind, payeeKinds } from "../../domain/payee.ts";
import { isPaymentFaultName, type PaymentFaultName } from "../../domain/payment-fault.ts";
import type { RailPlan } from "../planned-faults.ts";
import type { AddressVariables, RailVariables } from "./rail-host.ts";

/** Changes with every change that the other side would not understand. */
export const CONTROL_VERSION = 1;

/** What `GET /rail` answers. */
export interface RailState {
  readonly version: number;
  /** Another one each time that a rail is started. */
  readonly id: string;
  readonly rails: Readonly<Record<string, RailVariables>>;
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
export function planJson({ keyPrefix, faults, duplicates, slowMs }: RailPlan, owner: string): object {
  return { owner, keyPrefix, faults: Object.fromEntries(faults), duplicates, slowMs };
}

/** Reads a plan. @throws RangeError that names what is wrong. */
export function readPlan(value: unknown): OwnedPlan {
  const { owner = "", keyPrefix, faults, duplicates, slowMs } = recordOf(value, "the body");
  demand(typeof owner === "string", "owner must be a text");
  demand(typeof keyPrefix === "string" && keyPrefix !== "", "keyPrefix must be a text");
  demand(duplicates === undefined || isDuplicateHandling(duplicates), "duplicates must be reject, replay or pay-again");
  demand(slowMs === undefined || (typeof slowMs === "number" && slowMs >= 0), "slowMs must be a number from 0");
  const planned = Object.entries(recordOf(faults ?? {}, "faults")).map(([payout, names]) => {
    demand(/^[1-9]\d{0,8}$/.test(payout), `faults must be by the number of the payout (got ${payout})`);
    return [Number(payout), faultsOf(names, payout)] as const;
  });
  return { owner, keyPrefix, duplicates, slowMs, faults: new Map(planned) };
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
