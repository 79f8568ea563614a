import { type Asked, type Payout, PayoutApi, type Reply } from "../payout-api.ts";
import { type BothWays, balanced, inconclusive, load, retrying, violated } from "../trial.ts";

/** A page as proxies and load balancers send it. */
function page(status: number): Reply {
  return { status, body: `<html><body><h1>${status}</h1></body></html>` };
}

const empty: Reply = { status: 200, body: "" };

/** Three of twenty. */
function isHit({ number }: Payout): boolean {
  return number % 7 === 3;
}

/** The same API behind a gateway that gives another answer than the API to some of the requests, once each. */
abstract class Gatewayed extends PayoutApi {
  readonly hit = new Set<Payout>();

  abstract instead(reply: Reply, payout: Payout): Reply;

  override async post(asked: Asked): Promise<Reply> {
    const reply = await super.post(asked);
    const payout = this.find(asked);
    if (payout === undefined || !isHit(payout) || this.hit.has(payout)) return reply;
    this.hit.add(payout);
    return this.instead(reply, payout);
  }
}

/** Answers some callers with the first page, and others with the second. */
function answering(first: number, second: number) {
  return class extends Gatewayed {
    override instead(_reply: Reply, { number }: Payout): Reply {
      return page(number === 3 ? first : second);
    }
  };
}

/** Honest APIs behind somebody who speaks in their stead. */
export const honest: readonly BothWays[] = [
  {
    claim: "has a gateway that answers 504 with a page, although the payout was made and is listed as completed",
    api: answering(504, 504),
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
  {
    claim: "has a gateway that answers 502 and 503 with a page, although the payout was made",
    api: answering(502, 503),
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
  {
    claim: "has a gateway that answers 408 and 429 with a page, although the payout was made",
    api: answering(408, 429),
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
  {
    claim: "has a portal in front of it that answers 200 with a page, although the payout was made",
    api: answering(200, 200),
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
  {
    claim: "answers 200 with nothing, although the payout was made",
    api: class extends Gatewayed {
      override instead(): Reply {
        return empty;
      }
    },
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
  {
    claim: "loses its connection in the middle of the answer, after the payout was made",
    api: class extends Gatewayed {
      override instead(reply: Reply): Reply {
        return { ...reply, isCutShort: true };
      }
    },
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
  {
    claim: "has a gateway that answers 504 to a payout that failed and was refunded",
    scenario: load({ failure: 20 }),
    api: answering(504, 504),
    isHonest: true,
    rail: balanced,
    answers: inconclusive("nothing-reported-paid"),
  },
  {
    claim: "has a gateway that answers 504 for three payouts that it never forwards",
    api: class extends PayoutApi {
      arrived = 0;

      override async post(asked: Asked): Promise<Reply> {
        this.arrived += 1;
        return this.arrived % 7 === 3 ? page(504) : super.post(asked);
      }
    },
    isHonest: true,
    rail: balanced,
    answers: inconclusive("outcomes-unknown"),
  },
  {
    claim: "answers the retry of what its gateway gave up on with the payout that was made",
    scenario: { ...load(), ...retrying },
    api: answering(504, 502),
    isHonest: true,
    rail: balanced,
    answers: balanced,
  },
];

/** Wrong APIs whose mistake shows, or hides, because somebody else gave the answer. */
export const wrong: readonly BothWays[] = [
  {
    claim: "pays and charges the retry of what its gateway gave up on once more",
    scenario: { ...load(), ...retrying },
    api: class extends answering(504, 504) {
      override find(asked: Asked): Payout | undefined {
        const known = this.payouts.findLast(({ key }) => key === asked.idempotencyKey);
        return known !== undefined && this.hit.has(known) ? undefined : known;
      }
    },
    isHonest: false,
    rail: violated("double-paid", "key-breach"),
    answers: violated("double-charged", "key-breach"),
  },
  {
    claim: "charges the retry of what its gateway gave up on once more, and pays once",
    scenario: { ...load(), ...retrying },
    api: class extends answering(504, 504) {
      override async again(payout: Payout): Promise<Reply> {
        this.charge(payout);
        return super.again(payout);
      }
    },
    isHonest: false,
    rail: violated("double-charged"),
    answers: violated("double-charged"),
  },
  {
    claim: "charges one sat too much whenever its answer is lost on the way",
    api: class extends answering(502, 502) {
      override take(asked: Asked): Payout {
        const payout = super.take(asked);
        return isHit(payout) ? Object.assign(payout, { costSats: payout.costSats + 1 }) : payout;
      }
    },
    isHonest: false,
    rail: violated("wrong-amount"),
    answers: violated("wrong-amount"),
  },
  {
    claim: "dies behind its gateway after the charge, and knows nothing of the payout when it is back",
    api: class extends answering(504, 504) {
      override async carryOut(payout: Payout): Promise<Reply> {
        if (!isHit(payout)) return super.carryOut(payout);
        payout.status = "error";
        return page(504);
      }
      override listPayouts(projectId: string, status: string | null) {
        return super.listPayouts(projectId, status).filter((row) => row["status"] !== "error");
      }
    },
    isHonest: false,
    rail: violated("charged-not-paid"),
    answers: inconclusive("outcomes-unknown"),
  },
  {
    claim: "answers 200 with nothing, and does nothing",
    api: class extends PayoutApi {
      arrived = 0;

      override async post(asked: Asked): Promise<Reply> {
        this.arrived += 1;
        return this.arrived % 7 === 3 ? empty : super.post(asked);
      }
    },
    isHonest: false,
    rail: inconclusive("answers-unreadable"),
    answers: inconclusive("answers-unreadable"),
  },
];
