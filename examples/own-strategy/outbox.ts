import type { OwnService, PayoutAnswer, Ports, Transaction } from "chaos-payout/simulation";

/** A row of the table `payouts`: the payout, the order to pay it, and who is at work on it. */
interface Payout {
  readonly key: string;
  readonly account: string;
  readonly payee: string;
  readonly amountMsat: number;
  readonly costMsat: number;
  readonly state: "pending" | "paid" | "failed";
  /** How often a worker has taken it; its lease is the number of the last time. */
  readonly takes: number;
  /** Until when the worker that took it last may work on it. */
  readonly leasedUntilEpochMs: number;
}

const LEASE_MS = 1_000;

/** Nothing is sent so shortly before the end of a lease, so that a payment reaches the node in time. */
const MARGIN_MS = 300;

/**
 * The outbox: the charge and the order to pay are written in one transaction, and the caller is told "pending". A worker takes the orders one by one
 * under a lease, pays, and writes down how each has ended. Whoever takes an order that was taken before asks the node first.
 */
export function outbox({ ledger, rail, clock }: Ports, hasLeases = true): OwnService {
  /** The next order, under a lease. */
  const take = () =>
    ledger.transact(async (tx) => {
      const now = clock.epochMs();
      const payouts = await tx.rows<Payout>("payouts");
      const isFree = ({ leasedUntilEpochMs }: Payout) => !hasLeases || leasedUntilEpochMs <= now;
      const next = payouts.find((payout) => payout.state === "pending" && isFree(payout));
      if (next === undefined) return undefined;
      const taken = { ...next, takes: next.takes + 1, leasedUntilEpochMs: now + LEASE_MS };
      await tx.put("payouts", next.key, taken);
      return taken;
    });

  /** Writes down how a payout has ended, unless somebody else has taken it meanwhile. */
  const finish = ({ key, takes }: Payout, state: "paid" | "failed") =>
    ledger.transact(async (tx) => {
      const payout = await tx.get<Payout>("payouts", key);
      if (payout?.state !== "pending" || (hasLeases && payout.takes !== takes)) return;
      await tx.put("payouts", key, { ...payout, state });
      const { account, costMsat } = payout;
      if (state === "failed") await tx.move({ effect: "refund", account, key, msat: costMsat });
    });

  /** Pays, or finds out what became of the payment. What is still open is taken again when its lease is over. */
  const carryOut = async (payout: Payout) => {
    const { key, payee, amountMsat, leasedUntilEpochMs } = payout;
    const known = payout.takes === 1 ? "absent" : await rail.lookUp(key);
    const maySend = () => clock.epochMs() < leasedUntilEpochMs - MARGIN_MS;
    const ended =
      known === "absent" ? (await rail.pay({ paymentId: key, payee, amountMsat }, { maySend })).kind : known;
    if (ended === "settled" || ended === "already-paid") await finish(payout, "paid");
    if (ended === "failed") await finish(payout, "failed");
  };

  return {
    pay: ({ key, account, payee, amountMsat, costMsat }) =>
      ledger.transact(async (tx): Promise<PayoutAnswer> => {
        const known = await tx.get<Payout>("payouts", key);
        // The same key with another body is another payout.
        const isSame = known?.account === account && known.payee === payee && known.amountMsat === amountMsat;
        if (known !== undefined) return isSame ? known.state : "rejected";
        if ((await tx.balance(account)).availableMsat < costMsat) return "insufficient-funds";
        await tx.move({ effect: "charge", account, key, msat: costMsat });
        const order = { key, account, payee, amountMsat, costMsat, state: "pending", takes: 0, leasedUntilEpochMs: 0 };
        await tx.put("payouts", key, order);
        return "pending";
      }),

    async work() {
      for (;;) {
        const payout = await take();
        if (payout === undefined) await clock.sleep(50);
        else await carryOut(payout);
      }
    },
  };
}

/** How a payout stands. */
export const status = async (key: string, tx: Transaction) => (await tx.get<Payout>("payouts", key))?.state ?? "absent";

/** The same outbox without its leases: whoever looks takes every order, although somebody may be at work on it. */
export const outboxWithoutLeases = (ports: Ports) => outbox(ports, false);
