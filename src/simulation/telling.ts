import type { Clock } from "../domain/clock.ts";
import { Callbacks } from "../embedded/callbacks/queue.ts";
import { storageFailureOf } from "../embedded/ledger/storage-failure.ts";
import type { EndedPayment } from "../rail/core/payment-update.ts";
import type { Tell } from "../rail/core/post.ts";
import { callbackReader } from "../service/callback.ts";
import { payoutApiCallbacks } from "../service/payout-api.ts";
import type { CallbackDoor } from "../systems/callback-door.ts";
import type { Abouts } from "./abouts.ts";
import type { Instance } from "./fleet.ts";
import { type Life, mortalClock } from "./mortal.ts";
import type { Tracing } from "./tracing/index.ts";
import type { Turns } from "./turns.ts";

/** What telling needs. */
interface TellingOptions {
  readonly clock: Clock;
  readonly take: Turns["take"];
  readonly abouts: Abouts;
}

/** Between the first two tries; then twice as long each time, as our real rail waits. */
const FIRST_PAUSE_MS = 500;
const TRIES = 5;

/** How the node tells the API how a payment ended: each try goes to the process whose turn it is. */
export function delayedWebhooks(
  next: () => Instance | undefined,
  { clock, take, abouts, told }: TellingOptions & { readonly told?: Tracing["webhook"] | undefined },
): (payment: EndedPayment) => Tell {
  const tryOnce = async ({ paymentHash, payee, kind: status }: EndedPayment) => {
    const about = abouts.ofName(payee);
    await take("webhook", about, `node ${about}`);
    const instance = next();
    if (instance === undefined) return "lost";
    const { service, life } = instance;
    // A process that stands still reads what has arrived when it goes on.
    while (life.standstill !== null) await life.standstill;
    if (life.isOver) return "lost";
    told?.(payee, status);
    const heard = service
      .hear({ paymentHash, status })
      .then((isTaken) => (isTaken ? "taken" : "refused"), refusedByLedger);
    return Promise.race([heard, life.death.then(() => "lost")]);
  };
  return (payment) =>
    async (tried = () => {}) => {
      for (let pauseMs = FIRST_PAUSE_MS, tries = 1; ; pauseMs *= 2, tries += 1) {
        const reception = await tryOnce(payment);
        tried(reception !== "lost");
        if (reception === "taken" || tries === TRIES) return reception === "taken";
        await clock.sleep(pauseMs);
      }
    };
}

/** An API whose ledger fails answers 500, as to any request, and is told again. @throws any other error */
function refusedByLedger(error: unknown): "refused" {
  if (storageFailureOf(error) === undefined) throw error;
  return "refused";
}

/** Where simulated payouts say that their callbacks go. Nobody listens there: they are carried to the door. */
export const SIMULATED_CALLBACK_URL = "http://127.0.0.1/callbacks";

/** The callbacks of a simulated process. */
export function delayedCallbacks(
  door: CallbackDoor,
  { clock, take, abouts, host, life }: TellingOptions & { readonly host: string; readonly life: Life },
): Callbacks {
  const read = callbackReader(payoutApiCallbacks, (text) => text);
  const sender = {
    async post(_address: string, json: string) {
      const says = read(json);
      const about = (says && abouts.ofId(says.payoutId)) ?? host;
      const task = `${host} ${about}`;
      await take("callback", about, task);
      if (says !== undefined && door.arrive(says) === "reset") throw new Error("the connection was reset");
      await take("callback", about, task);
      return says === undefined ? 400 : 200;
    },
  };
  return new Callbacks({ clock: mortalClock(clock, life), sender, allowRemote: false });
}
