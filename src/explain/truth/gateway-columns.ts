import { good, ok, violated, withoutHold } from "./cells.ts";
import type { TruthColumn } from "./column.ts";

const NEW_PAYOUT = violated("a retry under a fresh key is another payout, and no API can tell", ["double-paid"]);

/** What a gateway between the caller and the API answers in its place. */
export const gatewayColumns: readonly TruthColumn[] = [
  {
    scenario: "gateway-timeout",
    place: "wire",
    title: "a gateway answers 504 although the API did its work, and the caller retries with the same key",
    cells: { ...withoutHold(ok), saga: ok, ...good },
  },
  {
    scenario: "gateway-timeout-fresh",
    place: "wire",
    title: "the same, and the caller takes a fresh key",
    cells: {
      ...withoutHold(NEW_PAYOUT),
      saga: NEW_PAYOUT,
      "fail-open": NEW_PAYOUT,
      "tracked-saga": NEW_PAYOUT,
      outbox: NEW_PAYOUT,
    },
  },
];
