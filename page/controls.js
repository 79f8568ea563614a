/**
 * What a reader can press: the switch between light and dark, the buttons that copy, links that open what they lead to, and the
 * printer, which gets everything opened and on white.
 */

const page = document.documentElement;

/** Tells those who draw that the colours are others now. */
function tellColours() {
  document.dispatchEvent(new Event("colours"));
}

/** Sets the colours; without a name they are those of the system. @param {string | undefined} theme */
function setTheme(theme) {
  if (theme === undefined) delete page.dataset.theme;
  else page.dataset.theme = theme;
  tellColours();
}

const systemDark = matchMedia("(prefers-color-scheme: dark)");
systemDark.addEventListener("change", tellColours);

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  const isDark = () => (page.dataset.theme ?? (systemDark.matches ? "dark" : "light")) === "dark";
  const label = () => {
    button.textContent = isDark() ? "Light" : "Dark";
  };
  label();
  button.removeAttribute("hidden");
  button.addEventListener("click", () => setTheme(isDark() ? "light" : "dark"));
  document.addEventListener("colours", label);
}

/** Copies a text; where the browser does not allow it, selects it instead, and says which of the two. @param {Element} line */
async function copied(line) {
  try {
    await navigator.clipboard.writeText(line.textContent ?? "");
    return "Copied";
  } catch {
    getSelection()?.selectAllChildren(line);
    return "Selected";
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!(button instanceof HTMLButtonElement)) continue;
  const line = document.getElementById(button.dataset.copy ?? "");
  if (line === null) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.textContent = await copied(line);
  });
}

/** All expanders that were opened for the printer. @type {HTMLDetailsElement[]} */
let opened = [];
/** The theme before the printer asked for a white one. @type {string | undefined} */
let themeBefore;

addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details")].filter((details) => !details.open);
  for (const details of opened) details.open = true;
  themeBefore = page.dataset.theme;
  setTheme("light");
});

addEventListener("afterprint", () => {
  for (const details of opened) details.open = false;
  setTheme(themeBefore);
});
