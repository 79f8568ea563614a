import { payeeKinds } from "../../../domain/payee.ts";
import { payeeNames } from "./known-names.ts";
import { at, type Check, has, type Mistake, pairsAt, type Raw, textAt } from "./raw.ts";
import { templatePlaces } from "./template-places.ts";

/** The payout says who is paid, how much, and by whom. */
export const payout: Check = (file) => {
  if (!has(file, "payout", "call") && !has(file, "payout", "steps")) return [];
  const texts = templatePlaces(file).filter(({ kind }) => kind === "payout");
  const says = (name: string) => texts.some(({ text }) => text.includes(`\${${name}`));
  const pay = payeeKinds.find((kind) => kind === textAt(file, "payees", "pay"));
  const path = ["payout"];
  const mistakes: Mistake[] = [];
  // Another kind of payee is reported where it stands.
  if (pay !== undefined && !Object.values(payeeNames).some(says) && !has(file, "module")) {
    mistakes.push({
      path,
      message: `payout does not say who is paid: write \${${payeeNames[pay]}} where the payee belongs`,
    });
  }
  // An invoice, and what an LNURL answers with, has its own amount.
  if (pay !== undefined && pay !== "bolt11" && !says("payout.amount") && !has(file, "module")) {
    mistakes.push({
      path,
      message: `payout does not say how much is paid: write \${payout.amount} where the amount belongs`,
    });
  }
  return [...mistakes, ...payer(file)];
};

/** With several accounts, something has to tell them apart. */
function payer(file: Raw): readonly Mistake[] {
  const accounts = pairsAt(file, "accounts").length;
  const about = templatePlaces(file).filter(({ kind }) => kind === "payout" || kind === "header" || kind === "login");
  if (accounts < 2 || has(file, "module") || about.some(({ text }) => /\$\{account[.}:]/.test(text))) return [];
  const message = `payout does not say which of the ${accounts} accounts pays: write \${account} where it belongs`;
  return [{ path: ["payout"], message }];
}

/** Something has to mean paid, and words need a place where they stand. */
export const meanings: Check = (file) => {
  if (!has(file, "payout")) return [];
  const mistakes: Mistake[] = [];
  const readsState = ["payout", "poll", "payouts", "callbacks"].some((key) => has(file, key, "state"));
  if (pairsAt(file, "states").length > 0 && !readsState && !has(file, "books", "payouts")) {
    mistakes.push({
      path: ["states"],
      message: "nothing reads a state: write where the answer has it, as in payout: { state: withdrawal.state }",
    });
  }
  if (has(file, "payout", "state") && !wordsFor(file, "payout")) {
    mistakes.push({
      path: ["payout", "state"],
      message: "without states every word is unknown: write states: { completed: paid, failed: refused }",
    });
  }
  const places = [["states"], ["outcomes"], ["poll", "states"], ["poll", "outcomes"], ["callbacks", "states"]] as const;
  const isPaid = places.some((path) => meansPaid(at(file, ...path)));
  if (!isPaid && !has(file, "module")) {
    const message =
      "no answer means paid, so every payout would stay unknown: write states: { completed: paid }, or an outcome that means it";
    mistakes.push({ path: has(file, "states") ? ["states"] : ["payout"], message });
  }
  return mistakes;
};

function wordsFor(file: Raw, key: string): boolean {
  return pairsAt(file, "states").length > 0 || pairsAt(file, key, "states").length > 0 || has(file, "outcomes");
}

/** Whether any word or outcome means paid. */
function meansPaid(value: Raw): boolean {
  const each = Array.isArray(value) ? value : pairsAt(value).map(([, meaning]) => meaning);
  return each.some((meaning) => meaning === "paid" || at(meaning, "means") === "paid");
}
