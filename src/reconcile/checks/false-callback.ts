import { isAboutPayout } from "../learned.ts";
import type { PayoutLine } from "../payout-line.ts";
import type { Check, Statement } from "../statement.ts";

/**
 * A callback that contradicts the rail: it said paid, and nothing was ever paid; or it said refused, and the payout was paid, before or after.
 * No share in the drift, but whoever acts on it ships for nothing or pays again. Only our rail can tell.
 */
export const falseCallback: Check = function* (statement) {
  if (statement.run.oracle !== "rail") return;
  for (const line of statement.lines) {
    if (line.calledPaid === 0 && line.calledRefused === 0) continue;
    if (!isCalledWrongly(line, statement)) continue;
    yield { kind: "false-callback", projectId: line.project.projectId, payout: line.payout, msat: 0 };
  }
};

/** If each attempt is a payout of its own, a settlement may belong to an attempt that no callback told of. */
function isCalledWrongly(line: PayoutLine, { run }: Statement): boolean {
  const { settlements, undecided, attempts } = line;
  const isWhole = isAboutPayout(line, run);
  const paid = isWhole ? Math.min(1, line.calledPaid) : bits(line.calledPaid);
  const refused = bits(line.calledRefused);
  const isFalseSuccess = paid > settlements && !undecided;
  const isFalseRefusal = isWhole ? refused > 0 && settlements > 0 : refused + settlements > attempts;
  return isFalseSuccess || isFalseRefusal;
}

function bits(set: number): number {
  let count = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
