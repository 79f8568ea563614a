import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { loadService, reconciled, startRail } from "chaos-payout/testing";

/** A service of a few lines that pays invoices by LNbits. The suite starts it, so the suite starts its rail as well. */
const balances = { main: 50_000 };
const answers = new Map();
let rail;

async function isPaid(invoice) {
  const { url, key } = rail.dialects.lnbits;
  const headers = { "x-api-key": key, "content-type": "application/json" };
  const body = JSON.stringify({ out: true, bolt11: invoice });
  try {
    return (await fetch(`${url}/api/v1/payments`, { method: "POST", headers, body })).status === 201;
  } catch {
    // The mistake: no answer is not a no.
    return false;
  }
}

async function withdraw({ key, account, invoice, sats }) {
  if (answers.has(key)) return answers.get(key);
  balances[account] -= sats;
  const state = (await isPaid(invoice)) ? "done" : "failed";
  if (state === "failed") balances[account] += sats;
  answers.set(key, state);
  return state;
}

const server = createServer(async (request, response) => {
  const isPayout = request.method === "POST";
  const answer = isPayout
    ? { state: await withdraw(JSON.parse((await request.toArray()).join(""))) }
    : { sats: balances[request.url.split("/").at(-1)] };
  response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
});

let service;

before(async () => {
  rail = await startRail({ dialects: ["lnbits"] });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  service = await loadService("test/testing/example.service.yaml", { url, rail });
});

after(async () => {
  await service.close();
  await rail.close();
  server.close();
});

test("pays an invoice and charges its amount", () =>
  reconciled(service, async () => {
    const { outcome } = await service.pay({ amount: 1_000, payee: "ada" });
    assert.equal(outcome, "paid");
    assert.equal(rail.settlements.at(-1).payee, "ada");
  }));

test("charges nothing when the payment fails", () =>
  reconciled(service, async () => {
    rail.fail(1, "failure");
    assert.equal((await service.pay({ amount: 1_000 })).outcome, "refused");
  }));

test("is caught when it gives money back for a payment that it only lost sight of", async () => {
  const lost = reconciled(
    service,
    async () => {
      rail.fail(1, "lost-answer");
      assert.equal((await service.pay({ amount: 1_000 })).outcome, "refused");
    },
    { drainMs: 500 },
  );
  await assert.rejects(lost, /main does not balance: drift \+1,000 sats/);
});
