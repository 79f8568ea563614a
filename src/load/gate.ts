import { writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** What the parts of a phase wait for, so that they begin together: processes take seconds to start, and only what is sent at the same time is a spike. */
export interface Gate {
  /** Where a part waits: the path of a file that will be there, or an address that will answer. */
  readonly address: string;
  /** Opens it once so many parts have told that they can begin, if it is not one at which they are seen to wait. */
  look(ready: number): void;
  close(): void;
}

/** A gate for engines that can look for a file. */
export function fileGate(folder: string, parts: number): Gate {
  const address = join(folder, "all-parts-are-ready");
  let isOpen = false;
  return {
    address,
    look(ready) {
      if (isOpen || ready < parts) return;
      isOpen = true;
      writeFileSync(address, "");
    },
    close() {},
  };
}

/** A gate for engines that can only make requests: each part makes one, and none is answered before the last. */
export async function httpGate(parts: number): Promise<Gate> {
  const waiting: ServerResponse[] = [];
  const server = createServer(({ method }, response) => {
    if (method !== "GET") return void response.writeHead(405).end();
    waiting.push(response);
    if (waiting.length < parts) return;
    for (const each of waiting) if (!each.writableEnded) each.writeHead(204).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/`,
    look() {},
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
