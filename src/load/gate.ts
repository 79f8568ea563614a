import { writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** What the parts of a phase wait for, so that they begin together: processes take seconds to start, and only what is sent at the same time is a spike. */
export interface Gate {
  /** Where a part waits, by its number from 1: the path of a file that will be there, or an address that will answer. */
  address(part: number): string;
  /** Opens it once so many parts have told that they can begin, if it is not one at which they are seen to wait. */
  look(ready: number): void;
  close(): void;
}

/** A gate for engines that can look for a file. */
export function fileGate(folder: string, parts: number): Gate {
  const path = join(folder, "all-parts-are-ready");
  let isOpen = false;
  return {
    address: () => path,
    look(ready) {
      if (isOpen || ready < parts) return;
      isOpen = true;
      writeFileSync(path, "");
    },
    close() {},
  };
}

/** A gate for engines that can only make requests: each part makes one at an address of its own, and none is answered before the last. */
export async function httpGate(parts: number): Promise<Gate> {
  const paths = Array.from({ length: parts }, (_, index) => `/${index + 1}`);
  const waiting = new Map<string, ServerResponse>();
  let isOpen = false;
  const server = createServer(({ method, url = "" }, response) => {
    if (method !== "GET") return void response.writeHead(405).end();
    if (!paths.includes(url)) return void response.writeHead(404).end();
    if (isOpen) return void response.writeHead(204).end();
    waiting.set(url, response);
    // One that has hung up waits no longer.
    response.once("close", () => void (waiting.get(url) === response && waiting.delete(url)));
    if (waiting.size < parts) return;
    isOpen = true;
    for (const each of waiting.values()) each.writeHead(204).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: (part) => `http://127.0.0.1:${port}/${part}`,
    look() {},
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
