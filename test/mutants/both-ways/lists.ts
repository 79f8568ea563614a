import {
  type ApiParts,
  type Call,
  found,
  type Payout,
  PayoutApi,
  type Reply,
  type Row,
  refusal,
} from "../payout-api.ts";
import { type BothWays, balanced, inconclusive, load, violated } from "../trial.ts";

/** Has made 150 payouts, and refunded 50 of them, before anybody came to judge it; a page has 100 rows. */
class Experienced extends PayoutApi {
  override readonly pageRows: number = 100;

  constructor(parts: ApiParts) {
    super(parts);
    for (let number = 1; number <= 150; number += 1) {
      const asked = { gamertag: "someone", projectId: "shop", amount: 10, idempotencyKey: `earlier_${number}` };
      const payout = this.take(asked);
      this.charge(payout);
      payout.status = "completed";
      if (number % 3 === 0) this.fail(payout);
    }
  }
}

/** The project of a call for entries; undefined for any other call. */
function entriesAsked({ method, path }: Call): string | undefined {
  return method === "GET" ? /^\/api\/v1\/projects\/([^/]+)\/entries$/.exec(path)?.[1] : undefined;
}

const faults = { failure: 3, timeout: 2, "late-settle": 2 };

/** Honest APIs whose lists are unlike those of the contract. */
export const honest: readonly BothWays[] = [
  {
    claim: "has a past, and lists the newest first, by the hundred",
    scenario: load(faults),
    api: class extends Experienced {
      override listEntries(projectId: string) {
        return [...super.listEntries(projectId)].reverse();
      }
      override listPayouts(projectId: string, status: string | null) {
        return [...super.listPayouts(projectId, status)].reverse();
      }
    },
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
  {
    claim: "has a past, and lists all of it whatever it is asked for, the newest first",
    scenario: load(faults),
    api: class extends Experienced {
      override async front(call: Call): Promise<Reply | undefined> {
        const projectId = entriesAsked(call);
        return projectId === undefined ? undefined : found({ entries: [...this.listEntries(projectId)].reverse() });
      }
    },
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
  {
    claim: "has a past, and lists all of it whatever it is asked for, the oldest first",
    scenario: load(faults),
    api: class extends Experienced {
      override async front(call: Call): Promise<Reply | undefined> {
        const projectId = entriesAsked(call);
        return projectId === undefined ? undefined : found({ entries: this.listEntries(projectId) });
      }
    },
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
  {
    claim: "has a past, and lists its entries in the order of their random ids",
    scenario: load(faults),
    api: class extends Experienced {
      override listEntries(projectId: string): readonly Row[] {
        const scattered = (id: string | number) => (Number(String(id).replace(/\D/g, "")) * 7_919) % 10_007;
        const rows = super.listEntries(projectId).map((row) => ({ ...row, id: scattered(row.id) }));
        return rows.sort((one, other) => one.id - other.id);
      }
    },
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
  {
    claim: "has no list of entries",
    scenario: load(faults),
    api: class extends PayoutApi {
      override async front(call: Call): Promise<Reply | undefined> {
        return entriesAsked(call) === undefined ? undefined : refusal(404, "NOT_FOUND");
      }
    },
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
  {
    claim: "lists its entries before the load, and answers 404 afterwards",
    scenario: load(faults),
    api: class extends PayoutApi {
      override async front(call: Call): Promise<Reply | undefined> {
        return entriesAsked(call) === undefined || this.payouts.length === 0 ? undefined : refusal(404, "NOT_FOUND");
      }
    },
    isHonest: true,
    rail: inconclusive("entries-lost"),
    answers: inconclusive("entries-lost"),
  },
  {
    claim: "charges amount and fee as two entries, and refunds them as two",
    scenario: load({ failure: 3, timeout: 2 }),
    api: class extends PayoutApi {
      override charge(payout: Payout) {
        this.book(payout, "amount", -payout.amountSats);
        this.book(payout, "fee", payout.amountSats - payout.costSats);
      }
      override refund(payout: Payout) {
        this.book(payout, "amount back", payout.amountSats);
        this.book(payout, "fee back", payout.costSats - payout.amountSats);
      }
    },
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
];

/** Wrong APIs whose lists do not show their mistake, or show it in an unusual order. */
export const wrong: readonly BothWays[] = [
  {
    claim: "lists its entries before the load, answers 404 afterwards, and charges every fifth payout twice",
    api: class extends PayoutApi {
      override async front(call: Call): Promise<Reply | undefined> {
        return entriesAsked(call) === undefined || this.payouts.length === 0 ? undefined : refusal(404, "NOT_FOUND");
      }
      override complete(payout: Payout): Reply {
        if (payout.number % 5 === 0) this.charge(payout);
        return super.complete(payout);
      }
    },
    isHonest: false,
    rail: violated("unexplained-change"),
    answers: violated("unexplained-change"),
  },
  {
    claim: "has a past, lists the newest first, and charges every fifth payout twice",
    api: class extends Experienced {
      override listEntries(projectId: string) {
        return [...super.listEntries(projectId)].reverse();
      }
      override complete(payout: Payout): Reply {
        if (payout.number % 5 === 0) this.charge(payout);
        return super.complete(payout);
      }
    },
    isHonest: false,
    rail: violated("double-charged"),
    answers: violated("double-charged"),
  },
  {
    claim: "restores the balance that it read before the charge, over those of others, and has no list of entries",
    scenario: { ...load({ failure: 1 }), seed: 1, payouts: { amount: { min: 900, max: 1_100 } } },
    api: class extends PayoutApi {
      readonly before = new Map<Payout, number>();

      override async front(call: Call): Promise<Reply | undefined> {
        return entriesAsked(call) === undefined ? undefined : refusal(404, "NOT_FOUND");
      }
      override charge(payout: Payout) {
        this.before.set(payout, this.balances.get(payout.projectId) ?? 0);
        super.charge(payout);
      }
      override async conclude(payout: Payout, answer: Parameters<PayoutApi["conclude"]>[1]): Promise<Reply> {
        const hasCompany = () => this.payouts.filter(({ status }) => status === "completed").length > payout.number;
        if (answer.kind === "failed") {
          for (let polls = 0; !hasCompany() && polls < 50; polls += 1) await this.clock.sleep(5);
        }
        return super.conclude(payout, answer);
      }
      override refund(payout: Payout) {
        this.balances.set(payout.projectId, this.before.get(payout) ?? 0);
      }
    },
    isHonest: false,
    rail: violated("unexplained-change"),
    answers: violated("unexplained-change"),
  },
  {
    claim: "charges every fifth payout twice, and leaves the second charge out of its list",
    api: class extends PayoutApi {
      override complete(payout: Payout): Reply {
        if (payout.number % 5 === 0) this.book(payout, "hidden", -payout.costSats);
        return super.complete(payout);
      }
      override listEntries(projectId: string) {
        return super.listEntries(projectId).filter((row) => row["cause"] !== "hidden");
      }
    },
    isHonest: false,
    rail: violated("unexplained-change"),
    answers: violated("unexplained-change"),
  },
];
