import { hash } from "node:crypto";

/** What a service proves itself with, in the form of each dialect. */
export interface Credentials {
  /** Hex. */
  readonly macaroon: string;
  readonly rune: string;
  readonly key: string;
  readonly password: string;
}

/** The credentials of a rail. They follow from the seed, so that a rail that is started again takes the same ones. */
export function credentialsOf(seed: string, name: string): Credentials {
  const secret = (purpose: string) => hash("sha256", `chaos-payout/${purpose}/${seed}/${name}`, "hex");
  return {
    macaroon: macaroonOf(`chaos-payout ${name}`, secret("macaroon")),
    rune: Buffer.from(secret("rune"), "hex").toString("base64url"),
    key: secret("key").slice(0, 32),
    password: secret("password"),
  };
}

/** A macaroon in format 2: packets of type, length and value, of the location, the identifier and the signature. */
function macaroonOf(identifier: string, signature: string): string {
  const packet = (type: number, value: Buffer) => Buffer.concat([Buffer.of(type, value.length), value]);
  const version = Buffer.of(2);
  const end = Buffer.of(0);
  return Buffer.concat([
    version,
    packet(1, Buffer.from("lnd")),
    packet(2, Buffer.from(identifier)),
    end,
    end,
    packet(6, Buffer.from(signature, "hex")),
  ]).toString("hex");
}
