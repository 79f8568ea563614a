import { decode } from "light-bolt11-decoder";
import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/domain/clock.ts";
import { payoutGamertag } from "../../src/domain/payout.ts";
import { createProgress } from "../../src/engine/progress.ts";
import { createRecorder } from "../../src/engine/recorder.ts";
import { createFactLog } from "../../src/journal/fact-log.ts";
import { parseService } from "../../src/service/schema/parse.ts";
import { openServiceRail } from "../../src/systems/service-rail.ts";
import { planOf } from "../engine/small-plan.ts";

function serviceThat(call: string) {
  const text = `
    name: wallet
    unit: msat
    fee: none
    accounts: { p: {} }
    rails: { node: { dialect: lnbits } }
    payees: { pay: bolt11, at: node }
    url: http://127.0.0.1:3000
    payout: { call: POST /pay, body: { to: "\${payout.invoice}" }, state: state }
    states: { done: paid }
    poll: { call: "${call}" }
    balance: { call: GET /balance, available: sats }`;
  const parsed = parseService(text, "wallet.service.yaml");
  if (!("service" in parsed)) throw new Error("the service file is invalid");
  return parsed.service;
}

async function railFor(call: string) {
  const recorder = createRecorder(createFactLog(), systemClock);
  const stop = new AbortController().signal;
  const context = { plan: planOf(), recorder, progress: createProgress(2), clock: systemClock, stop };
  const beside = { faultsElsewhere: () => 0, seen: () => {} };
  const chosen = { service: serviceThat(call), environment: {} };
  const rail = await openServiceRail(chosen, context, beside);
  if (rail === null) throw new Error("the service has a rail");
  onTestFinished(() => rail.close());
  return rail;
}

it("a look-up can name a payment by the hash of its invoice", async () => {
  const rail = await railFor("GET /payments/${payout.paymentHash}");
  const payout = { projectId: "p", amountMsat: 1_000_000, idempotencyKey: "k" };
  const [first, second] = [1, 2].map((number) => {
    return rail.destinationsOf({ ...payout, gamertag: payoutGamertag(rail.keyPrefix, number) });
  });
  const hashIn = (invoice = "") => decode(invoice).sections.find(({ name }) => name === "payment_hash");
  expect(hashIn(first?.invoice)).toMatchObject({ value: first?.paymentHash });
  expect(first?.paymentHash).not.toBe(second?.paymentHash);
});
