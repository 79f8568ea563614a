import { spawn } from "node:child_process";
import { once } from "node:events";
import { Pool } from "undici";
import { bin } from "./places.ts";

/** A payout as the API lists it, as far as it is read here. */
export interface ListedPayout {
  readonly gamertag: string;
  readonly status: string;
}

/** One instance of the built API as a process of its own. */
export interface Instance {
  /** Sends a payout and waits for its answer, however long. Rejects when there is none. */
  pay(payout: object): Promise<void>;
  payouts(projectId: string): Promise<readonly ListedPayout[]>;
  signal(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
}

/** One page of payouts. */
interface Page {
  readonly data: { readonly payouts: readonly ListedPayout[]; readonly next: string | null };
}

/** Starts an instance on a ledger that it may share with others. Rejects when it ends instead of listening. */
export async function startInstance(
  strategy: string,
  ledger: string,
  railUrl: string,
  connections: number,
): Promise<Instance> {
  const flags = ["--port", "0", "--strategy", strategy, "--ledger", ledger, "--rail", railUrl];
  const child = spawn(process.execPath, [bin, "serve", ...flags, "--project", "p=500000000", "--exit-with-stdin"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      const listening = /listening on (\S+)/.exec(text)?.[1];
      if (listening !== undefined) resolve(listening);
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the API ended with ${code} and did not listen`)));
  });
  const pool = new Pool(url, { connections, headersTimeout: 0, bodyTimeout: 0 });
  const path = "/api/v1/payouts";
  return {
    async pay(payout) {
      const headers = { "content-type": "application/json" };
      const { body } = await pool.request({ method: "POST", path, headers, body: JSON.stringify(payout) });
      await body.json();
    },
    async payouts(projectId) {
      const all: ListedPayout[] = [];
      for (let after: string | null = ""; after !== null; ) {
        const { body } = await pool.request({
          method: "GET",
          path: `${path}?projectId=${projectId}&limit=5000&after=${after}`,
        });
        const { data } = (await body.json()) as Page;
        all.push(...data.payouts);
        after = data.next;
      }
      return all;
    },
    signal: (signal) => void child.kill(signal),
    async stop() {
      await pool.destroy();
      const isRunning = child.exitCode === null && child.signalCode === null;
      child.kill("SIGKILL");
      if (isRunning) await once(child, "exit");
    },
  };
}
