import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

/** The service in Python that examples/ has: a process, a language and an HTTP client that are none of ours. */
const script = fileURLToPath(new URL("../../examples/python/payout_service.py", import.meta.url));

/** Whether there is a Python that knows `match`; where there is none, CI has to have installed one. */
export const hasPython = spawnSync("python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 10))"]).status === 0;

/** Starts the service, which is to pay to a rail that listens, now or later, on `railPort`. */
export async function startForeign(
  strategy: "tracked" | "refund" | "naive",
  railPort: number,
  atTheEnd: (end: () => Promise<void>) => void,
): Promise<{ readonly url: string }> {
  const rail = `http://127.0.0.1:${railPort}`;
  // Patient with its node, so that a slow machine never outlasts it and the planned timeouts stay the only ones.
  const patience = ["--rail-timeout", "1"];
  const child = spawn("python3", [script, "--port", "0", "--rail", rail, "--strategy", strategy, ...patience], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => void child.once("close", () => resolve()));
  atTheEnd(() => {
    child.kill("SIGKILL");
    return ended;
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once("close", () => reject(new Error("the Python service did not start")));
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      const match = /listening on (\S+)/.exec(text);
      if (match?.[1] !== undefined) resolve(match[1]);
    });
  });
  return { url };
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
