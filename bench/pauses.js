import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Pool } from "undici";
import { systemClock } from "../dist/domain/clock.js";
import { createNode } from "../dist/lightning/node.js";
import { startNodeServer } from "../dist/lightning/rest-server.js";

/**
 * `node bench/pauses.js [strategy] [pauses]`: two instances of the API on one ledger, and one of them is put to sleep (SIGSTOP) for longer
 * than a lease, again and again, under load. Every payment fails first and would settle if it were tried again, so whoever wakes up and
 * still sends pays what the other has refunded. The exit code is 1 when a sat is where it should not be.
 */
const [strategy = "tracked-saga", pauses = "12"] = process.argv.slice(2);
const AT_ONCE = 100;
const bin = fileURLToPath(new URL("../bin/chaos-payout.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "chaos-payout-pauses-"));
const settled = new Map();
const node = createNode({
  clock: systemClock,
  fateOf: (_payment, isRepeat) => (isRepeat ? "settle" : "failure"),
  observe: ({ kind, payee }) => kind === "settled" && settled.set(payee, (settled.get(payee) ?? 0) + 1),
});
const server = await startNodeServer(node);

async function startInstance() {
  const flags = ["--port", "0", "--strategy", strategy, "--ledger", join(folder, "ledger.db"), "--rail", server.url];
  const child = spawn(process.execPath, [bin, "serve", ...flags, "--project", "p=500000000", "--exit-with-stdin"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const url = await new Promise((resolve) => {
    child.stdout.on("data", (chunk) => {
      const match = /listening on (\S+)/.exec(String(chunk));
      if (match !== null) resolve(match[1]);
    });
  });
  return { child, pool: new Pool(url, { connections: AT_ONCE, headersTimeout: 0, bodyTimeout: 0 }) };
}

async function call({ pool }, method, path, body) {
  const headers = { "content-type": "application/json" };
  const { body: answer } = await pool.request({ method, path, headers, ...(body && { body: JSON.stringify(body) }) });
  return answer.json();
}

const instances = [await startInstance(), await startInstance()];
let sent = 0;
let isLoading = true;
const load = Array.from({ length: AT_ONCE }, async () => {
  while (isLoading) {
    sent += 1;
    const payout = { gamertag: `g${sent}`, amount: 100, projectId: "p", idempotencyKey: `k${sent}` };
    await call(instances[sent % 2], "POST", "/api/v1/payouts", payout).catch(() => {});
  }
});
for (let pause = 0; pause < Number(pauses); pause += 1) {
  await sleep(400 + (pause % 4) * 70);
  instances[0].child.kill("SIGSTOP");
  await sleep(1_500);
  instances[0].child.kill("SIGCONT");
}
isLoading = false;
await Promise.all(load);

async function payouts() {
  const all = [];
  for (let after = ""; after !== null; ) {
    const { data } = await call(instances[1], "GET", `/api/v1/payouts?projectId=p&limit=5000&after=${after}`);
    all.push(...data.payouts);
    after = data.next;
  }
  return all;
}

let all = await payouts();
for (let tries = 0; tries < 200 && all.some(({ status }) => status === "pending"); tries += 1) {
  await sleep(100);
  all = await payouts();
}
const paid = ({ gamertag }) => settled.get(gamertag) ?? 0;
const count = (wanted) => all.filter(wanted).length;
const wrong = {
  "paid-not-charged": count((one) => one.status === "error" && paid(one) > 0),
  "charged-not-paid": count((one) => one.status === "completed" && paid(one) === 0),
  "double-paid": count((one) => paid(one) > 1),
  "stuck-pending": count((one) => one.status === "pending"),
};
process.stdout.write(
  `${strategy}: ${pauses} pauses, ${all.length} payouts, ${settled.size} settled; ${JSON.stringify(wrong)}\n`,
);
for (const { child, pool } of instances) {
  await pool.destroy();
  child.kill("SIGKILL");
}
await server.close();
rmSync(folder, { recursive: true, force: true });
process.exitCode = Object.values(wrong).some((number) => number > 0) ? 1 : 0;
