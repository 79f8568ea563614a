import { demand } from "./fields.ts";

/** Checks the macaroon of a request, in hex; any is accepted where none is expected. @throws LndError in LND's words */
export function checkMacaroon(sent: string | undefined, expected: string | undefined): void {
  if (expected === undefined) return;
  demand(sent !== undefined && sent !== "", "expected 1 macaroon, got 0");
  demand(
    sent.toLowerCase() === expected.toLowerCase(),
    "verification failed: signature mismatch after caveat verification",
  );
}
