import { noBarrier } from "../../domain/barrier.ts";
import { type Clock, stampOf } from "../../domain/clock.ts";
import type { AttemptAnswered, AttemptSent, Fact } from "../../domain/fact.ts";
import { hostileAmountOf } from "../../domain/hostile-amount.ts";
import { type PayoutNumber, payoutGamertag, payoutKey } from "../../domain/payout.ts";
import type { PayoutRequest, Send } from "../../domain/send.ts";
import { type AttemptContext, carryOut } from "../../engine/attempt.ts";
import { createOutcomes } from "../../engine/outcomes.ts";
import { createProgress } from "../../engine/progress.ts";
import { type Caller, createCaller } from "../../service/caller.ts";
import type { Destinations } from "../../service/destinations.ts";
import type { Exchanges } from "../../service/exchanges.ts";
import { firstPoll } from "../../service/instances.ts";
import type { LoadScript, PayoutRow } from "../load-script.ts";
import type { Report } from "../report.ts";
import { judgedUntil, NobodyJudges } from "../run-name.ts";

/** What a script needs from the load engine that it runs in. */
export interface ScriptHost {
  readonly script: LoadScript;
  /** The row of a payout. */
  readonly rowOf: (payout: PayoutNumber) => PayoutRow;
  /** Makes the requests. */
  readonly exchanges: Exchanges;
  readonly clock: Clock;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly report: (report: Report) => void;
  /** Whose turn it is first among several instances; callers that take turns by themselves do not all begin with the same one. */
  readonly turn?: number;
  /** The run that judges, where it did not start this itself; by default `CHAOS_PAYOUT_RUN` of the environment says which. */
  readonly run?: string | undefined;
  /** Why nobody judges any more what is sent for a run, as far as the host can see; null while somebody does. */
  readonly overBecause?: ((run: string) => string | null) | undefined;
}

/**
 * Sends payouts from within a load engine by the same code as we do: same requests, same retries, same classification. Returns what sends one payout,
 * and resolves when that has its last answer.
 */
export function createPayoutSender(host: ScriptHost): (payout: PayoutNumber) => Promise<void> {
  const { script, clock, report } = host;
  const refuse = tellRun(host);
  const { client, clientTimeoutMs } = script;
  const callers = script.urls.map((url) => callerAt(url, host));
  const recorder = reportingRecorder(host);
  const stop = new AbortController().signal;
  const progress = createProgress(0);
  const poll = firstPoll(callers.map((caller) => caller.poll));
  // One turn for all attempts: a retry may reach another instance than the attempt before it.
  const send = judgedOnly(sendInTurn(callers, host.turn ?? 0), refuse);
  const { keyPrefix } = script;
  const learning = { poll, callbacks: null, keyPrefix, retryKey: client.retryKey, keepsIds: true };
  const context: AttemptContext = {
    client,
    requestOf: (payout, attempt) => requestFrom(host, payout, attempt),
    costMsat: () => 0,
    wire: { sendOf: () => send },
    clock,
    recorder,
    progress,
    barrier: noBarrier,
    stop,
    listening: null,
    keepsIds: true,
    outcomes: createOutcomes({ clock, recorder, progress, stop, ...learning }),
    lookUp: firstPoll(callers.map(({ lookUp }) => lookUp)),
    clientTimeoutMs,
    inFlight: () => {},
  };
  return async (payout) => {
    refuse();
    await carryOut(context, payout);
    report({ kind: "done", payout });
  };
}

/**
 * Nothing is sent before a run is there to judge it: what it does not see from its beginning it would judge wrongly. Returns what refuses to send once
 * none is there any more: a later run would find payouts in its books that nobody told it of. @throws RangeError for the name of no run
 */
function tellRun(host: ScriptHost): () => void {
  const { script, environment, report, clock, run = environment["CHAOS_PAYOUT_RUN"] ?? "" } = host;
  if (script.exported === undefined) return () => {};
  const untilMs = judgedUntil(run);
  if (untilMs === undefined) {
    throw new RangeError("CHAOS_PAYOUT_RUN must be what chaos-payout run --load-results has printed");
  }
  report({ kind: "begun", run, keyPrefix: script.keyPrefix });
  const late = `CHAOS_PAYOUT_RUN was good until ${stampOf(untilMs)}, by the clock of the machine that judges`;
  let told = false;
  return () => {
    const because = clock.epochMs() > untilMs ? late : (host.overBecause?.(run) ?? null);
    if (because === null) return;
    const refusal = new NobodyJudges(because);
    if (!told) report({ kind: "failed", reason: refusal.message });
    told = true;
    throw refusal;
  };
}

