import { AsyncLocalStorage } from "node:async_hooks";
import type { Clock } from "../domain/clock.ts";
import type { CrashPoint } from "../domain/crash-point.ts";
import type { Chance } from "../domain/random.ts";
import { InjectedError } from "../embedded/checkpoint.ts";
import { paymentOf } from "../rail/payment-hash.ts";
import type { Rail, RailAnswer } from "../rail/port.ts";
import type { SimulatedProcess } from "../simulation/fleet.ts";
import type { Guard } from "../simulation/guard.ts";
import { type Life, mortal, mortalClock } from "../simulation/mortal.ts";
import type { Asker, Tracing } from "../simulation/tracing/index.ts";
import type { Turns } from "../simulation/turns.ts";
import type { LedgerDoor, OwnLedger } from "./ledger.ts";
import {
  LedgerError,
  type OwnService,
  type PaymentRail,
  type PayoutAnswer,
  type PayoutRequest,
  type Ports,
  payoutAnswers,
} from "./ports.ts";

/** What the processes of a service of your own have in common. */
export interface OwnProcessOptions {
  readonly start: (ports: Ports) => OwnService | Promise<OwnService>;
  readonly ledger: OwnLedger;
  readonly railOf: (life: Life, host: string) => Rail;
  readonly clock: Clock;
  readonly take: Turns["take"];
  readonly lateMs: Turns["lateMs"];
  readonly chance: Chance;
  readonly guard: Guard;
  /** Tells what happens; undefined where nobody is told. */
  readonly tracing: Tracing | undefined;
  /** Called with an error that comes from no fault of the scenario. */
  readonly onBug: (error: unknown) => void;
}

/** A service of your own in a simulated process. */
export interface OwnProcess {
  /** Makes a payout of this number; null where the service has thrown. */
  pay(request: PayoutRequest, about: string): Promise<PayoutAnswer | null>;
  readonly inFlight: number;
  close(): Promise<void>;
}

/** How long a process takes to start or to go on with its work after a fault of the scenario, as under whoever supervises it. */
const AGAIN_MS = 20;

/** Starts the service in a process, on ports that end with it. */
export function ownProcess(options: OwnProcessOptions, host: SimulatedProcess): OwnProcess {
  const { start, guard, onBug } = options;
  const { life, checkpoint } = host;
  const isPlanned = (error: unknown) => error instanceof InjectedError || error instanceof LedgerError;
  const ports = portsOf(options, host);
  const begin = async (): Promise<OwnService> => {
    for (;;) {
      try {
        return await guard.watch(async () => start(ports));
      } catch (error) {
        if (!isPlanned(error)) throw error;
        await ports.clock.sleep(AGAIN_MS);
      }
    }
  };
  const starting = begin();
  const working = async () => {
    const service = await starting;
    while (service.work !== undefined && !life.isOver) {
      try {
        return await guard.watch(async () => service.work?.());
      } catch (error) {
        if (!isPlanned(error)) throw error;
        await ports.clock.sleep(AGAIN_MS);
      }
    }
  };
  working().catch(onBug);
  let inFlight = 0;
  return {
    get inFlight() {
      return inFlight;
    },
    async pay(request, about) {
      inFlight += 1;
      try {
        await checkpoint.at("before-charge");
        const service = await starting;
        const answer = await guard.watch(() => abouts.run(about, async () => service.pay(request)));
        if (payoutAnswers.includes(answer)) return answer;
        throw new TypeError(`pay must answer one of ${payoutAnswers.join(", ")} (got ${JSON.stringify(answer)})`);
      } catch (error) {
        if (!isPlanned(error)) onBug(error);
        return null;
      } finally {
        inFlight -= 1;
      }
    },
    async close() {
      try {
        const service = await starting;
        await guard.watch(async () => service.close?.());
      } catch (error) {
        if (!isPlanned(error)) onBug(error);
      }
    },
  };
}

/** Which payout the code that runs is about; what runs in the background is about its process. */
const abouts = new AsyncLocalStorage<string>();

let explorations = 0;

