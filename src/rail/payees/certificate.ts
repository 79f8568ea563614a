import { generate } from "selfsigned";
import { type Clock, dateOf } from "../../domain/clock.ts";

/** A self-signed certificate for 127.0.0.1, localhost and ::1, made for one run. */
export interface Certificate {
  /** PEM. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * Makes a certificate that is valid for thirty days. Like the one that LND makes for itself, it is its own authority, so a client trusts it when
 * it is given this one file.
 */
export async function createCertificate(clock: Clock): Promise<Certificate> {
  const nowMs = clock.epochMs();
  const { cert, private: key } = await generate([{ name: "commonName", value: "chaos-payout rail" }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    // Clocks of containers may be a little behind.
    notBeforeDate: dateOf(nowMs - DAY_MS),
    notAfterDate: dateOf(nowMs + 30 * DAY_MS),
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", digitalSignature: true, keyEncipherment: true, keyCertSign: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          // This machine, as containers know it.
          { type: 2, value: "host.docker.internal" },
          { type: 2, value: "host.containers.internal" },
          { type: 7, ip: "127.0.0.1" },
          { type: 7, ip: "::1" },
        ],
      },
    ],
  });
  return { cert, key };
}
