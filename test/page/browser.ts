import { existsSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { onTestFinished } from "vitest";

/** Where a browser of the Chromium family is, if there is one: nothing is downloaded for the tests. */
export const executable: string | undefined = [
  process.env["CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path !== undefined && existsSync(path));

/** Starts it, without a window and without any business of its own on the network. */
export async function launch(): Promise<Browser> {
  if (executable === undefined) {
    throw new Error("there is no browser: install chromium, or say in CHROMIUM where one is");
  }
  const { chromium } = await import("playwright-core");
  const flags = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"];
  return chromium.launch({
    executablePath: executable,
    args: [...flags, "--no-sandbox", "--disable-gpu", "--no-first-run"],
  });
}

/** An open page, and everything that it did which a report has no business to do. */
export interface Watched {
  readonly page: Page;
  readonly errors: string[];
  readonly requests: string[];
  readonly dialogs: string[];
}

/** How the reader's machine is set up. */
export interface Reader {
  readonly dark?: boolean;
  readonly width?: number;
}

/** Opens a file as a reader does who gets it by mail. */
export async function open(
  browser: Browser,
  file: string,
  { dark = false, width = 1200 }: Reader = {},
): Promise<Watched> {
  const context = await browser.newContext({
    colorScheme: dark ? "dark" : "light",
    viewport: { width, height: 900 },
    permissions: ["clipboard-read", "clipboard-write"],
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const watched: Watched = { page, errors: [], requests: [], dialogs: [] };
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") watched.errors.push(message.text());
  });
  page.on("pageerror", (error) => watched.errors.push(error.message));
  page.on("request", (request) => watched.requests.push(request.url()));
  page.on("dialog", async (dialog) => {
    watched.dialogs.push(dialog.message());
    await dialog.dismiss();
  });
  await page.goto(`file://${file}`);
  return watched;
}

/** Reads from the top to the bottom, so that everything has come into view. */
export async function readOn(page: Page): Promise<void> {
  for (const place of await page.locator("[data-chart]").all()) await place.scrollIntoViewIfNeeded();
  // A plot is painted in the frame after it was made.
  await page.evaluate(`new Promise((done) => {
    const isDrawn = () => document.querySelector("[data-chart]:not([data-drawn])") === null;
    const look = () => requestAnimationFrame(isDrawn() ? () => requestAnimationFrame(done) : look);
    look();
  })`);
}

/** How many different colours each canvas shows; one that is blank shows one. */
export function coloursOfCanvases(page: Page): Promise<readonly number[]> {
  return page.evaluate(`
    [...document.querySelectorAll("canvas")].map((canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    })
  `);
}

/** What is wider than the page, unless it scrolls in a box of its own. */
export function overflowing(page: Page): Promise<readonly string[]> {
  return page.evaluate(`
    [...document.body.querySelectorAll("*")]
      .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
      .filter((element) => element.parentElement.closest(".scroll, svg, .u-wrap") === null)
      .map((element) => element.tagName + "." + element.className)
      .concat(document.documentElement.scrollWidth > innerWidth ? ["the page"] : [])
  `);
}

/** Text that stands out less than 4.5 to 1 against what is behind it. (WCAG 2.2, 1.4.3) */
export function faintTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(`
    (() => {
      const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
      const light = (colour) => {
        const [red, green, blue] = channels(colour).slice(0, 3).map((value) => {
          const share = value / 255;
          return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      };
      const isSolid = (colour) => { const [, , , alpha = 1] = channels(colour); return alpha === 1; };
      const behind = (element) => {
        for (let at = element; at !== null; at = at.parentElement) {
          const { backgroundColor } = getComputedStyle(at);
          if (isSolid(backgroundColor)) return backgroundColor;
        }
        return "rgb(255, 255, 255)";
      };
      return [...document.body.querySelectorAll("*")].flatMap((element) => {
        const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "");
        if (!own || !element.checkVisibility({ opacityProperty: true }) || element.closest("script, title, .heard")) return [];
        const style = getComputedStyle(element);
        const [front, back] = [light(element.closest("svg") ? style.fill : style.color), light(behind(element))];
        const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
        return ratio < 4.5 ? [element.className + " " + element.textContent.slice(0, 30) + " " + ratio.toFixed(2)] : [];
      });
    })()
  `);
}
