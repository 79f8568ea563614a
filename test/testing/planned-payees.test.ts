import { expect, it, onTestFinished } from "vitest";
import { startRail } from "../../src/testing/index.ts";

async function zbdRail() {
  const rail = await startRail({ dialects: ["zbd"], tls: false });
  onTestFinished(() => rail.close());
  const { url, key } = rail.dialects.zbd;
  const call = async (path: string, fields?: object) => {
    const body = fields && { method: "POST", body: JSON.stringify(fields) };
    const answer = await fetch(`${url}${path}`, { headers: { apikey: key }, ...body });
    return { status: answer.status, body: (await answer.json()) as { data: { id: string } } };
  };
  const pay = (gamertag: string) => call("/v0/gamertag/send-payment", { gamertag, amount: "1000", description: "" });
  return { rail, pay, call };
}

it("a test plans what the payments to a payee meet, in a row, and what look-ups are told", async () => {
  const { rail, pay, call } = await zbdRail();
  rail.plan("alice", {
    payments: ["provider-busy", "failure"],
    lookup: { fault: "lookup-error", attempts: 2 },
  });
  const statuses = [(await pay("alice")).status, (await pay("bob")).status, (await pay("alice")).status];
  const paid = await pay("alice");
  expect([...statuses, paid.status]).toEqual([429, 200, 400, 200]);
  const look = async () => (await call(`/v0/gamertag/transaction/${paid.body.data.id}`)).status;
  expect([await look(), await look(), await look()]).toEqual([500, 500, 200]);
  expect(rail.settlements.map(({ payee }) => payee)).toEqual(["bob", "alice"]);
});

it("a healed rail meets none of the faults that were planned", async () => {
  const { rail, pay } = await zbdRail();
  rail.plan("alice", { payments: ["failure"] });
  rail.heal();
  expect((await pay("alice")).status).toBe(200);
});

it("a payee is planned once, and a look-up fault has a time and attempts", async () => {
  const { rail } = await zbdRail();
  rail.plan("alice", {});
  expect(() => rail.plan("alice", {})).toThrow("the faults of alice are planned already");
  expect(() => rail.plan("bob", { lookup: { fault: "lookup-lag", forMs: 0 } })).toThrow(
    "forMs must be a number of milliseconds above 0 (got 0)",
  );
  expect(() => rail.plan("bob", { lookup: { fault: "lookup-error", attempts: 1.5 } })).toThrow(
    "attempts must be a whole number from 1 (got 1.5)",
  );
});
