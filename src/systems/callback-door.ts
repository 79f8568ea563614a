import type { CallbackFaultName, CallbackFaultPlan, PlannedCallbackFault } from "../domain/callback-fault.ts";
import type { Clock } from "../domain/clock.ts";
import type { Fact } from "../domain/fact.ts";
import { isFinal } from "../domain/outcome.ts";
import { attemptOf, type PayoutNumber, payoutNumberOf } from "../domain/payout.ts";
import type { Answer } from "../domain/send.ts";
import type { CallbackSource } from "../engine/system-under-test.ts";
import type { CallbackSays } from "../service/callback.ts";

/** More payouts than that are not waited for: a service may tell of those of others. */
const MOST_EARLY = 100_000;

/** What whoever sent a callback sees: it was taken, or the connection was reset. */
export type Reception = "taken" | "reset";

/**
 * Where the callbacks of a service reach its client. The client is ours, and learns a thing once however often it is told; so what a fault
 * tries here is the service: what it does while its caller does not know yet, and what it does about a callback that was not taken.
 *
 * - `event-lost`: every try is reset. Only answers and look-ups tell then; the books and the rail judge as ever.
 * - `event-duplicated`: the client is told, and the answer to it is lost. A service that tries again tells twice; for one that does not, the
 *   fault never fires, which is a doubt.
 * - `event-delayed`: taken, and shown to the client later.
 * - `event-early`: the service alone decides whether it calls back before it answers. So this fault cannot be made from here.
 *
 * A callback meets its fault if it says how the payout ended; others pass.
 */
export interface CallbackDoor extends CallbackSource {
  /** A callback has arrived. One that names a payout before any answer did is kept until the answer comes; those about others are forgotten. */
  arrive(says: CallbackSays): Reception;
  /** Learns the service's ids of payouts, by which callbacks name them. */
  enter(fact: Fact): void;
  /** No more faults; what is held back is still shown. */
  heal(): void;
  /** How many callbacks are held back. */
  readonly underWay: number;
  /** What is held back is never shown. */
  close(): void;
}

/** What goes wrong with callbacks. */
export interface CallbackDoorOptions {
  readonly keyPrefix: string;
  readonly clock: Clock;
  readonly faults: CallbackFaultPlan;
  /** Called when a fault takes effect. */
  readonly fired: (payout: PayoutNumber, fault: CallbackFaultName) => void;
}

/** What a fault needs to happen. */
interface Arrival {
  readonly forMs: number;
  /** True where the same was said before, so that this is another try. */
  readonly isRepeat: boolean;
  /** True for the first try after one that was reset. */
  readonly isAgain: boolean;
  /** False where it was taken long ago, so that its sender sees no fault any more. */
  readonly isOpen: boolean;
  show(): void;
  later(ms: number): void;
  fired(): void;
}

/** What each callback fault does at the door. A new one is a rule here. */
const rules: Readonly<Record<CallbackFaultName, (arrival: Arrival) => Reception>> = {
  "event-lost": ({ isRepeat, fired }) => {
    if (!isRepeat) fired();
    return "reset";
  },
  "event-duplicated": ({ isRepeat, isAgain, isOpen, show, fired }) => {
    show();
    if (isAgain) fired();
    return isRepeat || !isOpen ? "taken" : "reset";
  },
  "event-delayed": ({ isRepeat, forMs, later, show, fired }) => {
    if (isRepeat) show();
    else {
      fired();
      later(forMs);
    }
    return "taken";
  },
  "event-early": ({ show }) => {
    show();
    return "taken";
  },
};

interface Told {
  readonly payout: PayoutNumber;
  readonly attempt: number;
}

/** A payout whose fault has been met: by what, and how often it was said since. */
interface Met {
  readonly word: string;
  times: number;
  /** What the sender saw of the last one. */
  reception: Reception;
}

/** A door at which nothing goes wrong. */
export const noCallbackFaults = { faults: new Map(), fired: () => {} } as const;

/** Opens a door. */
export function createCallbackDoor(options: CallbackDoorOptions): CallbackDoor {
  return new Door(options);
}

class Door implements CallbackDoor {
  readonly #options: CallbackDoorOptions;
  readonly #byId = new Map<string, Told>();
  readonly #early = new Map<string, CallbackSays[]>();
  readonly #lastAttempt = new Map<PayoutNumber, number>();
  readonly #met = new Map<PayoutNumber, Met>();
  #listener: Parameters<CallbackSource["listen"]>[0] = () => {};
  readonly #timers = new Set<() => void>();
  #isHealed = false;

  constructor(options: CallbackDoorOptions) {
    this.#options = options;
  }

  get underWay(): number {
    return this.#timers.size;
  }

  listen(told: Parameters<CallbackSource["listen"]>[0]): void {
    this.#listener = told;
  }

  arrive(says: CallbackSays): Reception {
    const about = this.#toldBy(says);
    if (about !== undefined) return this.#receive(about, says, true);
    const early = this.#early.get(says.payoutId);
    if (says.key === "" && says.payoutId !== "" && (early !== undefined || this.#early.size < MOST_EARLY)) {
      this.#early.set(says.payoutId, [...(early ?? []), says]);
    }
    return "taken";
  }

  enter(fact: Fact): void {
    if (fact.kind === "attempt-sent") this.#lastAttempt.set(fact.payout, fact.attempt);
    if (fact.kind !== "attempt-answered" || fact.payoutId === "") return;
    const about = { payout: fact.payout, attempt: fact.attempt };
    this.#byId.set(fact.payoutId, about);
    for (const says of this.#early.get(fact.payoutId) ?? []) this.#receive(about, says, false);
    this.#early.delete(fact.payoutId);
  }

  heal(): void {
    this.#isHealed = true;
  }

  close(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  #toldBy({ key, payoutId }: CallbackSays): Told | undefined {
    const payout = payoutNumberOf(this.#options.keyPrefix, key);
    if (payout === undefined) return this.#byId.get(payoutId);
    return { payout, attempt: attemptOf(key) ?? this.#lastAttempt.get(payout) ?? 1 };
  }

  #receive(about: Told, says: CallbackSays, isOpen: boolean): Reception {
    const { clock, fired } = this.#options;
    const show = () => this.#listener(about.payout, about.attempt, answerOf(says));
    const planned = this.#faultOf(about, says);
    if (planned === undefined) {
      show();
      return "taken";
    }
    const met: Met = this.#met.get(about.payout) ?? { word: says.word, times: 0, reception: "taken" };
    met.times += 1;
    this.#met.set(about.payout, met);
    const reception = rules[planned.fault]({
      forMs: planned.forMs,
      isRepeat: met.times > 1,
      isAgain: met.reception === "reset",
      isOpen,
      show,
      later: (ms) => {
        const cancel = clock.timeout(ms, () => {
          this.#timers.delete(cancel);
          show();
        });
        this.#timers.add(cancel);
      },
      fired: () => fired(about.payout, planned.fault),
    });
    met.reception = isOpen ? reception : "taken";
    return reception;
  }

  /** The fault that this callback meets: the first that tells an end, and whatever repeats it. */
  #faultOf({ payout }: Told, { means, word }: CallbackSays): PlannedCallbackFault | undefined {
    if (this.#isHealed || !isFinal(means)) return undefined;
    const met = this.#met.get(payout);
    return met === undefined || met.word === word ? this.#options.faults.get(payout) : undefined;
  }
}

function answerOf({ means, because, payoutId, word }: CallbackSays): Answer {
  return { outcome: means, reason: because, status: 0, code: means === "unknown" ? word : "", payoutId };
}
