import type { PayoutState } from "../domain/books.ts";
import type { AttemptAnswered, Fact, OutcomeLearned } from "../domain/fact.ts";
import type { Msat } from "../domain/money.ts";
import { isFinal } from "../domain/outcome.ts";
import type { PayoutNumber } from "../domain/payout.ts";
import type { Plan } from "../scenario/plan.ts";
import type { Balance } from "../service/target.ts";
import type { SystemUnderTest } from "./system-under-test.ts";

interface KnownProject {
  opening: Balance | undefined;
  spentMsat: Msat;
  /** What the service may keep of payments that failed. */
  keptMsat: Msat;
}

/** What is known of a payout, as bits of a byte. */
const OPEN = 1;
const PAID = 2;

/**
 * What a run knows about its own payments while it goes on, for one purpose: to tell whether waiting longer may change anything. The verdict
 * does not depend on it; that is decided from the facts.
 */
export class KnownPayments {
  /** Payouts whose outcome the answers leave open, and no list has told since. */
  openAnswers = 0;
  readonly #plan: Plan;
  readonly #system: Pick<SystemUnderTest, "costMsat" | "description">;
  readonly #projects: ReadonlyMap<string, KnownProject>;
  readonly #payouts: Uint8Array;

  constructor(plan: Plan, system: Pick<SystemUnderTest, "costMsat" | "description">) {
    this.#plan = plan;
    this.#system = system;
    this.#projects = new Map(
      plan.projects.map(({ projectId }) => [projectId, { opening: undefined, spentMsat: 0, keptMsat: 0 }]),
    );
    this.#payouts = new Uint8Array(plan.payouts + 1);
  }

  /** Notes what a fact says about payments and opening balances. */
  enter(fact: Fact): void {
    const { oracle } = this.#system.description;
    switch (fact.kind) {
      case "balance-read": {
        const project = this.#projects.get(fact.projectId);
        if (fact.when === "opening" && project !== undefined) project.opening = fact;
        return;
      }
      case "payment-settled":
        if (oracle === "rail" && fact.payout !== null) this.#spend(fact.payout, fact.passedOnMsat);
        return;
      case "payment-failed":
        if (fact.payout !== null) this.#keep(fact.payout);
        return;
      case "attempt-answered":
        this.#answered(fact);
        return;
      case "outcome-learned":
        this.#learned(fact);
    }
  }

  /** Notes the state in which the service lists a payout. */
  listed(payout: PayoutNumber, state: PayoutState): void {
    if (payout > this.#plan.payouts) return;
    if (state === "paid") this.#paid(payout);
    if (state === "paid" || state === "refused") this.#close(payout);
  }

  /** The projects whose balance is not the opening balance less the known payments. */
  unexplained(balances: ReadonlyMap<string, Balance>): readonly string[] {
    return this.#where(balances, (balance, opening, { spentMsat, keptMsat }) => {
      const missingMsat = opening.balanceMsat + opening.heldMsat - spentMsat - balance.balanceMsat - balance.heldMsat;
      return missingMsat < 0 || missingMsat > keptMsat;
    });
  }

  /** The projects that hold more than before the load. */
  holdingMore(balances: ReadonlyMap<string, Balance>): readonly string[] {
    return this.#where(balances, (balance, opening) => balance.heldMsat > opening.heldMsat);
  }

  #where(
    balances: ReadonlyMap<string, Balance>,
    is: (balance: Balance, opening: Balance, project: KnownProject) => boolean,
  ): readonly string[] {
    return [...balances.keys()].filter((projectId) => {
      const balance = balances.get(projectId);
      const project = this.#projects.get(projectId);
      if (balance === undefined || project?.opening === undefined) return false;
      return is(balance, project.opening, project);
    });
  }

  #answered({ payout, outcome, reason }: AttemptAnswered): void {
    const { retryKey } = this.#plan.client;
    if (outcome === "paid") this.#paid(payout);
    // Under a fresh key the answer is about another payout of the API, and the first one stays open.
    if (outcome === "paid" || outcome === "refused") {
      if (retryKey === "same") this.#close(payout);
      return;
    }
    const isDeclared = reason === "payment-timeout" && this.#system.description.injectedTimeouts === "never-paid";
    if (!isDeclared) this.#open(payout);
  }

  /** A payout that the service was asked for is known, except that under fresh keys the other attempts may be payouts as well. */
  #learned({ payout, outcome }: OutcomeLearned): void {
    const { retryKey, attempts } = this.#plan.client;
    if (outcome === "paid") this.#paid(payout);
    if (isFinal(outcome) && (retryKey === "same" || attempts === 1)) this.#close(payout);
  }

  #open(payout: PayoutNumber): void {
    const known = this.#payouts[payout] ?? 0;
    if ((known & (OPEN | PAID)) !== 0) return;
    this.#payouts[payout] = known | OPEN;
    this.openAnswers += 1;
  }

  #close(payout: PayoutNumber): void {
    const known = this.#payouts[payout] ?? 0;
    if ((known & OPEN) === 0) return;
    this.#payouts[payout] = known & ~OPEN;
    this.openAnswers -= 1;
  }

  #paid(payout: PayoutNumber): void {
    const known = this.#payouts[payout] ?? 0;
    if ((known & PAID) !== 0) return;
    this.#payouts[payout] = known | PAID;
    // Our own rail records what it paid.
    if (this.#system.description.oracle === "answers") this.#spend(payout);
  }

  #spend(payout: PayoutNumber, passedOnMsat: Msat = 0): void {
    const project = this.#projectOf(payout);
    const costMsat = this.#system.costMsat(this.#plan.amountsMsat[payout - 1] ?? 0);
    if (project !== undefined) project.spentMsat += costMsat + passedOnMsat;
  }

  #keep(payout: PayoutNumber): void {
    if (this.#system.description.feeOnRefund !== "kept") return;
    const project = this.#projectOf(payout);
    const amountMsat = this.#plan.amountsMsat[payout - 1] ?? 0;
    if (project !== undefined) project.keptMsat += this.#system.costMsat(amountMsat) - amountMsat;
  }

  #projectOf(payout: PayoutNumber): KnownProject | undefined {
    const { projects, projectOf } = this.#plan;
    return this.#projects.get(projects[projectOf[payout - 1] ?? 0]?.projectId ?? "");
  }
}
