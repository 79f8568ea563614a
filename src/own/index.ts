/** Explores a payout function of your own, for any test runner. Importing this file does nothing else. */
export type { Clock } from "../domain/clock.ts";
export type { FindingKind } from "../domain/finding.ts";
export type { RailAnswer, RailState } from "../rail/port.ts";
export { ScenarioError, type ScenarioInput } from "../scenario/define.ts";
export { PlanError } from "../scenario/plan.ts";
export { EscapeError } from "../simulation/guard.ts";
export {
  ExplorationError,
  type ExploredService,
  type ExploreServiceOptions,
  exploreService,
  type ServiceFailure,
} from "./explore-service.ts";
export {
  type AccountBalance,
  type Ledger,
  LedgerError,
  type Move,
  type OwnService,
  type Payment,
  type PaymentRail,
  type PayoutAnswer,
  type PayoutRequest,
  type PayoutStatus,
  type PayTerms,
  type Ports,
  type Transaction,
} from "./ports.ts";
