import type { Lookup, Shows } from "../core/lookups.ts";
import type { LightningNode } from "../core/node.ts";
import type { TrackedPayment } from "../core/payment-update.ts";
import type { Sent } from "./paying.ts";

/**
 * Questions of a service about payments, which a look-up fault may answer wrongly. What a dialect has to know for itself (is this hash paid?) it
 * asks `node.track` instead, which never lies.
 */

/** What a look-up says: undefined where the payment is not found. @throws what `broken` makes, where the node cannot say */
export function found(lookup: Lookup, broken: () => Error): TrackedPayment | undefined {
  switch (lookup.kind) {
    case "found":
      return lookup.payment;
    case "absent":
      return undefined;
    case "error":
      throw broken();
  }
}

/** How a list is asked for. */
interface Asked {
  readonly broken: () => Error;
  /** Which payments the caller wants to see; all where undefined. */
  readonly isShown?: Shows | undefined;
}

/**
 * A list of payments as a look-up of each says: those that are found and wanted. It fails where that of any would, after all have been asked, so
 * that one list is one question about each that it shows.
 * @throws what `broken` makes
 */
export function foundAmong<Item extends Sent>(
  node: LightningNode,
  items: Iterable<Item>,
  { broken, isShown = () => true }: Asked,
): readonly Item[] {
  const told = [...items].map((item) => ({ item, lookup: node.lookUpAs(item.latest, isShown) }));
  return told.flatMap(({ item, lookup }) => {
    const latest = found(lookup, broken);
    return latest === undefined || !isShown(latest) ? [] : [latest === item.latest ? item : { ...item, latest }];
  });
}

/** The same of all payments that the node knows by their hashes. */
export function foundPayments(
  node: LightningNode,
  payments: Iterable<TrackedPayment>,
  asked: Asked,
): readonly TrackedPayment[] {
  const items = [...payments].map((latest) => ({ latest }));
  return foundAmong(node, items, asked).map(({ latest }) => latest);
}
