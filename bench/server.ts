import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Has `work` done on a plain server in a process of its own, which ends with it. */
export async function onPlainServer<Result>(work: (url: string) => Promise<Result>): Promise<Result> {
  const child = fork(fileURLToPath(new URL("./plain-server.js", import.meta.url)));
  try {
    const port = await new Promise((resolve, reject) => {
      child.once("message", resolve);
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`the plain server ended with ${code}`)));
    });
    return await work(`http://127.0.0.1:${port}`);
  } finally {
    child.kill();
  }
}
