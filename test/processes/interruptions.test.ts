import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/domain/clock.ts";
import type { PlannedInterruption } from "../../src/domain/moment.ts";
import { eventually, isAlive, ownService, started, stateOf } from "./own-service.ts";

const kill: PlannedInterruption = { when: "payment-received", occurrence: 1, how: "kill", forMs: 0, instance: 1 };
const terminate: PlannedInterruption = { ...kill, how: "terminate" };
const pause: PlannedInterruption = { ...kill, how: "pause", forMs: 300 };

describe("a moment", () => {
  it("interrupts when it is seen for the planned time, and no other moment does", async () => {
    const { fleet, seen } = await started({ interruptions: [{ ...kill, occurrence: 3 }] });
    expect([...fleet.moments]).toEqual(["payment-received"]);
    fleet.seen("payment-received");
    for (const other of ["payout-received", "payment-settled", "payment-failed", "answer-sent"] as const) {
      for (let times = 0; times < 3; times += 1) fleet.seen(other);
    }
    fleet.seen("payment-received");
    expect([fleet.interruptionsAhead(), seen]).toEqual([1, []]);
    fleet.seen("payment-received");
    expect([fleet.interruptionsAhead(), seen]).toEqual([0, ["crashed payment-received kill 1"]]);
    await fleet.recovered();
    fleet.seen("payment-received");
    expect(seen).toEqual(["crashed payment-received kill 1", "restarted 1"]);
  });

  it("counts for nothing while the interruption before goes on", async () => {
    const second: PlannedInterruption = { ...kill, when: "answer-sent", occurrence: 2 };
    const { fleet, seen } = await started({ interruptions: [kill, second] });
    fleet.seen("payment-received");
    fleet.seen("answer-sent");
    fleet.seen("answer-sent");
    await fleet.recovered();
    fleet.seen("answer-sent");
    expect(seen).toEqual(["crashed payment-received kill 1", "restarted 1"]);
    fleet.seen("answer-sent");
    expect(seen.at(-1)).toBe("crashed answer-sent kill 1");
  });

  it("interrupts nothing once the faults are healed", async () => {
    const { fleet, seen } = await started({ interruptions: [kill] });
    fleet.disarm();
    fleet.seen("payment-received");
    expect([fleet.interruptionsAhead(), seen]).toEqual([1, []]);
  });

  it("picks the instance", async () => {
    const { fleet, seen, ask } = await started({ instances: 2, interruptions: [{ ...kill, instance: 2 }] });
    const before = [await ask("/", 1), await ask("/", 2)];
    fleet.seen("payment-received");
    await fleet.recovered();
    const after = [await ask("/", 1), await ask("/", 2)];
    expect([before[0] === after[0], before[1] === after[1]]).toEqual([true, false]);
    expect(seen).toEqual(["crashed payment-received kill 2", "restarted 2"]);
  });
});

