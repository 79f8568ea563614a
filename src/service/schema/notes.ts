import { at, has, pairsAt, type Raw } from "./checks/raw.ts";
import { templatePlaces } from "./checks/template-places.ts";

/** What a valid service file leaves out, and what cannot be found because of that. Each is a phrase without a full stop. */
export function notesOn(file: Raw): readonly string[] {
  const reads = (key: string) => has(file, key) || has(file, "books", key);
  const says = (name: string) => templatePlaces(file).some(({ text }) => text.includes(`\${${name}`));
  const notes: string[] = [];
  const readsNothing = !reads("balance") && !reads("entries");
  if (readsNothing) notes.push("without balance and entries, no run can prove that the books are right");
  else if (!reads("balance")) notes.push("without balance, changes that no entry explains are not found");
  if (!reads("entries")) notes.push("without entries, errors that cancel each other out in the balance are not found");
  if (has(file, "entries") && !has(file, "entries", "key") && !has(file, "entries", "payout")) {
    notes.push(
      "entries name no payout (key or payout), so a charge cannot be compared with its own payout, only with the sum of all",
    );
  }
  if (!says("payout.key")) {
    notes.push("no request has ${payout.key}, so the service cannot tell a retry from another payout");
  }
  if (canBePending(file) && !["poll", "callbacks", "payouts"].some((key) => reads(key))) {
    notes.push("without poll, callbacks and payouts, a payout that is pending stays so");
  }
  if (has(file, "callbacks") && !says("callbacks.url")) {
    notes.push("nothing has ${callbacks.url}, so the service is never told where to call");
  }
  if (pairsAt(file, "rails").length === 0) {
    notes.push("without rails, what was really paid is known only with --rail, or from what the service itself says");
  }
  return notes;
}

function canBePending(file: Raw): boolean {
  const all = [...pairsAt(file, "states"), ...pairsAt(file, "errors")].map(([, meaning]) => meaning);
  return all.some((meaning) => meaning === "pending" || at(meaning, "means") === "pending");
}
