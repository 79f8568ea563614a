import type { EntryEffect } from "../../domain/books.ts";
import type { Fact } from "../../domain/fact.ts";
import { eventOfFact } from "../../domain/fact-event.ts";
import { formatChange } from "../../domain/format.ts";
import type { Interruption } from "../../domain/interruption.ts";
import type { Msat } from "../../domain/money.ts";
import type { EventName } from "../../domain/schedule.ts";
import type { ToldState, TraceEvent, TraceKind } from "../../domain/trace.ts";
import type { Store } from "../../embedded/ledger/store.ts";
import type { Recorder } from "../../engine/recorder.ts";
import type { Rail } from "../../rail/port.ts";
import type { Abouts } from "../abouts.ts";
import type { Life } from "../mortal.ts";
import type { Turns } from "../turns.ts";
import { createAskers } from "./askers.ts";
import { tracedLedger } from "./ledger.ts";
import { tracedRail } from "./rail.ts";
import { askingStore } from "./store.ts";
import type { Teller } from "./teller.ts";
import { createTurnNames, type TurnNames } from "./turn-names.ts";

/** Tells the events of a run while it goes on. Everything goes through it unchanged, so a run with it is the same as one without. */
export interface Tracing {
  /** Tells what becomes of the ledger itself. */
  ledger(store: Store): Store;
  /** Learns who asks for it: the ledger as a process has it, with whatever is between them. */
  store(store: Store, host: string): Store;
  /** Tells what a process hears from the rail while it lives. */
  rail(rail: Rail, life: Life, host: string): Rail;
  /** The rail tells the service of its own accord how a payment ended. */
  webhook(payee: string, state: ToldState): void;
  /** Something else than our ledger has made an entry for a payout. */
  entered(entry: TracedEntry): void;
  /** Who asks the rail about a payout, where our ledger does not know. */
  asks(payee: string, lane: Asker): void;
}

/** The service for a caller that waits, or a worker. */
export type Asker = "service" | "worker";

/** An entry of somebody else's ledger. */
export interface TracedEntry {
  readonly key: string;
  readonly lane: Asker;
  readonly effect: Exclude<EntryEffect, "deposit">;
  readonly deltaMsat: Msat;
  readonly balanceMsat: Msat;
  /** True where whoever made it does not know that it is made. */
  readonly isLost: boolean;
}

const effects = {
  charge: "charged",
  refund: "refunded",
  hold: "held",
  release: "released",
  confirm: "confirmed",
  other: "other",
} as const satisfies Record<TracedEntry["effect"], TraceKind>;

/** Traces one run. */
export function createTracing(
  traced: (event: TraceEvent) => void,
  { recorder, abouts, listen }: Pick<Turns, "listen"> & { readonly recorder: Recorder; readonly abouts: Abouts },
): Tracing {
  const turns = createTurnNames(listen);
  const askers = createAskers();
  const teller: Teller = {
    abouts,
    askers,
    tell(event, link) {
      const turn = link === null ? undefined : turns.had(link, event.payout);
      const named = turn === undefined ? event : { ...event, turn };
      traced({ balanceMsat: null, deltaMsat: null, ...named, atMs: recorder.atMs() });
    },
  };
  const brief = new Set<number>();
  recorder.listen((fact) => {
    if (fact.kind === "api-crashed" && isOverAtOnce(fact.how)) brief.add(fact.instance);
    if (fact.kind === "api-restarted" && brief.delete(fact.instance)) return;
    const payout = "payout" in fact ? fact.payout : null;
    const sender = payout === null ? undefined : askers.sender(payout);
    const event = eventOfFact(fact, sender?.lane ?? "service");
    if (event === undefined) return;
    const instance = event.to === "rail" ? sender?.host : undefined;
    const turn = turnOf(fact, turns);
    traced({ ...event, ...(instance !== undefined && { instance }), ...(turn !== undefined && { turn }) });
  });
  return {
    ledger: (store) => tracedLedger(store, teller),
    store: (store, host) => askingStore(store, host, teller),
    rail: (rail, life, host) => tracedRail(rail, { life, host }, teller),
    webhook(payee, state) {
      const payout = abouts.payoutOf(payee);
      if (payout === undefined) return;
      const text = `webhook: ${state}`;
      teller.tell({ lane: "rail", to: "service", payout, what: "told", text, state }, "webhook");
    },
    entered({ key, lane, effect, isLost, deltaMsat, balanceMsat }) {
      const payout = abouts.payoutOf(key) ?? null;
      const change = deltaMsat === 0 ? effect : `${effect} ${formatChange(deltaMsat)}`;
      const text = isLost ? `${change}, result lost` : change;
      teller.tell({ lane, to: "ledger", payout, what: effects[effect], text, deltaMsat, balanceMsat }, "commit");
    },
    asks(payee, lane) {
      const payout = abouts.payoutOf(payee);
      if (payout === undefined) return;
      if (lane === "worker") askers.takes(payout, lane);
      else askers.serves(payout, lane);
    },
  };
}

function isOverAtOnce(how: Interruption): boolean {
  return how === "throw" || how === "commit-unknown";
}

/** By what name a fact could have been held back. */
function turnOf(fact: Fact, turns: TurnNames): EventName | undefined {
  switch (fact.kind) {
    case "attempt-sent":
      return turns.next("send", fact.payout);
    case "attempt-answered":
      return turns.had("answer", fact.payout);
    case "payment-received":
    case "payment-rejected":
      return turns.had("pay", fact.payout);
    case "outcome-learned":
      return fact.by === "callback" ? turns.had("callback", fact.payout) : undefined;
    default:
      return undefined;
  }
}
