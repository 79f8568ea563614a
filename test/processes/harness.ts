import { systemClock } from "../../src/domain/clock.ts";
import { startService } from "../../src/processes/service-fleet.ts";

/**
 * A program of its own that starts two instances of the service in a folder, lets each start a grandchild, and reports that a payout was
 * received. Then it prints a word and waits for its end.
 */
const [folder = "", before = "[]", interruptions = "[]"] = process.argv.slice(2);

const fleet = await startService({
  folder,
  before: JSON.parse(before),
  instances: 2,
  port: null,
  commandOf: (port) => ({
    command: [process.execPath, "service.cjs"],
    env: { PORT: String(port) },
    ready: `http://127.0.0.1:${port}/ready`,
    mayDetach: false,
    kill: null,
    restart: null,
    stop: ["sh", "-c", "echo stopped >> stop-lines"],
  }),
  readyWithinMs: 30_000,
  interruptions: JSON.parse(interruptions),
  clock: systemClock,
  observe: () => {},
});
for (const port of fleet.ports) await (await fetch(`http://127.0.0.1:${port}/fork`)).text();
fleet.seen("payout-received");
process.stdout.write("ready\n");
setInterval(() => {}, 1000);
