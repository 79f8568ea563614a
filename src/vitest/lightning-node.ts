import { systemClock } from "../domain/clock.ts";
import type { PaymentFaultName } from "../domain/payment-fault.ts";
import { seededChance } from "../domain/random.ts";
import { createNode } from "../rail/node.ts";
import { startNodeServer } from "../rail/node-server.ts";
import { noFaults, seededFaults } from "../rail/seeded-faults.ts";
import type { Settlement } from "./observed.ts";

/** A Lightning node for a test suite: it speaks LND's REST shape, does what it is told, and remembers what it really paid. */
export interface TestNode {
  /** Where the payout API reaches it, without a slash at its end: `POST /v2/router/send`, `GET /v2/router/track/{hash}`. */
  readonly url: string;
  /** What was really paid, in order, since the node was started. */
  readonly settlements: readonly Settlement[];
  /** How many payments have neither settled nor failed yet. */
  readonly inFlight: number;
  /** From now on this share of new payments, from 0 to 1, meets the fate, a timeout unless told otherwise; exact in blocks. @throws RangeError */
  fail(share: number, fate?: TestPaymentFault): void;
  /** From now on every new payment settles. */
  heal(): void;
  close(): Promise<void>;
}

/** What can happen to a payment. `stuck` is left out: a test that waits for it would wait for ever. */
export type TestPaymentFault = Exclude<PaymentFaultName, "stuck">;

/** What a node for tests can be told. */
export interface TestNodeOptions {
  /** Chooses which payments meet the fate; 1 unless told otherwise. */
  readonly seed?: number | undefined;
  /** A free one unless told otherwise. */
  readonly port?: number | undefined;
}

/** Starts a node on this machine. */
export async function startLightningNode({ seed = 1, port }: TestNodeOptions = {}): Promise<TestNode> {
  const settlements: Settlement[] = [];
  const faults = seededFaults(seededChance(seed));
  const node = createNode({
    clock: systemClock,
    faultOf: (payment, isRepeat) => faults.faultOf(payment, isRepeat),
    observe: ({ kind, payee, amountSats }) => {
      if (kind === "settled") settlements.push({ payee, amountSats });
    },
  });
  const server = await startNodeServer(node, port === undefined ? {} : { port });
  return {
    url: server.url,
    settlements,
    get inFlight() {
      return node.inFlight;
    },
    fail: (share, fate = "timeout") => faults.change({ enabled: true, rate: share, fault: fate }),
    heal: () => faults.change(noFaults),
    async close() {
      await server.close();
      node.close();
    },
  };
}