/** Every attempt of a payout is sent only while somebody judges. */
function judgedOnly(send: Send, refuse: () => void): Send {
  return async (request, sending) => {
    refuse();
    return send(request, sending);
  };
}

/** A module is code for our own process; a script has none. */
const noModule = { prepare: undefined, classify: undefined };

function callerAt(url: string, { script, rowOf, exchanges, environment, report }: ScriptHost): Caller {
  const { service, variables, keyPrefix } = script;
  const hasDestinations = rowOf(1)[2] !== undefined;
  return createCaller({
    ...{ url, service, module: noModule, exchanges, environment, variables },
    destinationsOf: hasDestinations ? (request) => destinationsIn(keyPrefix, rowOf, request) : undefined,
    failed: (error) => report({ kind: "failed", reason: error instanceof Error ? error.message : String(error) }),
  });
}

/** Who is paid, from the row; what the service does not ask for is not in it. */
function destinationsIn(
  keyPrefix: string,
  rowOf: ScriptHost["rowOf"],
  { gamertag, idempotencyKey }: PayoutRequest,
): Destinations {
  const none = { address: "", invoice: "", lnurl: "", nodeKey: "" };
  const number = Number(/^\d+/.exec(idempotencyKey.slice(keyPrefix.length + 1))?.[0]);
  return { gamertag, ...none, ...rowOf(number)[2] };
}

/** Each attempt goes to the next instance. */
function sendInTurn(callers: readonly Caller[], first: number): Send {
  let turn = first;
  return (request, sending) => {
    const caller = callers[turn % callers.length];
    turn += 1;
    if (caller === undefined) throw new RangeError("the script has no address");
    return caller.send(request, sending);
  };
}

function requestFrom({ script, rowOf }: ScriptHost, payout: PayoutNumber, attempt: number): PayoutRequest {
  const { keyPrefix, hostileAmounts, projects, client } = script;
  const hostile = hostileAmountOf(hostileAmounts, payout);
  const [amountMsat, project] = rowOf(payout);
  return {
    gamertag: payoutGamertag(keyPrefix, payout),
    amountMsat,
    ...(hostile !== undefined && { hostile }),
    projectId: projects[project] ?? "",
    idempotencyKey: payoutKey(keyPrefix, payout, attempt, client.retryKey),
  };
}

/** Tells what the engine records: an attempt once it is answered, and what its caller learns later. */
function reportingRecorder({ clock, report }: ScriptHost): AttemptContext["recorder"] {
  const sent = new Map<string, AttemptSent>();
  const record = (fact: Fact) => {
    switch (fact.kind) {
      case "attempt-sent":
        sent.set(`${fact.payout} ${fact.attempt}`, fact);
        return;
      case "attempt-answered": {
        const key = `${fact.payout} ${fact.attempt}`;
        const sentMs = sent.get(key)?.atMs ?? fact.atMs;
        sent.delete(key);
        report(toldBy("attempt", fact, sentMs));
        return;
      }
      case "outcome-learned": {
        const { payout, attempt, outcome, reason, status, code, payoutId } = fact;
        report({ kind: "learned", atEpochMs: fact.atMs, payout, attempt, outcome, reason, status, code, payoutId });
        return;
      }
      default:
        throw new RangeError(`a script records no ${fact.kind}`);
    }
  };
  return { atMs: () => clock.epochMs(), record };
}

function toldBy(kind: "attempt", fact: AttemptAnswered, sentMs: number): Report {
  const { payout, attempt, outcome, reason, status, code, payoutId } = fact;
  const durationMs = Math.max(0, fact.atMs - sentMs);
  return { kind, durationMs, atEpochMs: sentMs, payout, attempt, outcome, reason, status, code, payoutId };
}
