import { type Asked, type Call, type Payout, PayoutApi, type Reply, refusal } from "../payout-api.ts";
import { type BothWays, balanced, load, violated } from "../trial.ts";

const LAG_MS = 300;

/** What a replica had at some moment. */
interface Copy {
  readonly atMs: number;
  readonly balances: ReadonlyMap<string, number>;
  readonly payouts: readonly Payout[];
  readonly entries: number;
}

/** Serves all its reads from a replica that lags behind. */
class Lagging extends PayoutApi {
  readonly copies: Copy[] = [];

  copy(): void {
    const payouts = this.payouts.map((payout) => ({ ...payout }));
    const balances = new Map(this.balances);
    this.copies.push({ atMs: this.clock.now(), balances, payouts, entries: this.entries.length });
  }
  seen(): Copy | undefined {
    return this.copies.findLast(({ atMs }) => atMs <= this.clock.now() - LAG_MS) ?? this.copies[0];
  }
  override async front(): Promise<undefined> {
    if (this.copies.length === 0) this.copy();
  }
  override charge(payout: Payout): void {
    super.charge(payout);
    this.copy();
  }
  override complete(payout: Payout): Reply {
    const reply = super.complete(payout);
    this.copy();
    return reply;
  }
  override fail(payout: Payout): Reply {
    const reply = super.fail(payout);
    this.copy();
    return reply;
  }
  override async balance(projectId: string): Promise<object> {
    return { projectId, balance: this.seen()?.balances.get(projectId) };
  }
  override listPayouts(projectId: string, status: string | null) {
    const rows = this.seen()?.payouts ?? [];
    return rows
      .filter((payout) => payout.projectId === projectId && (status === null || payout.status === status))
      .map((payout) => this.rowOf(payout));
  }
  override listEntries(projectId: string) {
    const isSeen = new Set(this.entries.slice(0, this.seen()?.entries));
    return super.listEntries(projectId).filter((entry) => isSeen.has(entry as (typeof this.entries)[number]));
  }
}

/** Honest APIs that cannot be read as they are, or not now. */
export const honest: readonly BothWays[] = [
  {
    claim: "serves its reads from a replica 300 ms behind, and declares that",
    scenario: load({ failure: 3 }),
    declares: { staleReadsMs: LAG_MS },
    api: Lagging,
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
  {
    claim: "answers 429 to some reads, and asks to be left alone for a second",
    scenario: load({ failure: 3 }),
    api: class extends PayoutApi {
      reads = 0;

      override async front({ method }: Call): Promise<Reply | undefined> {
        if (method === "GET") this.reads += 1;
        const isBusy = method === "GET" && (this.reads === 3 || this.reads === 12);
        return isBusy ? { ...refusal(429, "TOO_MANY_REQUESTS"), headers: { "retry-after": "1" } } : undefined;
      }
    },
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
  {
    claim: "answers 503 to every read for half a second after the load",
    scenario: { ...load({ failure: 3 }), drain: "4s" },
    api: class extends PayoutApi {
      lastMs = Number.POSITIVE_INFINITY;

      override async front({ method }: Call): Promise<Reply | undefined> {
        const sinceMs = this.clock.now() - this.lastMs;
        return method === "GET" && sinceMs > 0 && sinceMs < 500 ? { status: 503, body: "<h1>busy</h1>" } : undefined;
      }
      override async post(asked: Asked): Promise<Reply> {
        const reply = await super.post(asked);
        if (this.payouts.length === 20) this.lastMs = this.clock.now();
        return reply;
      }
    },
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
];

/** Wrong APIs that show something else than they have. */
export const wrong: readonly BothWays[] = [
  {
    claim: "serves its reads from a replica 300 ms behind, and declares nothing",
    scenario: load({ failure: 3 }),
    api: Lagging,
    isHonest: false,
    rail: violated("impossible-balance"),
    answers: violated("impossible-balance"),
  },
  {
    claim: "serves its reads from a replica 300 ms behind, declares that, and charges every fifth payout twice",
    declares: { staleReadsMs: LAG_MS },
    api: class extends Lagging {
      // The first payout takes long enough for the replica to show what became of the others.
      override async carryOut(payout: Payout): Promise<Reply> {
        if (payout.number !== 1) return super.carryOut(payout);
        this.clock.timeout(500, () => void super.carryOut(payout));
        return this.reply(202, payout);
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
];