/** Does the work of an exploration. After the last one nothing is carried from promise to promise any more, which costs whoever else runs here. */
export async function exploration<T>(work: () => Promise<T>): Promise<T> {
  explorations += 1;
  try {
    return await work();
  } finally {
    explorations -= 1;
    if (explorations === 0) abouts.disable();
  }
}

function portsOf(options: OwnProcessOptions, host: SimulatedProcess): Ports {
  const { ledger, take, lateMs, clock, chance, railOf, tracing } = options;
  const { life, name, checkpoint } = host;
  const breathe = createBreath(clock);
  const way = async (link: "commit" | "committed") => {
    if (link === "commit") await breathe();
    const about = abouts.getStore() ?? name;
    return take(link, about, `${name} ${about}`);
  };
  const progress = createProgress(checkpoint.at);
  const entered: LedgerDoor["entered"] = (entries, isLost) => {
    for (const { key, effect, deltaMsat, balanceAfterMsat: balanceMsat } of entries)
      tracing?.entered({ key, effect, deltaMsat, balanceMsat, isLost, lane: asker() });
  };
  const door = { life, entered, commit: () => way("commit"), committed: () => way("committed"), at: progress.at };
  const rail = railOf(life, name);
  return {
    ledger: mortal(ledger.through({ ...door, stored: progress.stored }), life),
    rail: mortal(paymentRail(tracing?.rail(rail, life, name) ?? rail, progress, { breathe, tracing }), life),
    clock: mortalClock(clock, life, () => lateMs(name)),
    chance,
    instance: Number(name.replace(/^\D+/, "")),
  };
}

/** So many messages of a process can follow each other in no time; after that, one in so many milliseconds. */
const BURST = 50;
const MESSAGE_MS = 10;

/** Where messages take no time, whoever asks again and again without a pause would wait for nothing for ever. */
function createBreath(clock: Clock): () => Promise<void> {
  let left = BURST;
  let sinceMs = clock.now();
  return async () => {
    const earned = Math.floor((clock.now() - sinceMs) / MESSAGE_MS);
    left = Math.min(BURST, left + earned);
    sinceMs = left === BURST ? clock.now() : sinceMs + earned * MESSAGE_MS;
    if (left > 0) left -= 1;
    else await clock.sleep(MESSAGE_MS);
  };
}

/** Who runs now: the service for a caller, or what goes on in the background. */
function asker(): Asker {
  return abouts.getStore() === undefined ? "worker" : "service";
}

/** How far the payments of a process are, which decides what its commits mean. */
interface Progress {
  readonly at: (point: CrashPoint) => Promise<void>;
  /** The rail has said how a payment ended. */
  readonly heard: () => void;
  /** Something was committed. */
  readonly stored: () => Promise<void>;
}

function createProgress(at: (point: CrashPoint) => Promise<void>): Progress {
  let unstored = 0;
  return {
    at,
    heard() {
      unstored += 1;
    },
    async stored() {
      if (unstored === 0) return;
      unstored -= 1;
      await at("after-confirm");
    },
  };
}

/** The face of the rail that a service of your own sees, with the crash points that embedded strategies have. */
function paymentRail(
  rail: Rail,
  { at, heard }: Progress,
  { breathe, tracing }: { readonly breathe: () => Promise<void>; readonly tracing: Tracing | undefined },
): PaymentRail {
  const isOver = (kind: RailAnswer["kind"]) => kind === "settled" || kind === "failed" || kind === "already-paid";
  return {
    async pay({ paymentId, payee, amountMsat }, { maySend } = {}) {
      const payment = paymentOf(paymentId, payee, amountMsat);
      await breathe();
      tracing?.asks(payee, asker());
      const answer = await new Promise<RailAnswer>((resolve, reject) => {
        const sent = () => void at("after-send").catch(reject);
        rail.send(payment, maySend === undefined ? { sent } : { sent, maySend }).then(resolve, reject);
      });
      if (isOver(answer.kind)) heard();
      await at("after-answer");
      return answer;
    },
    async lookUp(paymentId) {
      await breathe();
      const state = await rail.track(paymentOf(paymentId, "", 0).paymentHash);
      if (state === "settled" || state === "failed") heard();
      return state;
    },
  };
}