describe("a killed service", () => {
  it("is gone before anything else happens, with all that it has started, and comes back on its port", async () => {
    const { fleet, program, ask, died } = await started({ interruptions: [kill] });
    const { ports } = fleet;
    await ask("/fork");
    await eventually(() => program.ids().length === 2);
    const before = program.ids();
    fleet.seen("payment-received");
    await fleet.listening();
    expect(before.filter(isAlive)).toEqual([]);
    expect(before).not.toContain(Number(await ask()));
    expect([fleet.ports, died(), program.has("terminated")]).toEqual([ports, "", false]);
  });

  it("gets nothing done any more, not even what it was about to do", async () => {
    const { fleet, ask } = await started({ interruptions: [kill] });
    const answer = ask("/", 1);
    fleet.seen("payment-received");
    expect(await answer).toBe("no answer");
  });

  it("stays down for as long as planned", async () => {
    const { fleet, ask } = await started({ interruptions: [{ ...kill, forMs: 200 }] });
    const atMs = systemClock.now();
    fleet.seen("payment-received");
    expect(await ask()).toBe("no answer");
    await fleet.listening();
    expect(systemClock.now() - atMs).toBeGreaterThanOrEqual(200);
    expect(await ask()).not.toBe("no answer");
  });

  it("has died if it does not come back, and nobody waits for it any longer", async () => {
    const { fleet, program, seen } = await started({ interruptions: [kill] });
    program.put("broken");
    fleet.seen("payment-received");
    expect((await fleet.died).replaceAll(/\d{5}/g, "PORT").replaceAll(/ECONN\w+/g, "REASON")).toBe(
      "the service did not start: it exited with code 3 before it was ready (GET http://127.0.0.1:PORT/ready fails (REASON)): Error: it is broken",
    );
    await fleet.listening();
    expect(seen).toEqual(["crashed payment-received kill 1"]);
  });

  it("has died if it exits by itself while it is about to be killed, because that was not planned", async () => {
    const { fleet, program, ask, seen } = await started({ interruptions: [kill] });
    const pid = Number(await ask());
    await ask("/exit");
    // Its exit is not known here before the next turn.
    await eventually(() => !isAlive(pid));
    fleet.seen("payment-received");
    expect(await fleet.died).toMatch(/^the service exited with code 3/);
    expect([program.alive(), seen.includes("restarted 1")]).toEqual([[], false]);
  });

  it("leaves nothing behind when it is stopped while it comes back", async () => {
    const { fleet, program, died, seen } = await started({ interruptions: [kill] });
    program.put("slow");
    fleet.seen("payment-received");
    await eventually(() => program.ids().length === 2);
    await fleet.stop();
    expect([program.alive(), died(), seen]).toEqual([[], "", ["crashed payment-received kill 1"]]);
  });
});

describe("a terminated service", () => {
  it("may exit in its own time, whatever its code, and comes back", async () => {
    const { fleet, program, ask, seen, died } = await started({ interruptions: [terminate] });
    const pid = await ask();
    fleet.seen("payment-received");
    await fleet.listening();
    expect([program.read("terminated"), isAlive(Number(pid))]).toEqual(["x", false]);
    expect(await ask()).not.toBe(pid);
    expect([seen, died()]).toEqual([["crashed payment-received terminate 1", "restarted 1"], ""]);
  });

  it("is killed if it does not exit, with all that it has started", async () => {
    const program = ownService();
    program.put("deaf");
    const { fleet, ask } = await started({ interruptions: [terminate], terminateWithinMs: 300 }, program);
    await ask("/fork");
    const before = program.ids();
    fleet.seen("payment-received");
    await fleet.listening();
    expect([program.read("terminated"), before.length, before.filter(isAlive)]).toEqual(["x", 2, []]);
    expect(await ask()).not.toBe("no answer");
  });

  it("is asked to exit through the shell that has started it", async () => {
    const program = ownService();
    const command = ["sh", "-c", `${process.execPath} ${program.file}; exit 1`] as const;
    const { fleet, died } = await started({ interruptions: [terminate], own: { command } }, program);
    fleet.seen("payment-received");
    await fleet.listening();
    expect([program.read("terminated"), died()]).toEqual(["x", ""]);
  });
});

