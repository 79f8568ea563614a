import { declarablePaymentFaults, type PaymentFaultName } from "../domain/payment-fault.ts";
import { type StrategyName, strategyNames } from "../domain/strategy.ts";
import { type FaultSetting, noFaults } from "../rail/seeded-fates.ts";
import { RequestError } from "./envelope.ts";
import type { PayoutService } from "./payout-service.ts";
import { readObject } from "./read-request.ts";

/** The switch of a node whose faults this process may choose. */
export interface FaultSwitch {
  readonly setting: FaultSetting;
  change(setting: FaultSetting): void;
}

/** What the failure-injection switch says of itself. */
export interface InjectionState extends FaultSetting {
  /** False exactly for the strategy that gives nothing back. */
  readonly rollbackOnTimeout: boolean;
  readonly strategy: StrategyName;
}

/** The failure-injection switch: the faults of the node and the strategy of the API, as the original demo has them in one place. */
export interface FailureInjection {
  read(): InjectionState;
  /** Changes what the body names and keeps the rest. @throws RequestError when it asks for something that cannot be. */
  write(body: unknown): InjectionState;
  /** No faults, and the strategy the API was started with. */
  reset(): void;
}

/** The switch over a service and, where this process owns its node, over the node's faults. */
export function createFailureInjection(service: PayoutService, faults: FaultSwitch | undefined): FailureInjection {
  const startedWith = service.strategy;
  const read = (): InjectionState => ({
    ...(faults?.setting ?? noFaults),
    rollbackOnTimeout: service.strategy !== "naive",
    strategy: service.strategy,
  });
  return {
    read,
    write(body) {
      const now = read();
      const next = readState(body, now);
      if (faults !== undefined)
        faults.change({ enabled: next.enabled, timeoutRate: next.timeoutRate, fate: next.fate });
      else if (next.enabled !== now.enabled || next.timeoutRate !== now.timeoutRate || next.fate !== now.fate) {
        throw new RequestError(
          "NOT_AVAILABLE",
          "This API pays through a Lightning node of somebody else, so it cannot choose its faults; rollbackOnTimeout alone can be changed",
        );
      }
      service.strategy = next.strategy;
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
