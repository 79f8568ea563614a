import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Part } from "./form.ts";

/** Far more than any of them takes. */
const LIMIT_MS = 120_000;

/** A part that runs another program of this folder as somebody would type it, and shows what it prints. */
export function programPart(file: string, ...args: readonly string[]): Part {
  return async (_form, print) => {
    const path = fileURLToPath(new URL(`./${file}.js`, import.meta.url));
    const child = spawn(process.execPath, [path, ...args], { stdio: ["ignore", "pipe", "inherit"], timeout: LIMIT_MS });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    const [code, signal] = await once(child, "close");
    print([file, ...args].join(" "));
    for (const line of text.trimEnd().split("\n")) print(`  ${line}`);
    if (code !== 0) throw new Error(`${file} ${args.join(" ")} ended with ${code ?? signal}`);
  };
}
