import { describe, expect, it } from "vitest";
import { createVirtualClock } from "./virtual-clock.ts";

describe("the virtual clock", () => {
  it("runs timers at their own time and in the order in which they were set, whatever they resolve first", async () => {
    const clock = createVirtualClock();
    const log: string[] = [];
    clock.timeout(20, () => log.push(`${clock.now()} second`));
    clock.timeout(20, () => log.push(`${clock.now()} third`));
    void clock.sleep(10).then(() => {
      log.push(`${clock.now()} first`);
      clock.timeout(5, () => log.push(`${clock.now()} set by the first`));
    });
    clock.timeout(31, () => log.push("not yet"));
    await clock.advance(30);
    expect(log).toEqual(["10 first", "15 set by the first", "20 second", "20 third"]);
    expect([clock.now(), clock.pending()]).toEqual([30, 1]);
  });

  it("never runs a timer that was cancelled, and stops one that repeats", async () => {
    const clock = createVirtualClock();
    const log: number[] = [];
    clock.timeout(1, () => log.push(-1))();
    const stop = clock.every(10, () => log.push(clock.now()));
    await clock.advance(35);
    stop();
    await clock.advance(100);
    expect(log).toEqual([10, 20, 30]);
    expect(clock.pending()).toBe(0);
  });

  it("wakes a sleeper early when its signal aborts", async () => {
    const clock = createVirtualClock();
    const abort = new AbortController();
    const sleep = clock.sleep(10, abort.signal);
    abort.abort(new Error("enough"));
    expect(await sleep).toBe("aborted");
    expect(await clock.sleep(10, abort.signal)).toBe("aborted");
    expect(clock.pending()).toBe(0);
  });
});
