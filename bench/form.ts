/** The whole benchmark, whose figures are worth keeping, or the short form, which only proves that every part still runs. */
export type Form = "whole" | "short";

/** Takes one line of the table. */
export type Print = (line: string) => void;

/** One part of the benchmark: measures, prints its lines, and throws when something is broken, or a floor is crossed. */
export type Part = (form: Form, print: Print) => Promise<void>;
