import { refusal, type Strategy, unhappyEnd } from "./strategy.ts";

/**
 * Sets the balance back to what it was before the charge: the popular wrong fix. Alone it is right. In company it also takes
 * back what other payouts charged, and what they were given back, in the meantime: money out of nothing, or lost again.
 */
export const snapshotRollback: Strategy = {
  async pay(payout, { ledger, rail }) {
    const snapshot = await ledger.balance(payout.projectId);
    const refused = refusal(snapshot, payout.costSats);
    if (refused !== undefined || snapshot === undefined) return refused ?? { kind: "no-project" };
    await ledger.charge(payout, payout.costSats);
    const answer = await rail.send(payout.payment);
    if (answer.kind === "settled") return { kind: "completed" };
    await ledger.restore(payout, snapshot.balanceSats);
    return unhappyEnd(answer, true);
  },
};
