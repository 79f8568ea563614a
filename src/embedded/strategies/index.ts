import type { StrategyName } from "../../domain/strategy.ts";
import type { Strategy } from "../strategy.ts";
import { failOpen } from "./fail-open.ts";
import { naive } from "./naive.ts";
import { outbox } from "./outbox.ts";
import { rollback } from "./rollback.ts";
import { saga } from "./saga.ts";
import { snapshotRollback } from "./snapshot-rollback.ts";
import { trackedSaga } from "./tracked-saga.ts";

/** Every strategy by name. */
export const strategies: Readonly<Record<StrategyName, Strategy>> = {
  naive,
  "snapshot-rollback": snapshotRollback,
  rollback,
  saga,
  "fail-open": failOpen,
  "tracked-saga": trackedSaga,
  outbox,
};
