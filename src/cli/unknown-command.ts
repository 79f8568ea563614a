import type { Command } from "commander";
import { didYouMean } from "../scenario/did-you-mean.ts";
import { UsageError } from "./errors.ts";

/**
 * Refuses a word that is no command. Commander does so as well, but where --help or `help` stands beside it, it prints the help of the
 * program and ends with 0, which a script takes for success. @throws UsageError
 */
export function refuseUnknownCommand(program: Command, words: readonly string[]): void {
  const names = program.commands.map((command) => command.name());
  const first = words.findIndex((word) => !OWN_OPTIONS.includes(word));
  const asked =
    words[first] === "help" ? words.slice(first + 1).find((word) => !OWN_OPTIONS.includes(word)) : words[first];
  // Of an option that it does not know, commander tells better.
  if (asked === undefined || asked.startsWith("-") || asked === "help" || names.includes(asked)) return;
  const near = didYouMean(asked, names);
  const way = near === undefined ? `the commands are ${names.join(", ")}` : `did you mean "${near}"?`;
  const word = asked.length > 40 ? `${asked.slice(0, 39)}…` : asked;
  throw new UsageError(`unknown command "${word}": ${way}`);
}

/** What can stand before a command. */
const OWN_OPTIONS: readonly string[] = ["-h", "--help", "-V", "--version", "--"];
