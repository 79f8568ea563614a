import { type Asked, type Payout, PayoutApi, type Reply, type Row, refusal } from "../payout-api.ts";
import { type BothWays, balanced, inconclusive, load, retrying, stuck, unseen, violated } from "../trial.ts";

/** Every fifth payout: 4 of 20, and the last of them too. */
function isChosen({ number }: Payout): boolean {
  return number % 5 === 0;
}

/** Accepts everything, and does it afterwards. */
class Accepting extends PayoutApi {
  override async carryOut(payout: Payout): Promise<Reply> {
    void super.carryOut(payout);
    return this.reply(202, payout);
  }
}

/** Shows a word of its own as the status of some payouts. */
abstract class Worded extends PayoutApi {
  abstract wordOf(payout: Payout): string;

  override rowOf(payout: Payout): Row {
    return { ...super.rowOf(payout), status: this.wordOf(payout) };
  }
  override listPayouts(projectId: string, status: string | null) {
    return super.listPayouts(projectId, null).filter((row) => status === null || row["status"] === status);
  }
}

/** Honest APIs that take their time, or have words and numbers of their own. */
export const honest: readonly BothWays[] = [
  {
    claim: "lists everything as “processing” for half a second after it was paid, and then as completed",
    scenario: load({ failure: 3 }),
    api: class extends Worded {
      readonly decided = new Map<Payout, number>();

      wordOf(payout: Payout): string {
        if (payout.status === "pending") return "processing";
        const since = this.decided.get(payout) ?? this.clock.now();
        this.decided.set(payout, since);
        return this.clock.now() - since < 500 ? "processing" : payout.status;
      }
      override async carryOut(payout: Payout): Promise<Reply> {
        void super.carryOut(payout);
        return { status: 202, body: { success: true, data: { id: payout.id } } };
      }
    },
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
  {
    claim: "pays, charges, and lists four payouts as “processing” for ever",
    api: class extends Worded {
      wordOf(payout: Payout): string {
        return isChosen(payout) ? "processing" : payout.status;
      }
      override complete(payout: Payout): Reply {
        super.complete(payout);
        return { status: 202, body: { success: true, data: { id: payout.id } } };
      }
    },
    isHonest: true,
    rail: inconclusive("states-unknown"),
    answers: inconclusive("states-unknown"),
  },
  {
    claim: "answers 202 to everything, and lists how it ended later",
    scenario: load({ failure: 3, timeout: 2, "late-settle": 2 }),
    api: Accepting,
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
  {
    claim: "answers 202 to everything, and lists only the five newest",
    api: class extends Accepting {
      override listPayouts(projectId: string, status: string | null) {
        return super.listPayouts(projectId, status).slice(-5);
      }
    },
    isHonest: true,
    rail: balanced,
    answers: inconclusive("stayed-pending"),
  },
  {
    claim: "answers 202 to everything, and has no list of payouts",
    api: class extends Accepting {
      override async front({ method, path }: { readonly method: string; readonly path: string }) {
        return method === "GET" && path === "/api/v1/payouts" ? refusal(404, "NOT_FOUND") : undefined;
      }
    },
    isHonest: true,
    rail: balanced,
    answers: inconclusive("stayed-pending"),
  },
  {
    claim: "calls a payout that was made “SENT”, in its answers and in its list",
    api: class extends Worded {
      wordOf({ status }: Payout): string {
        return status === "completed" ? "SENT" : status;
      }
    },
    isHonest: true,
    rail: inconclusive("states-unknown"),
    answers: inconclusive("states-unknown"),
  },
  {
    claim: "has numbers for the ids of its payouts, and answers the retry with the same number",
    scenario: { ...load({ "answer-lost": 4 }), ...retrying },
    api: class extends PayoutApi {
      override rowOf(payout: Payout): Row {
        return { ...super.rowOf(payout), id: payout.number };
      }
    },
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
  {
    claim: "lists its payouts without keys",
    scenario: load({ failure: 3 }),
    api: class extends PayoutApi {
      override listPayouts(projectId: string, status: string | null) {
        return super
          .listPayouts(projectId, status)
          .map(({ id, status: word, amount }) => ({ id, status: word, amount }));
      }
    },
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
  {
    claim: "answers 409 to a retry that comes while it is still paying, and lists the payout as completed",
    scenario: { ...load({ "late-settle": 3 }), ...retrying },
    api: class extends PayoutApi {
      override async wait(payout: Payout): Promise<Reply> {
        void this.follow(payout);
        return refusal(503, "TRY_AGAIN", { id: payout.id });
      }
    },
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
];

/** Wrong APIs that do not do what they said, or say what they have not done. */
export const wrong: readonly BothWays[] = [
  {
    claim: "accepts with 202 and forgets every fifth payout",
    api: class extends PayoutApi {
      arrived = 0;

      override async post(asked: Asked): Promise<Reply> {
        this.arrived += 1;
        if (this.arrived % 5 !== 0) return super.post(asked);
        return { status: 202, body: { success: true, data: { id: `lost-${this.arrived}`, status: "pending" } } };
      }
    },
    isHonest: false,
    rail: violated("accepted-and-lost"),
    answers: violated("accepted-and-lost"),
  },
  {
    claim: "accepts with 202, charges, and forgets every fifth payout",
    api: class extends PayoutApi {
      override async carryOut(payout: Payout): Promise<Reply> {
        if (!isChosen(payout)) return super.carryOut(payout);
        payout.status = "error";
        return { status: 202, body: { success: true, data: { id: payout.id, status: "pending" } } };
      }
      override listPayouts(projectId: string, status: string | null) {
        return super.listPayouts(projectId, status).filter((row) => row["status"] !== "error");
      }
    },
    isHonest: false,
    rail: violated("charged-not-paid"),
    answers: inconclusive("stayed-pending"),
  },
  {
    claim: "accepts with 202, charges, and lists every fifth payout as “processing” for ever, without paying it",
    api: class extends Worded {
      wordOf(payout: Payout): string {
        return payout.status === "error" ? "processing" : payout.status;
      }
      override async carryOut(payout: Payout): Promise<Reply> {
        if (!isChosen(payout)) return super.carryOut(payout);
        payout.status = "error";
        return { status: 202, body: { success: true, data: { id: payout.id } } };
      }
    },
    isHonest: false,
    // Nobody knows whether its word is an end; an open payout by the word of the contract is stuck.
    rail: inconclusive("states-unknown"),
    answers: inconclusive("states-unknown"),
  },
  {
    claim: "accepts with 202, charges, and lists every fifth payout as pending for ever, without paying it",
    scenario: { ...load(), drain: "2s" },
    api: class extends PayoutApi {
      override async carryOut(payout: Payout): Promise<Reply> {
        return isChosen(payout) ? this.reply(202, payout) : super.carryOut(payout);
      }
    },
    isHonest: false,
    rail: stuck,
    answers: inconclusive("stayed-pending"),
  },
  {
    claim: "answers one id and lists another under the same key",
    scenario: { ...load({ "answer-lost": 4 }), ...retrying },
    api: class extends PayoutApi {
      override listPayouts(projectId: string, status: string | null) {
        return super.listPayouts(projectId, status).map((row) => ({ ...row, id: `other-${row.id}` }));
      }
    },
    isHonest: false,
    rail: violated("key-breach"),
    answers: violated("key-breach"),
  },
  {
    claim: "answers one id at once and lists another under the same key, and nobody asks twice",
    api: class extends PayoutApi {
      override listPayouts(projectId: string, status: string | null) {
        return super.listPayouts(projectId, status).map((row) => ({ ...row, id: `other-${row.id}` }));
      }
    },
    isHonest: false,
    rail: violated("key-breach"),
    answers: violated("key-breach"),
  },
  {
    claim: "accepts with 202, pays and charges, and lists every fifth payout as expired",
    api: class extends Accepting {
      override complete(payout: Payout): Reply {
        super.complete(payout);
        if (isChosen(payout)) payout.status = "expired";
        return this.reply(201, payout);
      }
    },
    isHonest: false,
    rail: violated("false-refusal"),
    answers: violated("charged-not-paid"),
  },
  {
    claim: "answers that it has paid, and refunds and expires every fifth payout afterwards",
    api: class extends PayoutApi {
      override complete(payout: Payout): Reply {
        const reply = super.complete(payout);
        if (isChosen(payout)) {
          this.refund(payout);
          payout.status = "expired";
        }
        return reply;
      }
    },
    isHonest: false,
    rail: violated("paid-not-charged"),
    answers: violated("paid-not-charged"),
  },
  {
    claim: "answers that it has paid, charges, and never asks its node for every fifth payout",
    api: class extends PayoutApi {
      override async carryOut(payout: Payout): Promise<Reply> {
        return isChosen(payout) ? this.complete(payout) : super.carryOut(payout);
      }
    },
    isHonest: false,
    rail: violated("charged-not-paid", "false-success"),
    answers: unseen("it says paid in its answer and in its list, and charges what it says: only the rail knows better"),
  },
];
