import { spawn } from "node:child_process";
import { getEventListeners, once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { PlannedInterruption } from "../../src/domain/moment.ts";
import { accepts, freePort, isFree } from "../../src/processes/free-port.ts";
import type { CommandLine } from "../../src/processes/orphan-guard.ts";
import { eventually, isAlive, ownService, started } from "./own-service.ts";

/** The message of what is refused; "" if it is not. */
async function refusal(starting: Promise<unknown>): Promise<string> {
  return starting.then(
    () => "",
    (error: Error) => error.message,
  );
}

describe("a service that we start", () => {
  it("has as many instances as asked for, each on its own port, when all are ready", async () => {
    const { fleet, program, ask } = await started({ instances: 3 });
    const pids = await Promise.all([1, 2, 3].map((instance) => ask("/", instance)));
    expect(new Set(fleet.ports).size).toBe(3);
    expect(pids.map(Number).sort()).toEqual(program.ids().sort());
  });

  it("is ready only once it says so", async () => {
    const program = ownService();
    program.put("slow");
    let isReady = false;
    const starting = started({}, program).then((all) => {
      isReady = true;
      return all;
    });
    await eventually(() => program.ids().length === 1);
    expect(isReady).toBe(false);
    program.remove("slow");
    expect(await (await starting).ask()).toBe(String(program.ids()[0]));
  });

  it("is ready when its port accepts connections, where it has no way to say so", async () => {
    const { ask, program } = await started({ own: { ready: null } });
    expect(await ask()).toBe(String(program.ids()[0]));
  });

  it("runs what comes before it, one after the other, in its folder and with its environment", async () => {
    const { program, fleet } = await started({
      before: [
        ["sh", "-c", "echo $PORT > order"],
        ["sh", "-c", "echo second >> order"],
      ],
    });
    expect(program.read("order")).toBe(`${fleet.ports[0]}\nsecond\n`);
  });

  it("does not start when what comes before it fails, and shows the end of its output", async () => {
    const program = ownService();
    const before = [
      ["sh", "-c", "echo creating; echo no such table >&2; exit 4"],
      ["sh", "-c", "touch never"],
    ] as const;
    expect(await refusal(started({ before }, program))).toBe(
      '`sh -c "echo creating; echo no such table >&2; exit 4"` exited with code 4\n  creating\n  no such table',
    );
    expect([program.ids(), program.has("never")]).toEqual([[], false]);
  });

  it("leaves nothing of what comes before it running", async () => {
    const { program } = await started({ before: [["sh", "-c", "sleep 600 & echo $! > pid; exit 0"]] });
    expect(isAlive(Number(program.read("pid")))).toBe(false);
  });

  it("shows the end of its output when it exits before it is ready", async () => {
    const program = ownService();
    program.put("broken");
    const message = await refusal(started({ instances: 2 }, program));
    expect(message.replaceAll(/\d{5}/g, "PORT").replaceAll(/ECONN\w+/g, "REASON")).toBe(
      [
        "instance 1 of the service did not start: it exited with code 3 before it was ready (GET http://127.0.0.1:PORT/ready fails (REASON))",
        "The end of its output:",
        "  starting on PORT",
        "  Error: it is broken",
        "      at its heart",
      ].join("\n"),
    );
    expect(program.alive()).toEqual([]);
  });

  it("says what it answered when it does not get ready in time, and is killed", async () => {
    const program = ownService();
    program.put("slow");
    const message = await refusal(started({ readyWithinMs: 1_500 }, program));
    expect(message.replaceAll(/\d{5}/g, "PORT")).toBe(
      "the service did not start: it was not ready within 1.5s (GET http://127.0.0.1:PORT/ready answers 503)\nThe end of its output:\n  starting on PORT",
    );
    expect(program.alive()).toEqual([]);
  });

  it("says that its program or its folder is not there", async () => {
    const gone = await refusal(started({ own: { command: ["./not-there", "x"] } }));
    expect(gone).toMatch(/^the service did not start: it exited with code 127 before it was ready/);
    expect(gone).toMatch(/not-there: not found/);
    expect(await refusal(started({ folder: "/not/there" }))).toBe(
      "the folder of the service does not exist: /not/there",
    );
  });

  it("is not started on a port where somebody else listens", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    onTestFinished(() => void other.close());
    const address = other.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    expect(await refusal(started({ port }))).toBe(
      `port ${port} of 127.0.0.1 is already in use: stop what listens there`,
    );
  });

  it("listens on the port that its address names", async () => {
    const port = await freePort();
    const { fleet } = await started({ port });
    expect(fleet.ports).toEqual([port]);
  });

  it("is given up while it starts", async () => {
    const program = ownService();
    program.put("slow");
    const stop = new AbortController();
    const starting = refusal(started({ abandon: stop.signal }, program));
    await eventually(() => program.ids().length === 1);
    stop.abort();
    expect([await starting, program.alive()]).toEqual(["the start of the service was interrupted", []]);
  });

  it("has died when an instance exits, with the line that tells why", async () => {
    const { fleet, ask } = await started({ instances: 2 });
    await ask("/exit", 2);
    expect(await fleet.died).toBe("instance 2 of the service exited with code 3: Error: asked to exit");
    expect(fleet.outputs()[1]).toContain("Error: asked to exit\n");
  });

  it("shows no secret of its output", async () => {
    const redact = (text: string) => text.replaceAll("asked", "REDACTED");
    const { fleet, ask } = await started({ redact });
    await ask("/exit");
    expect(await fleet.died).toBe("the service exited with code 3: Error: REDACTED to exit");
    expect(fleet.outputs()).toEqual([expect.not.stringContaining("asked")]);
  });

  it("writes what it prints to files, if asked", async () => {
    const logFolder = mkdtempSync(join(tmpdir(), "chaos-payout-logs-"));
    onTestFinished(() => rmSync(logFolder, { recursive: true, force: true }));
    const { fleet } = await started({ logFolder, before: [["echo", "once"]], instances: 2 });
    const { ports } = fleet;
    await fleet.stop();
    const logs = ["before", "instance-1", "instance-2"].map((name) =>
      readFileSync(join(logFolder, `${name}.log`), "utf8"),
    );
    expect(logs).toEqual(["once\n", `starting on ${ports[0]}\n`, `starting on ${ports[1]}\n`]);
  });
});

