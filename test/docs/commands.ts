/** Reads pages of markdown for what they tell a reader to type, and for the files that they tell a reader to write. */

/** Something to type, with the page and the line where it stands. */
export interface Command {
  readonly page: string;
  readonly line: number;
  readonly text: string;
  /** What the page says of the exit code beside it; 0 where it says nothing. */
  readonly exitCode: number;
}

/** A file that a page shows whole; its first line is a comment with its path. */
export interface ShownFile {
  /** The line of the page. */
  readonly line: number;
  readonly path: string;
  readonly text: string;
}

interface Block {
  readonly language: string;
  readonly line: number;
  readonly text: string;
}

function blocks(markdown: string): Block[] {
  return [...markdown.matchAll(/^```([a-z]*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    language: match[1] ?? "",
    line: markdown.slice(0, match.index).split("\n").length + 1,
    text: match[2] ?? "",
  }));
}

/** The commands in the shell blocks of a page, in order. A line that ends with a backslash, and a loop, go on in the next. */
export function commandsOf(page: string, markdown: string): Command[] {
  return blocks(markdown)
    .filter(({ language }) => language === "sh")
    .flatMap(({ line, text }) => {
      const commands: Command[] = [];
      let begun: { line: number; text: string } | undefined;
      for (const [offset, written] of text.split("\n").entries()) {
        if (begun === undefined && written.replace(/^#.*/, "").trim() === "") continue;
        begun =
          begun === undefined
            ? { line: line + offset, text: written }
            : { ...begun, text: `${begun.text}\n${written}` };
        if (written.endsWith("\\") || isOpen(begun.text)) continue;
        const exitCode = Number(/#.*exit code (\d+)/.exec(begun.text)?.[1] ?? 0);
        commands.push({ page, ...begun, exitCode });
        begun = undefined;
      }
      return commands;
    });
}

/** A loop without its end, or a script that keeps an exit code and has not used it yet. */
function isOpen(text: string): boolean {
  return (/^for /.test(text) && !/^done/m.test(text)) || (/^code=0$/m.test(text) && !/^exit \$code$/m.test(text));
}

/** The commands of chaos-payout that stand in the running text of a page, such as `chaos-payout explain NAME`. */
export function mentionsOf(page: string, markdown: string): Command[] {
  const text = markdown.replaceAll(/^```[\s\S]*?^```$/gm, (block) => block.replaceAll(/[^\n]/g, " "));
  return [...text.matchAll(/`(?:npx )?(chaos-payout [^`]+)`/g)].map((match) => ({
    page,
    line: text.slice(0, match.index).split("\n").length,
    text: (match[1] ?? "").replaceAll(/\s+/g, " "),
    exitCode: 0,
  }));
}

/** The files that a page shows whole. */
export function filesOf(markdown: string): ShownFile[] {
  return blocks(markdown).flatMap(({ line, text }) => {
    const path = /^# (\S+\.ya?ml)\n/.exec(text)?.[1];
    return path === undefined ? [] : [{ line, path, text }];
  });
}
