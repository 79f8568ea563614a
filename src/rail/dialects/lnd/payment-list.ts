import type { TrackedPayment } from "../../core/payment-update.ts";
import { foundPayments } from "../asking.ts";
import type { RailCore } from "../dialect.ts";
import type { Question } from "./answer.ts";
import { brokenNode } from "./errors.ts";
import { type Fields, flagOf, numberOrZero } from "./fields.ts";
import { paymentMessage } from "./payment.ts";

/** `ListPayments`: a page of all payments, by their index. */
export function listPayments({ node, payees }: RailCore): Question {
  return (request) => {
    const isWanted = filterOf(request);
    const all = [...node.payments()];
    const isShown = (payment: TrackedPayment) => isWanted(payment) && pageOf([payment], request, 1).length > 0;
    const most = numberOrZero(request.max_payments, "max_payments", "payments") || all.length;
    const page = pageOf(foundPayments(node, all, { broken: brokenNode, isShown }), request, most);
    return {
      payments: page.map((payment) => paymentMessage(payment, payees)),
      first_index_offset: String(page[0]?.index ?? 0),
      last_index_offset: String(page.at(-1)?.index ?? 0),
      total_num_payments: flagOf(request.count_total_payments) ? String(all.length) : "0",
    };
  };
}

/** Without `include_incomplete` only payments that have settled are listed. */
function filterOf(request: Fields): (payment: TrackedPayment) => boolean {
  const startS = numberOrZero(request.creation_date_start, "creation_date_start", "seconds");
  const endS = numberOrZero(request.creation_date_end, "creation_date_end", "seconds");
  const isAllWanted = flagOf(request.include_incomplete);
  return ({ kind, createdEpochMs }) => {
    const createdS = Math.floor(createdEpochMs / 1_000);
    return (isAllWanted || kind === "settled") && createdS >= startS && (endS === 0 || createdS <= endS);
  };
}

/** What comes after the offset, at most so many; with `reversed`, what is right before it. Both are oldest first. */
export function pageOf<Item extends { readonly index: number }>(
  items: readonly Item[],
  request: Fields,
  most: number,
): readonly Item[] {
  const offset = numberOrZero(request.index_offset, "index_offset", "index");
  if (!flagOf(request.reversed)) return items.filter(({ index }) => index > offset).slice(0, most);
  const before = items.filter(({ index }) => offset === 0 || index < offset);
  return before.slice(Math.max(0, before.length - most));
}
