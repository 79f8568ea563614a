import type { BothWays } from "../trial.ts";
import * as bodies from "./bodies.ts";
import * as gateway from "./gateway.ts";
import * as late from "./late.ts";
import * as lists from "./lists.ts";
import * as refunds from "./refunds.ts";
import * as replicas from "./replicas.ts";
import * as reserves from "./reserves.ts";
import * as states from "./states.ts";
import * as switched from "./switched.ts";

const rooms = [gateway, states, refunds, late, reserves, lists, replicas, switched, bodies];

/** Every API that is judged both ways: the honest ones first. */
export const bothWays: readonly BothWays[] = [
  ...rooms.flatMap(({ honest }) => honest),
  ...rooms.flatMap(({ wrong }) => wrong),
];
