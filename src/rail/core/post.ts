import type { CallbackFaultName, PlannedCallbackFault } from "../../domain/callback-fault.ts";
import type { Clock } from "../../domain/clock.ts";
import type { EndedPayment } from "./payment-update.ts";

/**
 * Carries the news of how a payment ended to whoever wants to know, in several tries where it must. Calls `tried` after each, with whether anybody was
 * there to hear it. Resolves with whether it was taken, once that is known; never rejects.
 */
export type Tell = (tried?: Tried) => Promise<boolean>;

/** Hears of each try. News that was turned down has arrived. */
export type Tried = (hasArrived: boolean) => void;

/** The end of a payment, its news, and the answer to the request that asked for it. */
export interface Ended {
  readonly payment: EndedPayment;
  /** Undefined where nobody wants to be told; then no fault can happen. */
  readonly tell: Tell | undefined;
  /** Gives the answer; undefined where nobody waits for one any more. */
  readonly answer: (() => void) | undefined;
}

/** How long an answer waits for the first try of news that overtakes it: its receiver may be waiting for that very answer. */
const EARLY_LIMIT_MS = 1_000;

/** News that is not taken for so long is not waited for any more. */
const PATIENCE_MS = 2_000;

/** What a fault needs to happen. */
interface Sending {
  /** Carries the news. */
  readonly tell: Tell;
  readonly answer: (() => void) | undefined;
  readonly forMs: number;
  readonly clock: Clock;
  /** Does something later; until then the news is under way. */
  later(ms: number, work: () => void): void;
  fired(): void;
}

/** What each callback fault does with the news. A new one is a rule here. */
const rules: Readonly<Record<CallbackFaultName, (sending: Sending) => void>> = {
  "event-lost": ({ answer, fired }) => {
    answer?.();
    fired();
  },
  // As if nobody had heard that it was taken.
  "event-duplicated": ({ answer, tell, fired, later }) => {
    answer?.();
    void tell().then((isTaken) => {
      if (isTaken) later(0, () => void tell(onArrival(fired)));
    });
  },
  "event-delayed": ({ answer, tell, fired, later, forMs }) => {
    answer?.();
    later(forMs, () => void tell(onArrival(fired)));
  },
  // There is nothing to overtake where nobody waits for an answer.
  "event-early": ({ answer, tell, fired, clock }) => {
    if (answer === undefined) return void tell();
    let isAnswered = false;
    // Whoever takes so long to answer has it before him.
    const answerOnce = (hasArrived = true) => {
      cancel();
      if (isAnswered) return;
      isAnswered = true;
      if (hasArrived) fired();
      answer();
    };
    const cancel = clock.timeout(EARLY_LIMIT_MS, answerOnce);
    void tell(answerOnce);
  },
};

/** Calls `fired` when the news first arrives. */
function onArrival(fired: () => void): Tried {
  let isThere = false;
  return (hasArrived) => {
    if (hasArrived && !isThere) fired();
    isThere ||= hasArrived;
  };
}

/** What the node needs for its post. */
export interface PostOptions {
  readonly clock: Clock;
  /** The fault that is planned for the news of a payment. */
  readonly faultOf: (payment: EndedPayment) => PlannedCallbackFault | undefined;
  /** Called when a fault takes effect: for news that comes early, late or twice, when it arrives. */
  readonly fired: (payment: EndedPayment, fault: CallbackFaultName) => void;
}

/**
 * The post between the node and the webhooks of its dialects: it gives the answer to a request and passes on the news of how the payment
 * ended, in this order, unless a fault is planned. A fault meets the first news of a payout; whatever follows arrives as ever.
 */
export class Post {
  readonly #options: PostOptions;
  /** The payees whose news met their fault. */
  readonly #met = new Set<string>();
  readonly #timers = new Set<() => void>();
  #telling = 0;

  constructor(options: PostOptions) {
    this.#options = options;
  }

  /** How much news is held back or not taken yet. */
  get underWay(): number {
    return this.#timers.size + this.#telling;
  }

  /** A payment has ended: answers, and passes on the news. */
  send({ payment, tell, answer }: Ended): void {
    const { clock, faultOf, fired } = this.#options;
    const telling = tell && this.#counted(tell);
    const planned = tell === undefined || this.#met.has(payment.payee) ? undefined : faultOf(payment);
    if (telling === undefined || planned === undefined) {
      answer?.();
      void telling?.();
      return;
    }
    const { fault, forMs } = planned;
    this.#met.add(payment.payee);
    rules[fault]({
      tell: telling,
      answer,
      forMs,
      clock,
      later: (ms, work) => this.#later(ms, work),
      fired: () => fired(payment, fault),
    });
  }

  /** Faults may happen again, in another run. */
  rearm(): void {
    this.#met.clear();
  }

  /** What is held back never arrives. */
  close(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  /** Counts the news as under way while it is being told. */
  #counted(tell: Tell): Tell {
    return async (tried) => {
      this.#telling += 1;
      let isOver = false;
      const over = () => {
        if (!isOver) this.#telling -= 1;
        isOver = true;
      };
      const cancel = this.#options.clock.timeout(PATIENCE_MS, over);
      const isTaken = await tell(tried);
      cancel();
      over();
      return isTaken;
    };
  }

  #later(ms: number, work: () => void): void {
    const cancel = this.#options.clock.timeout(ms, () => {
      this.#timers.delete(cancel);
      work();
    });
    this.#timers.add(cancel);
  }
}
