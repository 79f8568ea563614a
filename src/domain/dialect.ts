/** The protocols by which a service talks to our rail. */
export const dialectNames = ["lnd-rest", "lnd-grpc", "cln-rest", "lnbits", "zbd", "phoenixd"] as const;

/** The name of a dialect. */
export type DialectName = (typeof dialectNames)[number];
