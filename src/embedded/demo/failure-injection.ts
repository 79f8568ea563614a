import { declarablePaymentFaults, type PaymentFaultName } from "../../domain/payment-fault.ts";
import { type StrategyName, strategyNames } from "../../domain/strategy.ts";
import { type FaultSetting, noFaults } from "../../rail/seeded-faults.ts";
import { RequestError } from "../envelope.ts";
import type { PayoutService } from "../payout-service.ts";
import { readObject } from "../request-validation.ts";

/** The fault injection of a node that this process owns. */
export interface FaultSwitch {
  readonly setting: FaultSetting;
  change(setting: FaultSetting): void;
}

/** The state of the switch, in the words of the HTTP contract: `fate` is the payment fault. */
export interface InjectionState {
  readonly enabled: boolean;
  readonly timeoutRate: number;
  readonly fate: PaymentFaultName;
  /** False for `naive` only. */
  readonly rollbackOnTimeout: boolean;
  readonly strategy: StrategyName;
}

/** The failure-injection switch of the original demo: payment faults and the strategy of the API in one place. */
export interface FailureInjection {
  read(): InjectionState;
  /** Changes the fields that the body names. @throws RequestError when a value is invalid or cannot be changed here. */
  write(body: unknown): InjectionState;
  /** Turns faults off and restores the strategy that the API was started with. */
  reset(): void;
}

/** Creates the switch. Without `faults`, the node is not ours and only the strategy can be changed. */
export function createFailureInjection(service: PayoutService, faults: FaultSwitch | undefined): FailureInjection {
  const startedWith = service.strategy;
  const read = (): InjectionState => {
    const { enabled, rate, fault } = faults?.setting ?? noFaults;
    const { strategy } = service;
    return { enabled, timeoutRate: rate, fate: fault, rollbackOnTimeout: strategy !== "naive", strategy };
  };
  return {
    read,
    write(body) {
      const now = read();
      const { enabled, timeoutRate, fate, strategy } = readState(body, now);
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
    reset() {
      faults?.change(noFaults);
      service.strategy = startedWith;
    },
  };
}

function readState(body: unknown, now: InjectionState): Omit<InjectionState, "rollbackOnTimeout"> {
  const fields = readObject(body);
  return {
    strategy: readStrategy(fields, now.strategy),
    enabled: readFlag(fields, "enabled", now.enabled),
    timeoutRate: readRate(fields["timeoutRate"], now.timeoutRate),
    fate: readFate(fields["fate"], now.fate),
  };
}

/** `strategy` names it; else `rollbackOnTimeout` is the switch of the original demo: false is naive, true is rollback. */
function readStrategy(fields: Readonly<Record<string, unknown>>, otherwise: StrategyName): StrategyName {
  if ((fields["rollbackOnTimeout"] ?? undefined) !== undefined) {
    const rollsBack = readFlag(fields, "rollbackOnTimeout", false);
    if (fields["strategy"] === undefined) return rollsBack ? "rollback" : "naive";
  }
  const strategy = strategyNames.find((name) => name === (fields["strategy"] ?? otherwise));
  if (strategy !== undefined) return strategy;
  throw new RequestError("VALIDATION_ERROR", `strategy must be one of ${strategyNames.join(", ")}`);
}

function readFlag(fields: Readonly<Record<string, unknown>>, name: string, otherwise: boolean): boolean {
  const value = fields[name] ?? otherwise;
  if (typeof value === "boolean") return value;
  throw new RequestError("VALIDATION_ERROR", `${name} must be true or false`);
}

function readRate(value: unknown, otherwise: number): number {
  const rate = value ?? otherwise;
  if (typeof rate === "number" && rate >= 0 && rate <= 1) return rate;
  throw new RequestError("VALIDATION_ERROR", "timeoutRate must be a number from 0 to 1, for example 0.05 for 5 %");
}

function readFate(value: unknown, otherwise: PaymentFaultName): PaymentFaultName {
  const fate = declarablePaymentFaults.find((name) => name === (value ?? otherwise));
  if (fate !== undefined) return fate;
  throw new RequestError("VALIDATION_ERROR", `fate must be one of ${declarablePaymentFaults.join(", ")}`);
}
