import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { PagePart, PageParts } from "../../report/report.ts";
import { packageFile } from "../package-file.ts";

/**
 * What the page of the html report carries with it: our own style and scripts, which lie in `page/` beside `bin/` and are shipped as they
 * are, and the plot library, which is taken from where it is installed. All of it is read only when a page is written.
 */
export function pageParts(): PageParts {
  const uplot = dirname(createRequire(import.meta.url).resolve("uplot/package.json"));
  const library = (file: string) => readFileSync(join(uplot, file), "utf8");
  const own = (file: string) => readFileSync(packageFile(`page/${file}`), "utf8");
  // Its licence asks to be kept wherever the library goes.
  const licence = `/* uPlot\n\n${library("LICENSE").trim()}\n*/\n`;
  return {
    styles: [licence + library("dist/uPlot.min.css"), own("page.css")].map(part),
    scripts: [licence + library("dist/uPlot.iife.min.js"), own("controls.js"), own("plots.js")].map(part),
  };
}

/** A browser reads every line break as a line feed, and takes the hash of what it has read. */
function part(text: string): PagePart {
  const read = `\n${text.replaceAll("\r\n", "\n").trim()}\n`;
  return { text: read, sha256: createHash("sha256").update(read).digest("base64") };
}
