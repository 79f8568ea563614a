import { declarablePaymentFaults } from "../../domain/payment-fault.ts";
import { type StrategyName, strategyNames } from "../../domain/strategy.ts";
import { type FaultSetting, noFaults } from "../../rail/core/seeded-faults.ts";
import { RequestError } from "../envelope.ts";
import type { PayoutService } from "../payout-service.ts";
import { type Fields, readObject, readOneOf } from "../request-validation.ts";

/** The fault injection of a node that this process owns. */
export interface FaultSwitch {
  readonly setting: FaultSetting;
  change(setting: FaultSetting): void;
}

/** The failure-injection switch of the original demo: payment faults and the strategy of the API in one place. */
export type FailureInjection = ReturnType<typeof createFailureInjection>;

/** Creates the switch. Without `faults`, the node is not ours and only the strategy can be changed. */
export function createFailureInjection(service: PayoutService, faults: FaultSwitch | undefined) {
  const startedWith = service.strategy;
  /** The state in the words of the HTTP contract: `fate` is the payment fault, and `rollbackOnTimeout` is false for `naive` only. */
  const read = () => {
    const { enabled, rate, fault } = faults?.setting ?? noFaults;
    const { strategy } = service;
    return { enabled, timeoutRate: rate, fate: fault, rollbackOnTimeout: strategy !== "naive", strategy };
  };
  return {
    read,
    /** Changes the fields that the body names. @throws RequestError when a value is invalid or cannot be changed here. */
    write(body: unknown) {
      const now = read();
      const fields = readObject(body);
      const strategy = readStrategy(fields, now.strategy);
      const enabled = readFlag(fields, "enabled", now.enabled);
      const timeoutRate = readRate(fields["timeoutRate"] ?? now.timeoutRate);
      const fate = readOneOf("fate", fields["fate"] ?? now.fate, declarablePaymentFaults);
      if (faults !== undefined) faults.change({ enabled, rate: timeoutRate, fault: fate });
      else if (enabled !== now.enabled || timeoutRate !== now.timeoutRate || fate !== now.fate) {
        throw new RequestError(
          "NOT_AVAILABLE",
          "This API pays through an external Lightning node and cannot inject faults into it; only rollbackOnTimeout and strategy can be changed",
        );
      }
      service.strategy = strategy;
      return read();
    },
    /** Turns faults off and restores the strategy that the API was started with. */
    reset(): void {
      faults?.change(noFaults);
      service.strategy = startedWith;
    },
  };
}

/** `strategy` names it; else `rollbackOnTimeout` is the switch of the original demo: false is naive, true is rollback. */
function readStrategy(fields: Fields, otherwise: StrategyName): StrategyName {
  if ((fields["rollbackOnTimeout"] ?? undefined) !== undefined) {
    const rollsBack = readFlag(fields, "rollbackOnTimeout", false);
    if (fields["strategy"] === undefined) return rollsBack ? "rollback" : "naive";
  }
  return readOneOf("strategy", fields["strategy"] ?? otherwise, strategyNames);
}

function readFlag(fields: Fields, name: string, otherwise: boolean): boolean {
  const value = fields[name] ?? otherwise;
  if (typeof value === "boolean") return value;
  throw new RequestError("VALIDATION_ERROR", `${name} must be true or false`);
}

function readRate(rate: unknown): number {
  if (typeof rate === "number" && rate >= 0 && rate <= 1) return rate;
  throw new RequestError("VALIDATION_ERROR", "timeoutRate must be a number from 0 to 1, for example 0.05 for 5%");
}
