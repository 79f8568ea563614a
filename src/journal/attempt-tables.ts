import { msatOf } from "../domain/money.ts";
import { type AnswerReason, answerReasons, type Outcome, outcomes } from "../domain/outcome.ts";
import { createColumns, fits } from "./column.ts";
import { createIdList } from "./id-list.ts";
import { fitsSats, type Table, type Words } from "./table.ts";

/** Attempts that were sent: amounts and costs in whole sats. */
export function sentTable(words: Words): Table<"attempt-sent"> {
  const columns = { at: "f64", payout: "u32", attempt: "u8", project: "u16", amount: "u32", cost: "u32" } as const;
  const { at, payout, attempt, project, amount, cost } = createColumns(columns);
  return {
    put(fact) {
      const word = words.place(fact.projectId);
      if (word === undefined || !fits("u8", fact.attempt)) return false;
      if (!fitsSats(fact.amountMsat) || !fitsSats(fact.costMsat)) return false;
      at.push(fact.atMs);
      payout.push(fact.payout);
      attempt.push(fact.attempt);
      project.push(word);
      amount.push(fact.amountMsat / 1_000);
      cost.push(fact.costMsat / 1_000);
      return true;
    },
    get: (row) => ({
      kind: "attempt-sent",
      atMs: at.at(row),
      payout: payout.at(row),
      attempt: attempt.at(row),
      projectId: words.word(project.at(row)),
      amountMsat: msatOf(amount.at(row)),
      costMsat: msatOf(cost.at(row)),
    }),
  };
}

/** Answers: what an answer means and why share one byte. */
export function answeredTable(words: Words): Table<"attempt-answered"> {
  const columns = { at: "f64", payout: "u32", attempt: "u8", meaning: "u8", status: "u16", code: "u16" } as const;
  const { at, payout, attempt, meaning, status, code } = createColumns(columns);
  const ids = createSparseIds();
  return {
    put(fact) {
      const word = words.place(fact.code);
      if (word === undefined || !fits("u8", fact.attempt) || !fits("u16", fact.status)) return false;
      at.push(fact.atMs);
      payout.push(fact.payout);
      attempt.push(fact.attempt);
      meaning.push(outcomes.indexOf(fact.outcome) * answerReasons.length + answerReasons.indexOf(fact.reason));
      status.push(fact.status);
      code.push(word);
      ids.push(fact.payoutId);
      return true;
    },
    get: (row) => ({
      kind: "attempt-answered",
      atMs: at.at(row),
      payout: payout.at(row),
      attempt: attempt.at(row),
      ...meaningOf(meaning.at(row)),
      status: status.at(row),
      code: words.word(code.at(row)),
      payoutId: ids.at(row),
    }),
  };
}

function meaningOf(place: number): { readonly outcome: Outcome; readonly reason: AnswerReason } {
  return {
    outcome: outcomes[Math.floor(place / answerReasons.length)] ?? "unknown",
    reason: answerReasons[place % answerReasons.length] ?? "none",
  };
}

/** Ids that most runs do not keep: they take room from the first one on, and none where there is none. */
function createSparseIds() {
  let rows = 0;
  let first = 0;
  let list: ReturnType<typeof createIdList> | undefined;
  return {
    push(id: string) {
      if (list === undefined && id !== "") {
        list = createIdList();
        first = rows;
      }
      list?.push(id);
      rows += 1;
    },
    at: (row: number) => (row < first ? "" : (list?.at(row - first) ?? "")),
  };
}
