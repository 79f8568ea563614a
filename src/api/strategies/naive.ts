import { refusal, type Strategy, unhappyEnd } from "./strategy.ts";

/**
 * Charges, pays, and never gives back: the bug this project is about. Whatever goes wrong after the charge, the user has paid
 * for it. The balance is checked first and charged later, so payouts that race each other all pass the check.
 */
export const naive: Strategy = {
  async pay(payout, { ledger, rail }) {
    const refused = refusal(await ledger.balance(payout.projectId), payout.costSats);
    if (refused !== undefined) return refused;
    await ledger.charge(payout, payout.costSats);
    const answer = await rail.send(payout.payment);
    if (answer.kind === "settled") return { kind: "completed" };
    return unhappyEnd(answer, false);
  },
};
