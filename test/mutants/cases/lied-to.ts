import type { FindingKind } from "../../../src/domain/finding.ts";
import type { RailAnswer } from "../../../src/rail/port.ts";
import { type Payout, PayoutApi, type Reply, type Row, refusal } from "../payout-api.ts";
import { type Cases, load } from "../trial.ts";

/** APIs whose node does not know, or says what is not so: look-ups, errors of a provider, failures that settle, answers that contradict themselves. */

/** Asks once about a payment that it heard nothing of, and then decides. */
class Asking extends PayoutApi {
  /** What it takes for a failure. */
  readonly failures: readonly string[] = ["failed"];

  override async follow(payout: Payout): Promise<void> {
    const state = await this.rail.track(this.hashOf(payout));
    if (this.failures.includes(state)) this.fail(payout);
    else await super.follow(payout);
  }
}

/** Pays each attempt under a hash of its own. */
class Fresh extends PayoutApi {
  override paymentName({ id, sendings }: Payout): string {
    return `${id}/${sendings}`;
  }
}

const isError = (answer: RailAnswer, status: string) => answer.kind === "broken" && answer.reason === `HTTP_${status}`;

/** So long that a look-up on a slow machine still meets it. */
const lasting = { rate: 4, for: "2s" };
const lagging = load({ "lost-answer": 4, "lookup-lag": lasting });
const asked = (fault: string) => load({ "lost-answer": 4, [fault]: fault === "lookup-error" ? 4 : lasting });

