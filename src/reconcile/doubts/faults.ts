import type { Doubt } from "../../domain/doubt.ts";
import type { FaultCount } from "../../domain/reconciliation.ts";
import { isWireFaultName } from "../../domain/wire-fault.ts";
import type { Statement } from "../statement.ts";

/**
 * Doubts about the faults: those that met fewer payouts than planned. On a foreign target nobody can count on exact rates, so there one
 * firing is enough; the wire is ours everywhere.
 */
export function faultDoubts({ run }: Statement, faults: readonly FaultCount[]): readonly Doubt[] {
  return faults.flatMap(({ name: fault, planned, fired }): readonly Doubt[] => {
    const isForeign = run.oracle === "answers" && !isWireFaultName(fault);
    if (fired >= planned || (isForeign && fired > 0)) return [];
    if (isForeign && fault !== "timeout") return [{ kind: "fault-not-observable", fault }];
    return [{ kind: "fault-not-fired", fault, planned, fired }];
  });
}
