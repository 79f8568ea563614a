import { describe, expect, it } from "vitest";
import { createRateLimiter } from "../../../src/embedded/demo/rate-limit.ts";
import { createVirtualClock } from "../../domain/virtual-clock.ts";
import { runningApi } from "../running-api.ts";

const HOUR_MS = 3_600_000;

function tenAnHour() {
  const clock = createVirtualClock();
  const limiter = createRateLimiter({ payouts: 10, windowMs: HOUR_MS }, clock);
  const ask = (times: number, gamertag = "alice") => Array.from({ length: times }, () => limiter.ask(gamertag));
  return { clock, limiter, ask };
}

const may = (times: number) => Array.from({ length: times }, () => undefined);

describe("ten payouts an hour", () => {
  it("refuse the eleventh, with the whole seconds until the next one", async () => {
    const { clock, ask } = tenAnHour();
    expect(ask(11)).toEqual([...may(10), 3_600]);
    await clock.advance(1);
    expect(ask(1)).toEqual([3_600]);
    await clock.advance(999);
    expect(ask(1)).toEqual([3_599]);
    await clock.advance(HOUR_MS - 1_001);
    expect(ask(1)).toEqual([1]);
    await clock.advance(1);
    expect(ask(11)).toEqual([...may(10), 3_600]);
  });

  it("are counted from the first one", async () => {
    const { clock, ask } = tenAnHour();
    ask(1);
    await clock.advance(HOUR_MS - 10_000);
    expect(ask(10)).toEqual([...may(9), 10]);
  });

  it("are counted separately for each gamertag", () => {
    const { ask } = tenAnHour();
    ask(10);
    expect([...ask(1, "bob"), ...ask(1, "alice")]).toEqual([undefined, 3_600]);
  });

  it("are forgotten by a reset", () => {
    const { limiter, ask } = tenAnHour();
    ask(10);
    limiter.reset();
    expect(ask(11)).toEqual([...may(10), 3_600]);
  });

  it("are counted for the latest 50,000 gamertags", () => {
    const { ask } = tenAnHour();
    ask(10, "first");
    ask(10, "second");
    for (let other = 1; other < 50_000; other += 1) ask(1, `player_${other}`);
    expect([...ask(1, "second"), ...ask(1, "first")]).toEqual([3_600, undefined]);
  });
});

describe("a rate limit", () => {
  const refused = {
    success: false,
    message: "Too many payout requests for alice: retry in 3600 s",
    data: { retryAfter: 3_600, error: "RATE_LIMIT_EXCEEDED" },
    error: {
      code: "RATE_LIMIT_EXCEEDED",
      message: "Too many payout requests for alice: retry in 3600 s",
    },
  };
  const twoAnHour = { rateLimit: { payouts: 2, windowMs: HOUR_MS } };

  it("answers 429, charges nothing, and counts replays of a key", async () => {
    const { pay, balance } = await runningApi(twoAnHour);
    expect([(await pay()).status, (await pay()).status]).toEqual([201, 200]);
    expect(await pay({ idempotencyKey: "key_2" })).toEqual({ status: 429, body: refused });
    expect(await balance()).toBe(98_980);
    expect((await pay({ idempotencyKey: "key_3", gamertag: "bob" })).status).toBe(201);
  });

  it("sends the retry-after header", async () => {
    const { api, pay } = await runningApi(twoAnHour);
    await pay();
    await pay();
    const response = await fetch(`${api.url}/api/v1/payouts`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ gamertag: "alice", amount: 1000, projectId: "project_test_001" }),
    });
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "3600"]);
  });

  it("does not count what is not a payout", async () => {
    const { pay } = await runningApi(twoAnHour);
    for (let time = 1; time <= 3; time += 1) expect((await pay({ amount: 0 })).status).toBe(400);
    expect((await pay()).status).toBe(201);
  });

  it("is forgotten by a reset", async () => {
    const { pay, call } = await runningApi(twoAnHour);
    for (const status of [201, 200, 429]) expect((await pay()).status).toBe(status);
    await call("DELETE", "/api/v1/test/reset");
    expect((await pay()).status).toBe(201);
  });

  it("is off by default", async () => {
    const { pay } = await runningApi();
    for (let payout = 1; payout <= 30; payout += 1) {
      expect((await pay({ idempotencyKey: `key_${payout}` })).status).toBe(201);
    }
  });
});
