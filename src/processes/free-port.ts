import { connect, createServer } from "node:net";
import { freshSeed, seededChance } from "../domain/random.ts";

/**
 * Free ports of 127.0.0.1 for services that we start. They lie below the ports that systems hand out to outgoing connections (from 32768 on
 * Linux, from 49152 elsewhere): otherwise a connection of anybody could take the port of a service that is down between a kill and its restart.
 */
const RANGE = { from: 20_000, to: 32_000 };

/** Someone who takes that many ports in a row leaves none. */
const TRIES = 200;

const chance = seededChance(freshSeed());

/** Ports that were found free, and may not be used yet by whoever they are for. */
const handedOut = new Set<number>();

/** A port of 127.0.0.1 on which nobody listens, and which this process was not given before. @throws RangeError if there is none */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = RANGE.from + Math.floor(chance() * (RANGE.to - RANGE.from));
    if (handedOut.has(port) || !(await isFree(port))) continue;
    handedOut.add(port);
    return port;
  }
  throw new RangeError(`no free port of 127.0.0.1 from ${RANGE.from} to ${RANGE.to}`);
}

/** Whether a service could listen on this port of 127.0.0.1. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** Whether somebody accepts connections on this port. */
export function accepts(port: number, host = "127.0.0.1"): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    const end = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once("connect", () => end(true)).once("error", () => end(false));
  });
}
