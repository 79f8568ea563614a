import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { judgeAgain, loadEngine, plainPlan } from "../../bench/under-test.ts";

/** What the benchmark takes from inside the product; its short form, which CI runs, has the rest. */
describe("the load engine as the benchmark drives it", () => {
  let keys: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      keys.push(JSON.parse(body).idempotencyKey);
      const data = { id: `po_${keys.length}`, status: "completed", amount: 1000, fee: 20 };
      response.writeHead(201, { "content-type": "application/json" });
      response.end(JSON.stringify({ success: true, message: "Payout completed", data }));
    });
  });
  let url = "";

  beforeAll(async () => {
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    url = typeof address === "object" && address !== null ? `http://127.0.0.1:${address.port}` : "";
  });

  afterAll(() => void server.close());

  it("sends every payout once, and records that each was paid", async () => {
    keys = [];
    const { log, seconds } = await loadEngine(url, plainPlan(40, 8));
    expect(new Set(keys).size).toBe(40);
    expect(keys.length).toBe(40);
    const facts = [...log];
    expect(facts.filter(({ kind }) => kind === "attempt-sent").length).toBe(40);
    expect(facts.filter((fact) => fact.kind === "attempt-answered" && fact.outcome === "paid").length).toBe(40);
    expect(seconds).toBeGreaterThan(0);
  });

  it("leaves a journal that can be judged, and one of another length is no measurement", async () => {
    const { log } = await loadEngine(url, plainPlan(40, 8));
    expect(judgeAgain(log, 40).reconciling).toBeGreaterThan(0);
    expect(() => judgeAgain(log, 41)).toThrow("the journal tells of 40 payouts, and 41 were sent");
  });
});
