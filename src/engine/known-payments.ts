import type { PayoutState } from "../domain/books.ts";
import type { AttemptAnswered, Fact } from "../domain/fact.ts";
import type { Msat } from "../domain/money.ts";
import type { PayoutNumber } from "../domain/payout.ts";
import type { Plan } from "../scenario/plan.ts";
import type { Balance } from "../target/target.ts";
import type { SystemUnderTest } from "./system.ts";

/**
 * What the run itself knows of the money while it goes on, for one purpose: to tell whether something that is known can still move, and
 * the end is worth waiting for. It accuses nobody and decides nothing about the verdict; that is for whoever judges the facts.
 */
export interface KnownPayments {
  enter(fact: Fact): void;
  /** A list of the service tells how a payout stands. */
  listed(payout: PayoutNumber, state: PayoutState): void;
  /** Payouts of which the answers leave open what became of them, and nothing has told it since. */
  readonly openAnswers: number;
  /** The projects whose money is not what the opening balance and the payouts that are known to be paid come to. */
  unexplained(balances: ReadonlyMap<string, Balance>): readonly string[];
  /** The projects that hold more back than they did before the load. */
  holdingMore(balances: ReadonlyMap<string, Balance>): readonly string[];
}

interface KnownProject {
  opening: Balance | undefined;
  spentMsat: Msat;
}

/** What is known of a payout, as bits of a byte. */
const OPEN = 1;
const PAID = 2;

/** Of a run of which nothing is known yet. */
export function createKnownPayments(
  plan: Plan,
  system: Pick<SystemUnderTest, "costMsat" | "description">,
): KnownPayments {
  return new Known(plan, system);
}

class Known implements KnownPayments {
  openAnswers = 0;
  readonly #plan: Plan;
  readonly #system: Pick<SystemUnderTest, "costMsat" | "description">;
  readonly #projects: ReadonlyMap<string, KnownProject>;
  readonly #payouts: Uint8Array;

  constructor(plan: Plan, system: Pick<SystemUnderTest, "costMsat" | "description">) {
    this.#plan = plan;
    this.#system = system;
    this.#projects = new Map(plan.projects.map(({ projectId }) => [projectId, { opening: undefined, spentMsat: 0 }]));
    this.#payouts = new Uint8Array(plan.payouts + 1);
  }

  enter(fact: Fact): void {
    const { oracle } = this.#system.description;
    switch (fact.kind) {
      case "balance-read": {
        const project = this.#projects.get(fact.projectId);
        if (fact.when === "opening" && project !== undefined) project.opening = fact;
        return;
      }
      case "payment-settled":
        if (oracle === "rail" && fact.payout !== null) this.#spend(fact.payout);
        return;
      case "attempt-answered":
        this.#answered(fact);
    }
  }

  listed(payout: PayoutNumber, state: PayoutState): void {
    if (payout > this.#plan.payouts) return;
    if (state === "paid") this.#paid(payout);
    if (state === "paid" || state === "refused") this.#close(payout);
  }

  unexplained(balances: ReadonlyMap<string, Balance>): readonly string[] {
    return this.#where(balances, (balance, opening, spentMsat) => {
      return balance.balanceMsat + balance.heldMsat !== opening.balanceMsat + opening.heldMsat - spentMsat;
    });
  }

  holdingMore(balances: ReadonlyMap<string, Balance>): readonly string[] {
    return this.#where(balances, (balance, opening) => balance.heldMsat > opening.heldMsat);
  }

  #where(
    balances: ReadonlyMap<string, Balance>,
    is: (balance: Balance, opening: Balance, spentMsat: Msat) => boolean,
  ): readonly string[] {
    return [...balances.keys()].filter((projectId) => {
      const balance = balances.get(projectId);
      const { opening, spentMsat } = this.#projects.get(projectId) ?? {};
      if (balance === undefined || opening === undefined || spentMsat === undefined) return false;
      return is(balance, opening, spentMsat);
    });
  }

  #answered({ payout, outcome, reason }: AttemptAnswered): void {
    const { retryKey } = this.#plan.client;
    if (outcome === "paid") this.#paid(payout);
    // Under a fresh key the answer tells of another payout at the API, and what became of the first one stays open.
    if (outcome === "paid" || outcome === "refused") {
      if (retryKey === "same") this.#close(payout);
      return;
    }
    const isDeclared = reason === "payment-timeout" && this.#system.description.injectedTimeouts === "never-paid";
    if (!isDeclared) this.#open(payout);
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
    // Our own rail tells itself what it paid.
    if (this.#system.description.oracle === "answers") this.#spend(payout);
  }

  #spend(payout: PayoutNumber): void {
    const { projects, projectOf, amountsMsat } = this.#plan;
    const project = this.#projects.get(projects[projectOf[payout - 1] ?? 0]?.projectId ?? "");
    if (project !== undefined) project.spentMsat += this.#system.costMsat(amountsMsat[payout - 1] ?? 0);
  }
}
