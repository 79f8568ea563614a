import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/domain/clock.ts";
import type { PlannedCrash } from "../../src/domain/crash-point.ts";
import { startFleet } from "../../src/processes/fleet.ts";
import { fakeProgram } from "./fake-program.ts";

async function fleetOf(instances: number, crashes: readonly PlannedCrash[] = []) {
  const program = fakeProgram();
  const seen: string[] = [];
  const fleet = await startFleet({
    ...{ command: program.command, ledgerFolder: program.folder, clock: systemClock, instances, crashes },
    ...{ strategy: "naive", projects: [{ projectId: "p", balanceMsat: 9_000 }], railUrl: "http://127.0.0.1:1" },
    ...{ railTimeoutMs: 100, duplicates: "replay" },
    observe: ({ kind, instance, ...rest }) =>
      seen.push([kind.replace("api-", ""), instance, ...Object.values(rest)].join(" ")),
  });
  onTestFinished(() => fleet.stop());
  let died = "";
  void fleet.died.then((reason) => {
    died = reason;
  });
  const ask = async (path: string, instance = 1) => {
    const answer = await fetch(`${fleet.urls[instance - 1]}${path}`).catch(() => undefined);
    return answer?.text() ?? "no answer";
  };
  const crash = async (path = "/crash", restarts = 1) => {
    await ask(path);
    await eventually(() => seen.filter((event) => event.startsWith("restarted")).length === restarts);
  };
  return { program, fleet, seen, ask, crash, died: () => died };
}

async function eventually(look: () => boolean): Promise<void> {
  for (let tries = 0; tries < 3000 && !look(); tries += 1) await systemClock.sleep(10);
  expect(look()).toBe(true);
}

const first = { at: "after-charge", occurrence: 3, how: "kill", forMs: 0, instance: 1 } as const;
const second = { at: "after-send", occurrence: 1, how: "kill", forMs: 0, instance: 1 } as const;

describe("a fleet", () => {
  it("starts its instances on one ledger, and only the first one has a crash point", async () => {
    const { program, fleet, ask } = await fleetOf(3, [first]);
    expect([new Set(fleet.urls).size, program.alive().length]).toEqual([3, 3]);
    const api = "--strategy naive --rail http://127.0.0.1:1 --rail-timeout 100ms --duplicates replay --project p=9";
    const start = `serve --port 0 --exit-with-stdin --temporary-ledger ${program.folder} ${api}`;
    expect([await ask("/flags", 1), await ask("/flags", 2), await ask("/flags", 3)]).toEqual([
      `${start} --crash after-charge:3:kill:0ms`,
      start,
      start,
    ]);
  });

  it("restarts an instance that crashed as planned at the same address, with its next crash point", async () => {
    const { fleet, seen, ask, crash, died } = await fleetOf(2, [first, second]);
    const { urls } = fleet;
    await crash();
    expect(await ask("/flags")).toContain("--crash after-send:1");
    await crash("/crash", 2);
    expect(await ask("/flags")).not.toContain("--crash");
    expect(seen).toEqual(["crashed 1 after-charge kill", "restarted 1", "crashed 1 after-send kill", "restarted 1"]);
    expect([fleet.urls, died()]).toEqual([urls, ""]);
  });

  it("listens again once listening() resolves", async () => {
    const { fleet, program, seen, ask } = await fleetOf(1, [first]);
    program.put("slow");
    await ask("/crash");
    await eventually(() => seen.length === 1);
    let listens = false;
    const listening = fleet.listening().then(() => {
      listens = true;
    });
    await eventually(() => program.ids().length === 2);
    expect([listens, await ask("/flags")]).toEqual([false, "no answer"]);
    program.remove("slow");
    await listening;
    expect(await ask("/flags")).toContain("serve");
  });

  it.each([
    ["is killed", "/kill", "SIGKILL"],
    ["crashes at the wrong point", "/other-crash", "SIGKILL"],
    ["exits", "/exit", "exit code 3"],
  ])("has died when an instance %s", async (_how, path, reason) => {
    const { fleet, seen, ask } = await fleetOf(1, [first]);
    await ask(path);
    expect(await fleet.died).toBe(reason);
    await fleet.listening();
    expect(seen).toEqual([]);
  });

  it("has died when an instance without a crash point is killed", async () => {
    const { fleet, ask } = await fleetOf(2, [first]);
    await ask("/kill", 2);
    expect(await fleet.died).toBe("SIGKILL");
  });

  it("has died when a crashed instance does not restart, and listening() resolves", async () => {
    const { fleet, program, seen, ask } = await fleetOf(1, [first]);
    program.put("broken");
    await ask("/crash");
    expect(await fleet.died).toBe("the embedded payout API did not start (exit code 3): it is broken");
    await fleet.listening();
    expect(seen).toEqual(["crashed 1 after-charge kill"]);
  });

  it("leaves nothing behind when it is stopped, and has not died", async () => {
    const { fleet, program, died } = await fleetOf(3, [first]);
    await fleet.stop();
    expect([program.ids().length, program.alive(), died()]).toEqual([3, [], ""]);
  });

  it("leaves nothing behind when it is stopped in the middle of a restart", async () => {
    const { fleet, program, seen, ask, died } = await fleetOf(2, [first]);
    program.put("slow");
    await ask("/crash");
    await eventually(() => program.ids().length === 3);
    await fleet.stop();
    expect([program.alive(), seen, died()]).toEqual([[], ["crashed 1 after-charge kill"], ""]);
  });

  it("leaves nothing behind when an instance does not start", async () => {
    const program = fakeProgram();
    program.put("broken");
    const starting = startFleet({
      ...{ command: program.command, ledgerFolder: program.folder, clock: systemClock, instances: 2, crashes: [] },
      ...{ strategy: "naive", projects: [], railUrl: "http://127.0.0.1:1", railTimeoutMs: 100, duplicates: "reject" },
      observe: () => {},
    });
    await expect(starting).rejects.toThrow("the embedded payout API did not start (exit code 3): it is broken");
    expect([program.ids().length, program.alive()]).toEqual([1, []]);
  });
});
