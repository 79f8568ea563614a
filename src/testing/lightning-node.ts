import { systemClock } from "../domain/clock.ts";
import { type Sats, satsOf } from "../domain/money.ts";
import type { PaymentFaultName } from "../domain/payment-fault.ts";
import { seededChance } from "../domain/random.ts";
import { createNode } from "../rail/core/node.ts";
import { noFaults, seededFaults } from "../rail/core/seeded-faults.ts";
import { startNodeServer } from "../rail/dialects/lnd-rest.ts";

/** A payment that reached its payee. */
export interface Settlement {
  /** The gamertag that was paid. */
  readonly payee: string;
  readonly amountSats: Sats;
}

/** A Lightning node for a test suite: it speaks LND's REST API, fails on demand, and records what it really paid. */
export interface TestNode {
  /** Where the payout API reaches it, without a slash at its end: `POST /v2/router/send`, `GET /v2/router/track/{hash}`. */
  readonly url: string;
  /** What was really paid, in order, since the node was started. */
  readonly settlements: readonly Settlement[];
  /** How many payments have neither settled nor failed yet. */
  readonly inFlight: number;
  /** From now on this share of new payments, from 0 to 1, meets the fault (default: timeout); exact in blocks. @throws RangeError */
  fail(share: number, fault?: TestPaymentFault): void;
  /** From now on every new payment settles. */
  heal(): void;
  close(): Promise<void>;
}

/** What can happen to a payment. Not `stuck`: a test that waits for it would never end. */
export type TestPaymentFault = Exclude<PaymentFaultName, "stuck">;

/** Options of a node for tests. */
export interface TestNodeOptions {
  /** Chooses which payments meet the fault. Default: 1. */
  readonly seed?: number | undefined;
  /** Default: a free port. */
  readonly port?: number | undefined;
}

/** Starts a node on this machine. */
export async function startLightningNode({ seed = 1, port }: TestNodeOptions = {}): Promise<TestNode> {
  const settlements: Settlement[] = [];
  const faults = seededFaults(seededChance(seed));
  const node = createNode({
    clock: systemClock,
    faultOf: (payment, isRepeat) => faults.faultOf(payment, isRepeat),
    observe: ({ kind, payee, amountMsat }) => {
      if (kind === "settled") settlements.push({ payee, amountSats: satsOf(amountMsat) });
    },
  });
  const server = await startNodeServer(node, port === undefined ? {} : { port });
  return {
    url: server.url,
    settlements,
    get inFlight() {
      return node.inFlight;
    },
    fail: (share, fault = "timeout") => faults.change({ enabled: true, rate: share, fault }),
    heal: () => faults.change(noFaults),
    async close() {
      await server.close();
      node.close();
    },
  };
}
