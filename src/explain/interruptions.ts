import type { Interruption } from "../domain/interruption.ts";
import type { Explanation } from "./explanation.ts";

/** Every interruption explained. */
export const interruptionTexts = {
  kill: {
    summary: "the process and everything it has started get SIGKILL, and it is started again on the same port",
    cause: "The OOM killer, a power cut, kill -9. No handler runs, and what is only in memory is gone.",
    remedy:
      "Whatever is committed before the next step is taken. What was in flight is found again by whoever starts next, and looked up before it is " +
      "paid or refunded.",
  },
  terminate: {
    summary: "the process gets SIGTERM and 5s to exit before it is killed, and it is started again on the same port",
    cause: "Every deploy, every node that is drained, every container that is rescheduled.",
    remedy:
      "A service that takes no more payouts, finishes what it has begun, and exits; or one that survives a kill, which is never further away than " +
      "its grace period.",
  },
  pause: {
    summary:
      "the process and everything it has started stand still (SIGSTOP) for a while, and then go on where they were",
    cause:
      "A long garbage collection, a virtual machine that is moved, a disk that hangs, a laptop that sleeps. Locks and leases expire meanwhile, and " +
      "somebody else takes over.",
    remedy:
      "A lease that is checked again, in the same transaction, by whoever writes; and a payment that is safe to ask for twice because the node " +
      "knows its hash. A check made before the pause is worth nothing after it.",
  },
  throw: {
    summary: "the code of the API throws an exception at the crash point, once; the process goes on",
    cause:
      "A lost connection to the database, a null where nobody expected one, an HTTP client that throws after the payment. The caller gets a 500. " +
      "What happens to the money is up to the catch block, which is usually the least tested code of a payout.",
    remedy:
      "A catch block that refunds nothing it cannot be sure of, and a payout that is recorded before the payment, so that a sweeper asks the node " +
      "about it. A catch block that refunds after the node was asked gives a paid payout back (paid-not-charged); without one the charge stays " +
      "(charged-not-paid), or the hold does (stuck-pending).",
    seenIn: ["GaloyMoney/blink #2364", "Scottcjn/Rustchain #5360"],
  },
  "ledger-locked": {
    summary:
      "another connection holds the write lock of the ledger for a while: every write is refused, and reads go on",
    cause:
      "A backup, a migration, a long transaction, a deadlock that the database resolves against you. Nothing was changed by a refused write.",
    remedy:
      "An answer that says what is certain, and a payout that is recorded before it is paid: what could not be stored after the payment is looked up " +
      "at the node once the ledger can be written again.",
  },
  "ledger-read-only": {
    summary: "the ledger cannot be written for a while: every write fails, and reads go on",
    cause:
      "A failover to a replica, a full disk, a file system that was remounted after an error. Twilio charged cards and could not store the new " +
      "balance, so the next attempt charged them again (2013).",
    remedy:
      "Nothing leaves before it is recorded: no record, no payment. What was paid before the storage failed is found again by its hash, and never " +
      "paid again because a balance looks unchanged.",
    seenIn: ["Twilio 2013-07-18"],
  },
  "commit-unknown": {
    summary: "the next commit is made, and whoever waits for it gets an error",
    cause:
      "The connection to the database breaks after COMMIT was sent. The driver throws, and the code takes that for a rollback.",
    remedy:
      "Asking again under the same key, as with any other lost answer: whoever takes the error for a rollback charges twice, or forgets a charge " +
      "(charged-not-paid).",
  },
} as const satisfies Record<Interruption, Explanation>;
