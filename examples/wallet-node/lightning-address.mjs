/** Lightning addresses (LUD-16): asks the payee's server for an invoice. Its certificate has to be one that Node trusts (NODE_EXTRA_CA_CERTS). */
import { createHash } from "node:crypto";

/** The payee's server has refused, for good. */
export class AddressRefused extends Error {}

/** An invoice of the payee for an amount, and what its description has to hash to. */
export async function invoiceFor(address, amountMsat, signal) {
  const [user, host] = address.split("@");
  const offer = await answerOf(`https://${host}/.well-known/lnurlp/${encodeURIComponent(user)}`, signal);
  if (offer.tag !== "payRequest") throw new AddressRefused(`${address} takes no payments`);
  if (amountMsat < offer.minSendable || amountMsat > offer.maxSendable) {
    throw new AddressRefused(`${address} takes between ${offer.minSendable} and ${offer.maxSendable} msat`);
  }
  const callback = new URL(offer.callback);
  callback.searchParams.set("amount", String(amountMsat));
  const { pr } = await answerOf(callback, signal);
  return { invoice: pr, descriptionHash: createHash("sha256").update(offer.metadata).digest("hex") };
}

async function answerOf(url, signal) {
  const response = await fetch(url, { signal });
  if (response.status === 404) throw new AddressRefused(`${url} is not there`);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const answer = await response.json();
  if (answer.status === "ERROR") throw new AddressRefused(answer.reason);
  return answer;
}
