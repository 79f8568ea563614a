import type { Store } from "../embedded/ledger/store.ts";
import type { Abouts } from "./abouts.ts";
import type { Turns } from "./turns.ts";

/** The ledger as a process reaches it: what it asks for waits for its turn on the way there, and the answer on the way back. */
export function turnedStore(
  store: Store,
  { take, abouts, host }: { readonly take: Turns["take"]; readonly abouts: Abouts; readonly host: string },
): Store {
  const turned = <Args extends readonly unknown[], Result>(
    operation: (...args: Args) => Promise<Result>,
    about: (...args: Args) => string | undefined,
    owner?: (...args: Args) => string,
  ) => {
    return async (...args: Args): Promise<Result> => {
      const what = about(...args) ?? host;
      const task = owner?.(...args) ?? `${host} ${what}`;
      await take("commit", what, task);
      const result = await operation(...args);
      await take("committed", what, task);
      return result;
    };
  };
  const ofId = (payoutId: string) => abouts.ofId(payoutId);
  const ofPayout = ({ payoutId }: { readonly payoutId: string }) => abouts.ofId(payoutId);
  const ofOwner = (_: string, owner: string) => owner;
  const ofProcess = () => undefined;
  return {
    ...store,
    balance: turned(store.balance, ofProcess),
    charge: turned(store.charge, ofPayout),
    refund: turned(store.refund, ofPayout),
    returnReserve: turned(store.returnReserve, ofPayout),
    restore: turned(store.restore, ofPayout),
    record: turned(store.record, ofPayout),
    payout: turned(store.payout, ofId),
    claim: turned(store.claim, ({ payout }) => ofPayout(payout)),
    decide: turned(store.decide, ofId, ofOwner),
    chargeAgain: turned(store.chargeAgain, ofId, ofOwner),
    isAnyDue: turned(store.isAnyDue, ofProcess),
    take: turned(store.take, ofProcess),
    release: turned(store.release, ofId, ofOwner),
    hasten: turned(store.hasten, ofProcess),
    renew: turned(store.renew, ofProcess),
  };
}
