import { drawingReporters, type ReporterName } from "../../report/report.ts";
import { didYouMean } from "../../scenario/did-you-mean.ts";
import { UsageError } from "../errors.ts";
import { keepsNothing, placeOf, refuseUnwritable } from "./files.ts";

/** One `--reporter`: what to render, and the file it goes to; undefined is standard output. */
export interface ReporterChoice<Name extends string = ReporterName> {
  readonly name: Name;
  readonly file: string | undefined;
  /** Switched on by CI and not asked for, so a file that cannot be written is said and is no failure. */
  readonly unasked?: boolean;
  /** Added to the end of its file, which others write to as well. */
  readonly appended?: boolean;
  /** What is said on stderr once the file is written. */
  readonly remark?: string;
}

/** What the `--reporter` flags ask for out of `names`; the first of them where there is none. @throws UsageError */
export function reporterChoices<Name extends string>(
  flags: readonly string[],
  names: readonly [Name, ...Name[]],
): readonly ReporterChoice<Name>[] {
  const choices = flags.map((flag) => reporterChoice(flag, names));
  const onScreen = choices.filter(({ file }) => file === undefined);
  if (onScreen.length > 1) {
    const both = onScreen.map(({ name }) => name).join(" and ");
    throw new UsageError(
      `${both} cannot both go to the screen: give one of them a file, as in --reporter ${onScreen[1]?.name}=FILE`,
    );
  }
  refuseOneFileForTwo(choices);
  return choices.length === 0 ? [{ name: names[0], file: undefined }] : choices;
}

/** The second would overwrite the first, except in what is no real file. */
function refuseOneFileForTwo(choices: readonly ReporterChoice<string>[]): void {
  const taken = new Map<string, string>();
  for (const { name, file } of choices) {
    if (file === undefined || keepsNothing(file)) continue;
    const other = taken.get(placeOf(file));
    if (other !== undefined) throw new UsageError(`${other} and ${name} cannot both go to ${file}: name two files`);
    taken.set(placeOf(file), name);
  }
}

function reporterChoice<Name extends string>(flag: string, names: readonly Name[]): ReporterChoice<Name> {
  const at = flag.indexOf("=");
  const name = at === -1 ? flag : flag.slice(0, at);
  const file = at === -1 ? undefined : flag.slice(at + 1);
  const known = names.find((each) => each === name);
  if (known === undefined) {
    const near = didYouMean(name, names);
    const way = near === undefined ? `choose ${names.join(" or ")}` : `did you mean "${near}"?`;
    throw new UsageError(`there is no reporter "${name}": ${way}`);
  }
  if (file === undefined && (drawingReporters as readonly string[]).includes(name)) {
    throw new UsageError(`--reporter ${name} makes a page, which needs a file: --reporter ${name}=report.${name}`);
  }
  if (file === "") throw new UsageError(`--reporter ${name}= names no file`);
  // Found now, and not after the run that it was to report.
  if (file !== undefined) refuseUnwritable(`--reporter ${flag}`, file);
  return { name: known, file };
}
