import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { systemClock } from "../../src/domain/clock.ts";
import { type ServiceOptions, startService } from "../../src/processes/service-fleet.ts";
import type { InstanceCommand } from "../../src/processes/service-instance.ts";

/**
 * A service of somebody: `GET /` answers with its process id, `/exit` ends it with code 3, `/fork` answers once it has a child that does not listen to
 * SIGTERM. Every process writes its id into the folder. Files there change it: `deaf` ignores SIGTERM, `slow` is not ready while it lies there,
 * `broken` cannot start. SIGTERM is noted in `terminated`.
 */
const PROGRAM = `
const { existsSync, writeFileSync, appendFileSync } = require("node:fs");
const { createServer } = require("node:http");
const { spawn } = require("node:child_process");

const born = () => writeFileSync("pid-" + process.pid, "");
born();
if (process.argv[2] === "grandchild") {
  process.on("SIGTERM", () => {});
  console.log("deaf");
  setInterval(() => {}, 1000);
  return;
}
console.log("starting on " + process.env.PORT);
if (existsSync("broken")) {
  console.error("Error: it is broken\\n    at its heart");
  process.exit(3);
}
process.on("SIGTERM", () => {
  appendFileSync("terminated", "x");
  if (!existsSync("deaf")) process.exit(0);
});
const server = createServer((request, response) => {
  if (request.url === "/exit") {
    console.error("Error: asked to exit");
    process.exit(3);
  }
  if (request.url === "/fork") {
    const child = spawn(process.execPath, [__filename, "grandchild"], { stdio: ["ignore", "pipe", "inherit"] });
    return child.stdout.once("data", () => response.end());
  }
  if (request.url === "/ready") response.statusCode = existsSync("slow") ? 503 : 204;
  response.end(String(process.pid));
});
server.listen(Number(process.env.PORT), "127.0.0.1");
`;

/** The program in a folder of its own, which goes when the test is over. */
export function ownService() {
  const folder = mkdtempSync(join(tmpdir(), "chaos-payout-own-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "service.cjs");
  writeFileSync(file, PROGRAM);
  const ids = () => readdirSync(folder).flatMap((name) => (name.startsWith("pid-") ? [Number(name.slice(4))] : []));
  return {
    folder,
    file,
    command: [process.execPath, file] as const,
    /** Every process that was ever started. */
    ids,
    /** Those that are still there. */
    alive: () => ids().filter(isAlive),
    put: (name: "slow" | "broken" | "deaf") => writeFileSync(join(folder, name), ""),
    remove: (name: "slow" | "broken" | "deaf") => rmSync(join(folder, name)),
    read: (name: string) => readFileSync(join(folder, name), "utf8"),
    has: (name: string) => readdirSync(folder).includes(name),
  };
}

/** What a test changes about how the service is started. */
export type Changes = Partial<ServiceOptions> & { readonly own?: Partial<InstanceCommand> };

/** Starts the service; `seen` are its events. It is stopped when the test is over. */
export async function started({ own = {}, ...changes }: Changes = {}, program = ownService()) {
  const seen: string[] = [];
  const commandOf = (port: number): InstanceCommand => {
    const ready = `http://127.0.0.1:${port}/ready`;
    return {
      command: program.command,
      env: { PORT: String(port) },
      ready,
      mayDetach: false,
      kill: null,
      restart: null,
      stop: null,
      ...own,
    };
  };
  const fleet = await startService({
    folder: program.folder,
    before: [],
    instances: 1,
    port: null,
    commandOf,
    readyWithinMs: 30_000,
    interruptions: [],
    clock: systemClock,
    observe: ({ kind, ...rest }) => seen.push([kind.replace("api-", ""), ...Object.values(rest)].join(" ")),
    ...changes,
  });
  onTestFinished(async () => void (await fleet.stop()));
  let died = "";
  void fleet.died.then((reason) => {
    died = reason;
  });
  /** What an instance answers; `no answer` if it breaks the connection or takes longer than `withinMs`. */
  const ask = async (path = "/", instance = 1, withinMs = 30_000) => {
    const limit = new AbortController();
    const cancel = systemClock.timeout(withinMs, () => limit.abort());
    const url = `http://127.0.0.1:${fleet.ports[instance - 1]}${path}`;
    const answer = await fetch(url, { signal: limit.signal }).catch(() => undefined);
    cancel();
    return answer?.text() ?? "no answer";
  };
  return { program, fleet, seen, ask, died: () => died };
}

/** Waits until it is so. */
export async function eventually(look: () => boolean): Promise<void> {
  for (let tries = 0; tries < 3000 && !look(); tries += 1) await systemClock.sleep(10);
  expect(look()).toBe(true);
}

/** Whether there is a process with this id that can still do something. A zombie has ended; nobody has asked for its exit code yet. */
export function isAlive(pid: number): boolean {
  return !["", "Z", "X"].includes(stateOf(pid));
}

/** The letter that Linux has for the state of a process, `T` for a stopped one; "" if there is none. */
export function stateOf(pid: number): string {
  try {
    return /\) (.)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1] ?? "";
  } catch {
    return "";
  }
}
