import { describe, expect, it } from "vitest";
import type { Finding, FindingKind } from "../../src/domain/finding.ts";
import { type Hunted, hunt, isInDoubt } from "../../src/explore/hunt.ts";
import type { Candidate, Tried } from "../../src/explore/port.ts";
import { createTally } from "../../src/explore/tally.ts";
import { createVirtualClock } from "../domain/virtual-clock.ts";

const finding = (kind: FindingKind): Finding => ({ kind, payouts: 1, msat: 0, projects: [], examples: [] });

function triedWith(...kinds: readonly FindingKind[]): Tried {
  const isStuck = kinds.every((kind) => kind === "stuck-pending");
  return {
    verdict: kinds.length === 0 ? "balanced" : isStuck ? "stuck" : "violated",
    findings: kinds.map(finding),
    ordered: { events: [], schedule: { late: new Map() } },
    history: "",
    reached: [],
    trace: [],
  };
}

const candidateOf = (number: number, fault?: string): Candidate => ({
  document: {
    ...{ name: `s${number}`, projects: { p: { balance: 1 } } },
    load: [{ name: "a", payouts: 1, concurrency: 1, ...(fault === undefined ? {} : { faults: { [fault]: 1 } }) }],
  },
  seed: number,
  order: { kind: "late", late: new Map() },
});

interface Scripted {
  /** What the candidate of this number shows at first; nothing where undefined. Runs take ten seconds. */
  readonly short: (number: number) => readonly FindingKind[];
  /** What it shows in each run with more time, in order; the last one again and again. */
  readonly long?: readonly (readonly FindingKind[])[];
  readonly needed?: 1 | 3;
  readonly places?: number;
  readonly stopAfterMs?: number;
  /** What goes wrong in the scenario of this number. */
  readonly faultOf?: (number: number) => string;
}

/** Hunts for a minute, and tells how many runs it took and how many of them were tried again. */
async function hunted({ short, long = [], needed = 1, places = 1, stopAfterMs, faultOf }: Scripted) {
  const clock = createVirtualClock();
  const stop = new AbortController();
  const left = [...long];
  const tally = createTally();
  let again = 0;
  const running = hunt({
    draw: (number) => candidateOf(number, faultOf?.(number)),
    async tryAt({ seed }, _, halt) {
      const slept = await clock.sleep(10_000, halt);
      return slept === "aborted" ? undefined : triedWith(...short(seed));
    },
    async tryLong(_, __, halt) {
      again += 1;
      await clock.sleep(20_000, halt);
      return triedWith(...((left.length > 1 ? left.shift() : left[0]) ?? []));
    },
    ...{ needed, places, forMs: 60_000, clock, stop: stop.signal, tally, tried: () => {} },
  });
  if (stopAfterMs !== undefined) clock.timeout(stopAfterMs, () => stop.abort("SIGINT"));
  await clock.advance(300_000);
  return { ...told(await running), runs: tally.schedules, again };
}

function told({ failure, unconfirmed, foundAfterMs }: Hunted) {
  return { found: failure?.kind, seed: failure?.candidate.seed, unconfirmed: unconfirmed.length, foundAfterMs };
}

describe("a hunt on a real process", () => {
  it("ends at the first failure that comes back when there is time for everything to finish", async () => {
    const short = (number: number): readonly FindingKind[] => (number === 2 ? ["false-refusal", "double-paid"] : []);
    expect(await hunted({ short, long: [["double-paid"]] })).toEqual({
      ...{ found: "double-paid", seed: 2, unconfirmed: 0, foundAfterMs: 30_000, runs: 3, again: 1 },
    });
  });

  it("accuses nobody of what was only unfinished", async () => {
    const short = (number: number): readonly FindingKind[] => (number === 0 ? ["paid-not-charged"] : []);
    const { found, unconfirmed, again } = await hunted({ short, long: [[]] });
    expect([found, unconfirmed, again]).toEqual([undefined, 1, 3]);
  });

  it("takes a failure that comes back once in three times, where each run begins with books of its own", async () => {
    const long: readonly (readonly FindingKind[])[] = [[], ["double-paid"]];
    expect((await hunted({ short: () => ["double-paid"], long })).found).toBe("double-paid");
  });

  it("wants it three times where what happened before may still have an effect", async () => {
    const twice: readonly (readonly FindingKind[])[] = [["double-paid"], ["double-paid"], []];
    expect(await hunted({ short: () => ["double-paid"], long: twice, needed: 3 })).toMatchObject({ found: undefined });
    expect(await hunted({ short: () => ["double-paid"], long: [["double-paid"]], needed: 3 })).toMatchObject({
      ...{ found: "double-paid", again: 3 },
    });
  });

  it("looks into what is stuck last, and only if nothing worse was found", async () => {
    const short = (number: number): readonly FindingKind[] => (number === 3 ? ["overdraft"] : ["stuck-pending"]);
    expect((await hunted({ short, long: [["overdraft"]] })).found).toBe("overdraft");
    expect(await hunted({ short: () => ["stuck-pending"], long: [["stuck-pending"]] })).toMatchObject({
      ...{ found: "stuck-pending", runs: 6, again: 1 },
    });
    expect(await hunted({ short: () => ["stuck-pending"], long: [[]] })).toMatchObject({
      ...{ found: undefined, unconfirmed: 1, again: 1 },
    });
  });

  it("looks into several that are stuck, each in another scenario: the first may only be slow", async () => {
    const long: readonly (readonly FindingKind[])[] = [[], ["stuck-pending"]];
    const faultOf = (number: number) => (number < 2 ? "slow" : "late-settle");
    expect(await hunted({ short: () => ["stuck-pending"], long, faultOf })).toMatchObject({
      ...{ found: "stuck-pending", seed: 2, unconfirmed: 1, again: 2 },
    });
  });

  it("stops everywhere where one run cannot be made", async () => {
    const clock = createVirtualClock();
    let running = 0;
    const hunting = hunt({
      draw: (number) => candidateOf(number),
      async tryAt(_, place, halt) {
        running += 1;
        await clock.sleep(place === 0 ? 10_000 : 100_000, halt);
        running -= 1;
        if (place === 0) throw new Error("cannot be started");
        return undefined;
      },
      tryLong: () => Promise.resolve(undefined),
      ...{ needed: 1, places: 3, forMs: 60_000, clock, stop: new AbortController().signal, tally: createTally() },
      tried: () => {},
    });
    const failed = expect(hunting).rejects.toThrow("cannot be started");
    await clock.advance(20_000);
    await failed;
    expect(running).toBe(0);
  });

  it("is in doubt where money was wrong once, and not where something was only slow", () => {
    const seen = (kind: FindingKind) => ({ candidate: candidateOf(0), tried: triedWith(kind), kind });
    expect(isInDoubt({ unconfirmed: [] })).toBe(false);
    expect(isInDoubt({ unconfirmed: [seen("stuck-pending")] })).toBe(false);
    expect(isInDoubt({ unconfirmed: [seen("stuck-pending"), seen("double-paid")] })).toBe(true);
  });

  it("finds nothing where nothing fails, in as many runs as there is time for", async () => {
    expect(await hunted({ short: () => [] })).toMatchObject({ found: undefined, unconfirmed: 0, runs: 6 });
    expect(await hunted({ short: () => [], places: 2 })).toMatchObject({ found: undefined, runs: 12 });
  });

  it("counts no run that was cut short", async () => {
    expect(await hunted({ short: () => [], stopAfterMs: 25_000 })).toMatchObject({ found: undefined, runs: 2 });
  });
});
