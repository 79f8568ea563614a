import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { createProgram } from "../../src/cli/program.ts";
import { type Started, start, temporaryFolder } from "../e2e/program.ts";
import { commandsOf, filesOf, mentionsOf, type ShownFile } from "./commands.ts";

/**
 * Every command in the README and in docs/ is typed here as it stands, in the order of its page, in a folder that holds the files that
 * the page shows; and it ends with the exit code that the page says, 0 where it says none.
 */
const root = join(import.meta.dirname, "../..");
const pages = [
  "README.md",
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).map((name) => join("docs", name)),
].filter((name) => name.endsWith(".md"));
const textOf = (page: string) => readFileSync(join(root, page), "utf8");

/** What is not typed here, with the place where it runs instead. */
const elsewhere: readonly (readonly [command: RegExp, file: string, text: string])[] = [
  [/^npm ci\b/, ".ci/run", "npm ci"],
  [/^npm test$/, ".ci/run", "npm test"],
  [/^npx chaos-payout run --strategy rollback$/, ".ci/run", "0 npx chaos-payout run --strategy rollback"],
  [/^npx chaos-payout matrix$/, ".ci/run", "node bin/chaos-payout.js matrix"],
];

const typed = (text: string) => text.replace(/\s+#.*$/, "").trim();
/** What a block of the README shows the output of is run by test/e2e/readme.test.ts. */
const printed = new Set([...textOf("README.md").matchAll(/<!-- prints: (.+) -->/g)].map(([, command]) => command));
const runsElsewhere = (text: string) => elsewhere.find(([command]) => command.test(typed(text)));
const all = pages.flatMap((page) => commandsOf(page, textOf(page)));

describe("the commands of the README and of docs/", () => {
  it("are found", () => {
    expect(all.length).toBeGreaterThanOrEqual(30);
  });

  it.each(elsewhere)("%s runs in %s", (_, file, text) => {
    expect(readFileSync(join(root, file), "utf8")).toContain(text);
  });

  it.each(pages.filter((page) => all.some((command) => command.page === page)))(
    "of %s do what it says",
    async (page) => {
      const folder = temporaryFolder();
      symlinkSync(join(root, "examples"), join(folder, "examples"));
      const port = await freePort();
      const seen = new Set<string>();
      let server: Started | undefined;
      const files = [...filesOf(textOf(page))];
      for (const { line, text, exitCode } of commandsOf(page, textOf(page))) {
        writeFilesBefore(line, files, folder);
        if (seen.has(typed(text)) || runsElsewhere(text) || printed.has(typed(text).slice(17))) continue;
        seen.add(typed(text));
        if (/^npx chaos-payout serve/.test(text)) {
          server?.child.kill("SIGTERM");
          await server?.ended;
          server = start(["serve", "--port", String(port), ...typed(text).split(" ").slice(3)]);
          await server.until("\n");
          continue;
        }
        // A page that talks to a server before it says how to start one means the reader's own.
        if (/:3000/.test(text) && server === undefined) {
          server = start(["serve", "--port", String(port)]);
          await server.until("\n");
        }
        const { code, output } = await bash(text.replaceAll(":3000", `:${port}`), folder);
        expect(code, `${page}:${line}: ${text}\n${output}`).toBe(exitCode);
        const balance = /# "balance":(\d+)/.exec(text)?.[1];
        if (balance !== undefined) expect(output, `${page}:${line}`).toContain(`"balance":${balance}`);
      }
    },
    120_000,
  );

  /** Those in the running text, but for forms such as `explain NAME` and for what never ends or runs elsewhere. */
  const mentioned = [
    ...new Set(pages.flatMap((page) => mentionsOf(page, textOf(page)).map(({ text }) => text))),
  ].filter((text) => !/\b[A-Z]{3,}\b|^chaos-payout (?:serve|matrix|rail)/.test(text));

  it.each(mentioned)("`%s` runs", async (text) => {
    const { code, output } = await bash(text, temporaryFolder());
    // The text around it says what comes out; a bad command or option, or a bug, is none of it.
    expect([0, 1], output).toContain(code);
  });

  it("stand beside code that is run: each block of TypeScript, or with a name, is a part of the file that it names", () => {
    const shown = pages.flatMap((page) => [
      ...textOf(page).matchAll(/<!-- (?:from|file): (\S+) -->\n```(ts|js|yaml)\n([\s\S]*?)\n```/g),
    ]);
    expect(shown.length).toBeGreaterThanOrEqual(3);
    for (const [, file = "", , code = ""] of shown) expect(readFileSync(join(root, file), "utf8")).toContain(code);
    const blocks = pages.reduce((count, page) => count + textOf(page).split("\n```ts\n").length - 1, 0);
    expect(shown.filter(([, , language]) => language === "ts")).toHaveLength(blocks);
  });

  it("use commands and options that there are, in the running text as well", () => {
    const program = createProgram("0.0.0");
    const wrong = pages
      .flatMap((page) => [...commandsOf(page, textOf(page)), ...mentionsOf(page, textOf(page))])
      .flatMap(({ page, line, text }) =>
        [...text.matchAll(/chaos-payout ([a-z]+)([^|&;]*)/g)].flatMap(([, name = "", rest = ""]) => {
          const command = program.commands.find((each) => each.name() === name);
          if (command === undefined) return [`${page}:${line}: there is no command ${name}`];
          const known = command.options.flatMap(({ long, short }) => [long, short]);
          return [...rest.replace(/\s#.*/, "").matchAll(/(?:^|\s)(--[a-z-]+)/g)]
            .filter(([, option]) => option !== "--help" && !known.includes(option))
            .map(([, option]) => `${page}:${line}: ${name} has no option ${option}`);
        }),
      );
    expect(wrong).toEqual([]);
  });
});

/** Runs one command as a reader does, in bash, with `npx chaos-payout` and `chaos-payout` meaning this package. */
function bash(command: string, cwd: string): Promise<{ readonly code: number | null; readonly output: string }> {
  const bin = join(cwd, ".bin");
  mkdirSync(bin, { recursive: true });
  const program = `exec '${process.execPath}' '${join(root, "bin/chaos-payout.js")}' "$@"`;
  writeFileSync(join(bin, "chaos-payout"), `#!/bin/sh\n${program}\n`);
  writeFileSync(join(bin, "npx"), `#!/bin/sh\n[ "$1" = chaos-payout ] || exit 64\nshift\n${program}\n`);
  for (const name of ["chaos-payout", "npx"]) chmodSync(join(bin, name), 0o755);
  const env = { ...process.env, PATH: `${bin}:${process.env["PATH"]}`, NO_COLOR: "1", COLUMNS: "80", TMPDIR: cwd };
  return new Promise((resolve) => {
    const child = spawn("bash", ["-euo", "pipefail", "-c", command], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        output += chunk;
      });
    }
    child.once("close", (code) => resolve({ code, output }));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/** Writes the files that a page has shown before a line, each once. */
function writeFilesBefore(line: number, files: ShownFile[], folder: string): void {
  for (let next = files[0]; next !== undefined && next.line < line; next = files[0]) {
    mkdirSync(join(folder, dirname(next.path)), { recursive: true });
    writeFileSync(join(folder, next.path), next.text);
    files.shift();
  }
}
