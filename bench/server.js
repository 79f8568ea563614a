// Starts the plain server as a child and stops it again.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** Starts the server; the answer holds its URL and the way to stop it. */
export async function startPlainServer() {
  const child = fork(fileURLToPath(new URL("./plain-server.js", import.meta.url)));
  const [port] = await once(child, "message");
  return { url: `http://127.0.0.1:${port}`, stop: () => child.disconnect() };
}