/** By the finding that each wrong one comes to. */
export const liedTo: Partial<Record<FindingKind, Cases>> = {
  "paid-not-charged": {
    wrong: [
      {
        claim: "reads “not found” as failed, and gives back",
        scenario: lagging,
        also: ["false-refusal"],
        api: class extends Asking {
          override readonly failures = ["failed", "absent"];
        },
      },
      {
        claim: "reads an error of the look-up as failed, and gives back",
        scenario: asked("lookup-error"),
        also: ["false-refusal"],
        api: class extends Asking {
          override readonly failures = ["failed", "unknown"];
        },
      },
      {
        claim: "gives back on a 500 of its provider",
        scenario: load({ "provider-error": 4 }),
        also: ["false-refusal"],
        api: class extends PayoutApi {
          override async conclude(payout: Payout, answer: RailAnswer): Promise<Reply> {
            return isError(answer, "500") ? this.fail(payout) : super.conclude(payout, answer);
          }
        },
      },
    ],
    odd: [
      ...["lookup-lag", "lookup-error", "lookup-stale"].map((fault) => ({
        claim: `waits for a look-up that knows, under ${fault}`,
        scenario: asked(fault),
        api: PayoutApi,
      })),
      {
        claim: "waits for what became of a payment that its provider answered with 500",
        scenario: load({ "provider-error": 4 }),
        api: PayoutApi,
      },
      {
        claim: "looks again for a while at what has failed, and finds that it has settled",
        scenario: load({ "failed-but-settles": 4, failure: 2 }),
        api: class extends PayoutApi {
          override async conclude(payout: Payout, answer: RailAnswer): Promise<Reply> {
            if (answer.kind !== "failed") return super.conclude(payout, answer);
            const hash = this.hashOf(payout);
            for (let looks = 0; looks < 60; looks += 1) {
              if ((await this.rail.track(hash)) === "settled") return this.complete(payout);
              await this.clock.sleep(5);
            }
            return this.fail(payout);
          }
        },
      },
    ],
  },
  "false-refusal": {
    wrong: [
      {
        claim: "reads the reason of a failure before the status",
        scenario: load({ contradictory: 4 }),
        also: ["paid-not-charged"],
        api: class extends PayoutApi {
          override async conclude(payout: Payout, answer: RailAnswer): Promise<Reply> {
            const hasReason = answer.kind === "settled" && answer.failureReason !== undefined;
            return hasReason ? this.fail(payout) : super.conclude(payout, answer);
          }
        },
      },
      {
        claim: "gives back at once what its node calls failed, and that settles",
        scenario: load({ "failed-but-settles": 4 }),
        also: ["paid-not-charged"],
        api: PayoutApi,
      },
    ],
    odd: [
      {
        claim: "reads the status first, whatever reason is beside it",
        scenario: load({ contradictory: 4 }),
        api: PayoutApi,
      },
      {
        claim: "is turned away with 503, waits, and sends again under the same hash",
        scenario: load({ "provider-busy": 4 }),
        api: class extends PayoutApi {
          override async conclude(payout: Payout, answer: RailAnswer): Promise<Reply> {
            if (!isError(answer, "503")) return super.conclude(payout, answer);
            await this.clock.sleep(20);
            return this.carryOut(payout);
          }
        },
      },
    ],
  },
  "double-paid": {
    wrong: [
      {
        claim: "pays again under a new hash what a look-up does not find",
        scenario: lagging,
        api: class extends Fresh {
          override async follow(payout: Payout): Promise<void> {
            const state = await this.rail.track(this.hashOf(payout));
            if (state === "absent") await this.conclude(payout, await this.send(payout));
            else await super.follow(payout);
          }
        },
      },
      {
        claim: "pays again under a new hash what its provider answered with 500",
        scenario: load({ "provider-error": 4 }),
        api: class extends Fresh {
          override async conclude(payout: Payout, answer: RailAnswer): Promise<Reply> {
            return isError(answer, "500") ? this.carryOut(payout) : super.conclude(payout, answer);
          }
        },
      },
      {
        claim: "pays again what has failed, at a node that pays again",
        scenario: { ...load({ "failed-but-settles": 4 }), rail: { duplicates: "pay-again" } },
        api: class extends PayoutApi {
          override async conclude(payout: Payout, answer: RailAnswer): Promise<Reply> {
            return answer.kind === "failed" && payout.sendings === 1
              ? this.carryOut(payout)
              : super.conclude(payout, answer);
          }
        },
      },
      {
        claim: "lists a payout too late, so its caller does not find it and pays again",
        scenario: {
          ...load({ "late-settle": 4 }),
          client: { retry: { attempts: 2, backoff: "10ms", key: "fresh", when: "lookup-says-absent" } },
        },
        inHaste: true,
        api: class extends PayoutApi {
          readonly listedAt = new Map<string, number>();

          override async wait(payout: Payout): Promise<Reply> {
            void this.follow(payout);
            return refusal(504, "PAYMENT_TIMEOUT", { id: payout.id });
          }
          override rowOf(payout: Payout): Row {
            if (!this.listedAt.has(payout.id)) this.listedAt.set(payout.id, this.clock.now() + 300);
            return super.rowOf(payout);
          }
          override listPayouts(projectId: string, status: string | null) {
            const isListed = (id: unknown) => this.clock.now() >= (this.listedAt.get(String(id)) ?? 0);
            return super.listPayouts(projectId, status).filter(({ id }) => isListed(id));
          }
        },
      },
    ],
    odd: [
      {
        claim: "sends again, under the same hash, what a look-up does not find",
        scenario: lagging,
        api: class extends PayoutApi {
          override async follow(payout: Payout): Promise<void> {
            const state = await this.rail.track(this.hashOf(payout));
            if (state === "absent") await this.conclude(payout, await this.send(payout));
            else await super.follow(payout);
          }
        },
      },
      {
        claim: "lists a payout at once, so its caller finds it and does not pay again",
        scenario: {
          ...load({ "late-settle": 4 }),
          client: { retry: { attempts: 2, backoff: "10ms", key: "fresh", when: "lookup-says-absent" } },
        },
        inHaste: true,
        api: class extends PayoutApi {
          override async wait(payout: Payout): Promise<Reply> {
            void this.follow(payout);
            return refusal(504, "PAYMENT_TIMEOUT", { id: payout.id });
          }
        },
      },
    ],
  },
};
