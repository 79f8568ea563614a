import { refusal, type Strategy, unhappyEnd } from "./strategy.ts";

/**
 * Adds its own charge back whenever the payment did not visibly succeed. Right for every payment that really failed, in company
 * too. Wrong for a timeout or a broken connection behind which the node pays after all: then the payee has the money and
 * the user has it back.
 */
export const rollback: Strategy = {
  async pay(payout, { ledger, rail }) {
    const refused = refusal(await ledger.balance(payout.projectId), payout.costSats);
    if (refused !== undefined) return refused;
    await ledger.charge(payout, payout.costSats);
    const answer = await rail.send(payout.payment);
    if (answer.kind === "settled") return { kind: "completed" };
    await ledger.refund(payout, payout.costSats);
    return unhappyEnd(answer, true);
  },
};
