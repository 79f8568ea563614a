import type { Doubt } from "../../domain/doubt.ts";
import type { FaultCount } from "../../domain/reconciliation.ts";
import type { Statement } from "../statement.ts";
import { answerDoubts } from "./answers.ts";
import { readDoubts } from "./books.ts";
import { endDoubts } from "./end.ts";
import { faultDoubts } from "./faults.ts";
import { loadDoubts } from "./load.ts";

/**
 * Why a run proves nothing. A run that could not have found anything is no pass: a fault that never fired, payouts that were never
 * answered, reads that failed, a system that was still moving. What was already said against the plan comes first.
 */
export function doubtsOf(statement: Statement, faults: readonly FaultCount[]): readonly Doubt[] {
  return [
    ...statement.run.doubts,
    ...endDoubts(statement),
    ...loadDoubts(statement),
    ...answerDoubts(statement, faults),
    ...faultDoubts(statement, faults),
    ...readDoubts(statement),
  ];
}
