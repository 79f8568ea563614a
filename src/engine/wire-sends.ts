import type { Clock } from "../domain/clock.ts";
import type { PayoutNumber } from "../domain/payout.ts";
import type { Send } from "../domain/send.ts";
import type { Plan } from "../scenario/plan.ts";
import type { Target } from "../service/target.ts";
import { wireFaults } from "../wire/index.ts";
import type { Recorder } from "./recorder.ts";
import type { Processes } from "./system-under-test.ts";

/** The wire between the caller and the API, with the planned faults on it. */
export interface WireSends {
  /**
   * The `Send` for the next attempt of a payout. The first attempts meet the planned faults, and later ones go straight through; but a fault
   * that could not happen, such as the loss of an answer that a killed API never gave, is left to the next attempt.
   */
  sendOf(payout: PayoutNumber): Send;
  /**
   * Resolves when nothing is under way any more that the caller no longer waits for: at the latest one client timeout after the last was
   * sent.
   */
  settled(): Promise<void>;
}

interface WireOptions {
  readonly plan: Plan;
  readonly target: Target;
  /** Hears of every request that reaches the service, and of its answer, where it wants to. */
  readonly processes: Pick<Processes, "moments" | "seen"> | null;
  /** When the caller gives up waiting for an answer. */
  readonly clientTimeoutMs: number;
  readonly clock: Clock;
  readonly recorder: Recorder;
}

/** Puts the wire faults of a plan in front of its target. Without wire faults, the target itself sends. */
export function createWireSends(options: WireOptions): WireSends {
  const { plan, clientTimeoutMs, clock, recorder } = options;
  const send = reporting(options);
  if (plan.wireFaults.size === 0) return { sendOf: () => send, settled: async () => {} };
  const unmet = new Map([...plan.wireFaults].map(([payout, faults]) => [payout, [...faults]]));
  const all = new Set<Promise<unknown>>();
  const underWay = (sending: Promise<unknown>) => {
    const over = () => void all.delete(sending);
    all.add(sending);
    sending.then(over, over);
  };
  return {
    sendOf(payout) {
      const faults = unmet.get(payout);
      const fault = faults?.[0];
      if (faults === undefined || fault === undefined) return send;
      const { delivered, needsAnswer, inFrontOf } = wireFaults[fault];
      let isMet = false;
      const meet = () => {
        if (!isMet) faults.shift();
        isMet = true;
      };
      if (!needsAnswer) meet();
      let hasFired = false;
      const fired = () => {
        meet();
        if (hasFired) return;
        hasFired = true;
        recorder.record({ kind: "fault-fired", atMs: recorder.atMs(), payout, fault, delivered });
      };
      return inFrontOf(send, { clock, clientTimeoutMs, fired, underWay });
    },
    async settled() {
      while (all.size > 0) await Promise.all(all);
    },
  };
}

/** The target's `Send`, which reports the moments that somebody waits for. */
function reporting({ target, processes }: WireOptions): Send {
  const { moments } = processes ?? {};
  if (processes === null || !(moments?.has("payout-received") || moments?.has("answer-sent"))) return target.send;
  const written = () => processes.seen("payout-received");
  const answering = () => processes.seen("answer-sent");
  return (request, sending) => target.send(request, { ...sending, written, answering });
}
