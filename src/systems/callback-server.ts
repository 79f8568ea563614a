import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { isFromHere, ownHosts } from "../domain/loopback.ts";
import { bodyOf } from "../http/body.ts";
import { callbackReader } from "../service/callback.ts";
import type { Redact } from "../service/secrets.ts";
import type { Callbacks } from "../service/service-file.ts";
import { TargetError } from "../service/target.ts";
import type { CallbackDoor } from "./callback-door.ts";

/** A larger callback is not about a payout. */
const BODY_LIMIT_BYTES = 256 * 1024;

const HOST = "127.0.0.1";

/** Our end of the callbacks of a service. */
export interface CallbackServer {
  /** Where the service sends them, with the path. */
  readonly url: string;
  close(): Promise<void>;
}

/** Listens for what the service tells its caller, and shows it at the door. @throws TargetError if it cannot listen */
export async function startCallbackServer(
  callbacks: Callbacks,
  redact: Redact,
  door: Pick<CallbackDoor, "arrive">,
): Promise<CallbackServer> {
  const read = callbackReader(callbacks, redact);
  const isOwnHost = ownHosts(HOST);
  const server = createServer((request, response) => {
    // A web page could report payouts as paid that never were.
    if (!isFromHere(request.headers, isOwnHost)) return void response.writeHead(403).end();
    const isHere = request.method === "POST" && request.url?.split("?")[0] === callbacks.path;
    if (!isHere) return void response.writeHead(404).end();
    void bodyOf(request, BODY_LIMIT_BYTES).then((body) => {
      const says = body === undefined ? undefined : read(body);
      if (says === undefined) return void response.writeHead(400).end();
      if (door.arrive(says) === "taken") response.writeHead(200).end();
      else response.socket?.resetAndDestroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => {
      reject(new TargetError("unreachable", `no port could be opened for callbacks (${error.message})`));
    });
    server.listen(0, HOST, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${HOST}:${port}${callbacks.path}`,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}
