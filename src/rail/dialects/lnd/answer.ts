import type { LndError } from "./errors.ts";
import type { Fields } from "./fields.ts";

/** What a caller hears, whatever carries it: an HTTP response with a line a message, or a gRPC stream. */
export interface Answer<Message> {
  /** Sends one message of several. */
  write(message: Message): void;
  /** Sends the last messages together, in one write where nothing has been sent, and ends. */
  end(...messages: readonly Message[]): void;
  /** Resets the connection. */
  reset(): void;
  /** Answers with an error; where something has been answered, the connection breaks. */
  fail(error: LndError): void;
}

/** Tells the call that its caller has hung up. */
export type HangUp = () => void;

/** One call of LND's interface. @throws LndError before it answers */
export type Call = (request: Fields, answer: Answer<Fields>) => HangUp | undefined;

/** A call that answers at once. @throws LndError */
export type Question = (request: Fields) => Fields;