describe("when a service is stopped", () => {
  it("nothing of it is left, not even what it has started itself, and it has not died", async () => {
    const { fleet, program, ask, died } = await started({ instances: 2 });
    await ask("/fork");
    await eventually(() => program.ids().length === 3);
    expect(await fleet.stop()).toEqual([]);
    expect([program.alive(), died()]).toEqual([[], ""]);
    expect(await Promise.all(fleet.ports.map(isFree))).toEqual([true, true]);
  });

  it("it no longer listens to the signal that would give it up, which other runs share", async () => {
    const stop = new AbortController();
    const { fleet } = await started({ abandon: stop.signal });
    await fleet.stop();
    expect(getEventListeners(stop.signal, "abort")).toEqual([]);
  });

  it("it is asked to exit first, and killed if it does not", async () => {
    const program = ownService();
    program.put("deaf");
    const { fleet } = await started({}, program);
    await fleet.stop();
    expect([program.read("terminated"), program.alive()]).toEqual(["x", []]);
  });

  it("the lines for its containers are run, and what they could not do is said", async () => {
    const stop = ["sh", "-c", "echo stopped >> stop-lines; echo no such container >&2; exit 1"] as const;
    const { fleet, program } = await started({ own: { stop } });
    const left = await fleet.stop();
    expect(left).toEqual([
      expect.stringMatching(/^the service may still be there: `sh .*` exited with code 1\n {2}no such container$/),
    ]);
    expect(program.read("stop-lines")).toBe("stopped\n");
  });

  it("it says if something has left its group and still listens", async () => {
    const program = ownService();
    const command = ["sh", "-c", `setsid ${process.execPath} ${program.file} & sleep 600`] as const;
    const { fleet } = await started({ own: { command } }, program);
    const left = await fleet.stop();
    for (const pid of program.alive()) process.kill(pid, "SIGKILL");
    expect(left).toEqual([
      `something of the service still listens on 127.0.0.1:${fleet.ports[0]}: it has left its process group`,
    ]);
  });
});

describe("when the harness is killed with SIGKILL", () => {
  let module = "";
  beforeAll(async () => {
    // Node 20 reads no TypeScript.
    const folder = mkdtempSync(join(tmpdir(), "chaos-payout-harness-"));
    module = join(folder, "harness.mjs");
    const entry = join(import.meta.dirname, "harness.ts");
    const bundle = await rolldown({ input: entry, platform: "node" });
    await bundle.write({ file: module, format: "esm" });
    await bundle.close();
  });
  afterAll(() => rmSync(dirname(module), { recursive: true, force: true }));

  function harness(folder: string, before: readonly CommandLine[], interruptions: readonly PlannedInterruption[]) {
    const given = [folder, JSON.stringify(before), JSON.stringify(interruptions)];
    const child = spawn(process.execPath, [module, ...given], { stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    return child;
  }

  const first = { when: "payout-received", occurrence: 1, forMs: 600_000, instance: 1 } as const;

  it.each([
    ["runs", []],
    ["is paused", [{ ...first, how: "pause" } as const]],
    ["is down", [{ ...first, how: "kill" } as const]],
  ])("nothing of a service that %s is left, and its containers are stopped", async (_, interruptions) => {
    const program = ownService();
    const child = harness(program.folder, [], interruptions);
    await once(child.stdout, "data");
    await eventually(() => program.ids().length === 4);
    child.kill("SIGKILL");
    await eventually(() => program.alive().length === 0);
    await eventually(() => program.has("stop-lines") && program.read("stop-lines") === "stopped\nstopped\n");
  });

  it("nothing of what comes before the service is left", async () => {
    const program = ownService();
    const child = harness(program.folder, [["sh", "-c", "echo > pid-$$; sleep 600"]], []);
    await eventually(() => program.alive().length === 1);
    child.kill("SIGKILL");
    await eventually(() => program.alive().length === 0);
  });
});

describe("a free port", () => {
  it("accepts nothing, and is handed out once", async () => {
    const ports = await Promise.all(Array.from({ length: 20 }, freePort));
    expect(new Set(ports).size).toBe(20);
    expect((await Promise.all(ports.map((port) => accepts(port)))).some(Boolean)).toBe(false);
  });
});