describe("a paused service", () => {
  it("does nothing, accepts connections, and goes on where it was", async () => {
    const { fleet, program, ask, seen } = await started({ interruptions: [{ ...pause, forMs: 600 }] });
    const pid = Number(await ask());
    await ask("/fork");
    fleet.seen("payment-received");
    // It gets its signal before it gets anything else done; that it has stopped is seen a little later.
    await eventually(() => program.ids().every((each) => stateOf(each) === "T"));
    // Nobody waits for it before he sends: what he sends waits.
    await fleet.listening();
    const waiting = ask();
    expect(stateOf(pid)).toBe("T");
    expect(await waiting).toBe(String(pid));
    expect(seen).toEqual(["crashed payment-received pause 1", "restarted 1"]);
  });

  it("is paused for as long as planned", async () => {
    const { fleet } = await started({ interruptions: [pause] });
    const atMs = systemClock.now();
    fleet.seen("payment-received");
    await fleet.recovered();
    expect(systemClock.now() - atMs).toBeGreaterThanOrEqual(300);
  });

  it("can be stopped at once", async () => {
    const { fleet, program, seen } = await started({ interruptions: [{ ...pause, forMs: 600_000 }] });
    fleet.seen("payment-received");
    await fleet.stop();
    expect([program.alive(), program.read("terminated"), seen]).toEqual([
      [],
      "x",
      ["crashed payment-received pause 1"],
    ]);
  });

  it("goes on at once when the run is stopped, and is interrupted no more", async () => {
    const stop = new AbortController();
    const long = { ...pause, forMs: 600_000 };
    const { fleet, ask, seen, died } = await started({ interruptions: [long, long], abandon: stop.signal });
    fleet.seen("payment-received");
    stop.abort();
    await fleet.recovered();
    fleet.seen("payment-received");
    expect([await ask(), died()]).not.toContain("no answer");
    expect(seen).toEqual(["crashed payment-received pause 1", "restarted 1"]);
  });

  it("has died if it is killed meanwhile", async () => {
    const { fleet, ask } = await started({ interruptions: [pause] });
    const pid = Number(await ask());
    fleet.seen("payment-received");
    process.kill(pid, "SIGKILL");
    expect(await fleet.died).toBe("the service was killed by SIGKILL");
  });
});

describe("a service in a container", () => {
  /** The lines of a container engine that is a shell: `up` starts the service outside of its own group and ends. */
  function container() {
    const program = ownService();
    const up = ["sh", "-c", `setsid ${process.execPath} ${program.file} > /dev/null & echo $! > container`] as const;
    const signalled = (signal: string) =>
      ["sh", "-c", `echo ${signal} >> signals; kill -s ${signal.slice(3)} $(cat container)`] as const;
    return { program, own: { command: up, mayDetach: true, kill: signalled, stop: signalled("SIGKILL") } };
  }

  it("is killed and started by its own lines, which may end once they have done their work", async () => {
    const { program, own } = container();
    const { fleet, ask, seen, died } = await started({ interruptions: [kill, terminate], own }, program);
    const pids = [await ask()];
    for (const _ of [1, 2]) {
      fleet.seen("payment-received");
      await fleet.listening();
      pids.push(await ask());
    }
    expect([new Set(pids).size, pids.includes("no answer"), program.read("signals")]).toEqual([
      3,
      false,
      "SIGKILL\nSIGTERM\n",
    ]);
    expect(seen.filter((event) => event === "restarted 1").length).toBe(2);
    expect(await fleet.stop()).toEqual([]);
    expect([program.alive(), died()]).toEqual([[], ""]);
  });

  it("is started again by the line for that, if there is one", async () => {
    const { program, own } = container();
    const restart = ["sh", "-c", `touch again; ${own.command[2]}`] as const;
    const { fleet } = await started({ interruptions: [kill], own: { ...own, restart } }, program);
    expect(program.has("again")).toBe(false);
    fleet.seen("payment-received");
    await fleet.listening();
    expect(program.has("again")).toBe(true);
    await fleet.stop();
  });

  it("has died if the line that kills it fails", async () => {
    const { program, own } = container();
    const broken = () => ["sh", "-c", "echo no such container >&2; exit 1"] as const;
    const { fleet, seen } = await started({ interruptions: [kill], own: { ...own, kill: broken } }, program);
    fleet.seen("payment-received");
    expect(await fleet.died).toBe(
      'the service could not be killed: `sh -c "echo no such container >&2; exit 1"` failed (exit code 1): no such container',
    );
    expect(seen).toEqual([]);
    await fleet.stop();
  });
});
