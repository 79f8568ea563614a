import { expect, it } from "vitest";
import { costBoundedCache } from "../../src/embedded/cost-bounded-cache.ts";
import { createVirtualClock } from "../domain/virtual-clock.ts";

it("an answer that took 10 ms is cached for a second and shared by concurrent callers", async () => {
  const clock = createVirtualClock();
  let asked = 0;
  const question = costBoundedCache(async () => {
    asked += 1;
    const answer = asked;
    await clock.sleep(10);
    return answer;
  }, clock);
  const both = Promise.all([question(), question()]);
  await clock.advance(10);
  expect(await both).toEqual([1, 1]);
  await clock.advance(999);
  expect(await question()).toBe(1);
  await clock.advance(1);
  const again = question();
  await clock.advance(10);
  expect(await again).toBe(2);
});

it("a failed query is repeated", async () => {
  const clock = createVirtualClock();
  const question = costBoundedCache(() => Promise.reject(new Error("no")), clock);
  await expect(question()).rejects.toThrow("no");
  await expect(question()).rejects.toThrow("no");
});

it("a reset invalidates the answer", async () => {
  const clock = createVirtualClock();
  let generation = 1;
  const ask = async () => {
    const answer = generation;
    await clock.sleep(10);
    return answer;
  };
  const question = costBoundedCache(ask, clock, () => generation);
  const before = question();
  await clock.advance(10);
  expect(await before).toBe(1);
  generation = 2;
  const after = question();
  await clock.advance(10);
  expect(await after).toBe(2);
});
