import { address, balances, reserves, variables } from "./balances.ts";
import { lists } from "./lists.ts";
import { meanings, payout } from "./payout.ts";
import { rails } from "./rails.ts";
import type { Check } from "./raw.ts";
import { secrets } from "./secrets.ts";
import { templates } from "./templates.ts";

/** Every check of what several parts of a service file say together. */
export const checks: readonly Check[] = [
  templates,
  secrets,
  rails,
  payout,
  meanings,
  lists,
  balances,
  reserves,
  variables,
  address,
];
