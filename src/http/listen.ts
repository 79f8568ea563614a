import type { AddressInfo, Server } from "node:net";

/** How many connections may wait to be accepted: as many as a phase may open at once. */
const BACKLOG = 4_096;

/** How long a connection may wait for its next request, at a server of ours. */
export const SERVER_KEEP_ALIVE_MS = 72_000;

/** Listens, on any free port for 0, and resolves with the port. Rejects when it is taken, with the system's error (`EADDRINUSE`). */
export async function listenOn(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen({ host, port, backlog: BACKLOG }, () => {
      server.off("error", reject);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}
