import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/**
 * A program that behaves towards its supervisor like `chaos-payout serve`, and does what it is told over HTTP: `GET /flags` answers with
 * its command line, `/crash` passes its crash point, `/kill` dies without a word, `/exit` leaves with code 3. It writes its process id
 * into its folder; while a file `slow` lies there it takes its time to listen, and while `broken` does, it cannot start.
 */
const PROGRAM = `
import { existsSync, writeFileSync, writeSync } from "node:fs";
import { createServer } from "node:http";

const flag = (name) => process.argv[process.argv.indexOf(name) + 1];
const folder = flag("--temporary-ledger");
writeFileSync(folder + "/pid-" + process.pid, "");
process.stdin.on("end", () => process.exit(0)).resume();
process.on("SIGTERM", () => process.exit(0));
if (existsSync(folder + "/broken")) {
  process.stderr.write("it is broken\\n");
  process.exit(3);
}
while (existsSync(folder + "/slow")) await new Promise((resolve) => setTimeout(resolve, 5));

const die = () => process.kill(process.pid, "SIGKILL");
const deeds = {
  "/crash": () => {
    writeSync(1, "chaos-payout serve: crash " + flag("--crash").split(":")[0] + "\\n");
    die();
  },
  "/other-crash": () => {
    writeSync(1, "chaos-payout serve: crash before-refund\\n");
    die();
  },
  "/kill": die,
  "/exit": () => process.exit(3),
};
const server = createServer((request, response) => {
  const deed = deeds[request.url];
  if (deed === undefined) return response.end(process.argv.slice(2).join(" "));
  deed();
});
server.listen(Number(flag("--port")), "127.0.0.1", () => {
  process.stdout.write("chaos-payout serve: listening on http://127.0.0.1:" + server.address().port + "\\nmore to read\\n");
});
`;

/** The program in a folder of its own, which goes when the test is over. */
export function fakeProgram() {
  const folder = mkdtempSync(join(tmpdir(), "chaos-payout-fake-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "program.mjs");
  writeFileSync(file, PROGRAM);
  const ids = () => readdirSync(folder).flatMap((name) => (name.startsWith("pid-") ? [Number(name.slice(4))] : []));
  return {
    folder,
    command: [process.execPath, file] as const,
    /** Every process that was ever started. */
    ids,
    /** Those that are still there. */
    alive: () => ids().filter(isAlive),
    put: (name: "slow" | "broken") => writeFileSync(join(folder, name), ""),
    remove: (name: "slow" | "broken") => rmSync(join(folder, name)),
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
