import { systemClock } from "../../../src/domain/clock.ts";
import type { PlannedLookupFault } from "../../../src/domain/lookup-fault.ts";
import type { PaymentFaultName } from "../../../src/domain/payment-fault.ts";
import { createNode, type NodeEvent } from "../../../src/rail/core/node.ts";
import type { Dialect, ListenOptions } from "../../../src/rail/dialects/dialect.ts";
import { createPayeeBook } from "../../../src/rail/payees/book.ts";
import type { Invoice, InvoiceRequest } from "../../../src/rail/payees/payee-book.ts";

/** A dialect with a real node behind it. Payments meet `faults` in turn, and then none; every route costs one in a thousand. */
export async function sceneOf(dialect: Dialect, options: ListenOptions) {
  const events: NodeEvent["kind"][] = [];
  const faults: PaymentFaultName[] = [];
  const lookups: PlannedLookupFault[] = [];
  const clock = systemClock;
  const node = createNode({
    clock,
    faultOf: () => faults.shift() ?? "settle",
    lookupFaultsOf: () => lookups,
    observe: ({ kind }) => events.push(kind),
    routingFeeMsat: (amountMsat) => Math.floor(amountMsat / 1_000),
    resolveAfterMs: 1,
  });
  const payees = createPayeeBook({ seed: "scene", clock });
  const server = await dialect.listen({ node, payees, clock }, options);
  return {
    node,
    payees,
    server,
    /** What the next payments meet. */
    faults,
    /** What look-ups of all payments meet. */
    lookups,
    /** What the node did. */
    events,
    /** An invoice of alice for 1,000.5 sats. */
    mint: (different: Partial<InvoiceRequest> = {}): Invoice =>
      payees.mint({ payee: "alice", amountMsat: 1_000_500, description: "a payout", ...different }),
    async close() {
      node.close();
      await server.close();
    },
  };
}

/** For `vi.waitFor`: the machine may be slow. */
export const patiently = { timeout: 20_000, interval: 2 };
