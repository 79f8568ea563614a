/**
 * The balances over time, drawn with uPlot when they come into view: expected and actual, the faults as they fired, and the drift, one
 * below the other over the same time. A part that is marked with the pointer is shown larger in all three; a double click shows all.
 */

/** @typedef {{ atMs: number[], sats: number[] }} Line */
/** @typedef {{ name: string, startMs: number, endMs: number }} Phase */
/**
 * @typedef {object} Chart
 * @property {{ expected: Line, actual: Line }[]} projects
 * @property {Phase[]} phases
 * @property {{ startMs: number, endMs: number } | null} drain
 * @property {{ name: string, atMs: number[] }[]} faults
 * @property {number} endMs
 */
/** @typedef {{ times: number[], expected: (number | null)[], actual: (number | null)[], drift: (number | null)[] }} Columns */

const FONT = "12px system-ui, sans-serif";
const BALANCES_HEIGHT = 250;
const DRIFT_HEIGHT = 150;
const LANE_HEIGHT = 34;

const sats = new Intl.NumberFormat("en-US");

/** A whole number as the rest of the page has it. @param {number | null | undefined} value */
function figure(value) {
  return value === null || value === undefined ? "?" : sats.format(value).replace("-", "−");
}

/** The same with its direction. @param {number | null | undefined} value */
function signed(value) {
  return typeof value === "number" && value > 0 ? `+${figure(value)}` : figure(value);
}

/** A moment of the run. @param {number | null | undefined} ms */
function moment(ms) {
  return typeof ms === "number" ? `+${(ms / 1000).toFixed(3)} s` : "";
}

const probe = document.createElement("span");
probe.hidden = true;
document.body.append(probe);

/** A colour of the style sheet as it is now: a canvas knows nothing of variables. @param {string} name */
function colour(name) {
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
}

/** Both balances at every moment at which one of them changes. @param {Line} expected @param {Line} actual @param {number} endMs @returns {Columns} */
function columnsOf(expected, actual, endMs) {
  const times = [...new Set([...expected.atMs, ...actual.atMs, endMs])].sort((left, right) => left - right);
  const both = { expected: steps(expected, times), actual: steps(actual, times) };
  const drift = times.map((_, index) => {
    const [is, should] = [both.actual[index] ?? null, both.expected[index] ?? null];
    return is === null || should === null ? null : is - should;
  });
  return { times, ...both, drift };
}

/** The balance at each of the times: it stays as it is until it changes. @param {Line} line @param {number[]} times */
function steps(line, times) {
  let next = 0;
  /** @type {number | null} */
  let value = null;
  return times.map((time) => {
    while (next < line.atMs.length && (line.atMs[next] ?? 0) <= time) {
      value = line.sats[next] ?? null;
      next += 1;
    }
    return value;
  });
}

/** Shades the phases, and writes their names where they are asked for and fit. @param {Chart} chart @param {boolean} named */
function shading(chart, named) {
  const spans = chart.phases.map((phase, index) => ({ ...phase, paint: index % 2 === 0 ? "phase" : "phase-other" }));
  if (chart.drain !== null) spans.push({ name: "drain", ...chart.drain, paint: "drain" });
  /** @param {uPlot} plot */
  return (plot) => {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    for (const { name, startMs, endMs, paint } of spans) {
      const [left, right] = [plot.valToPos(startMs, "x", true), plot.valToPos(endMs, "x", true)];
      ctx.fillStyle = colour(paint);
      ctx.fillRect(left, bbox.top, Math.max(1, right - left), bbox.height);
      if (named) write(plot, name, Math.max(left, bbox.left), bbox.top, Math.min(right, bbox.left + bbox.width));
    }
    ctx.restore();
  };
}

/** Writes a word, cut where there is no room for it. @param {uPlot} plot @param {string} word @param {number} left @param {number} top @param {number} right */
function write(plot, word, left, top, right) {
  const { ctx } = plot;
  const pixel = devicePixelRatio;
  ctx.font = `600 ${12 * pixel}px system-ui, sans-serif`;
  ctx.fillStyle = colour("faint");
  ctx.textAlign = "left";
  ctx.textBaseline = "top";
  const room = right - left - 8 * pixel;
  let text = word;
  while (text.length > 1 && ctx.measureText(text).width > room) text = `${text.slice(0, -2)}…`;
  if (text.length > 2 || text === word) ctx.fillText(text, left + 6 * pixel, top + 4 * pixel);
}

/** Draws one lane for each fault, with a tick for each time it fired. @param {Chart} chart */
function ticking({ faults }) {
  /** @param {uPlot} plot */
  return (plot) => {
    const { ctx, bbox } = plot;
    const pixel = devicePixelRatio;
    const lane = bbox.height / faults.length;
    for (const [index, { name, atMs }] of faults.entries()) {
      const top = bbox.top + index * lane;
      write(plot, name, bbox.left, top - pixel, bbox.left + bbox.width);
      ctx.fillStyle = colour("bad");
      for (const ms of atMs) {
        const x = plot.valToPos(ms, "x", true);
        if (x < bbox.left || x > bbox.left + bbox.width) continue;
        ctx.fillRect(x - pixel / 2, top + 18 * pixel, 1.5 * pixel, lane - 20 * pixel);
      }
    }
  };
}

/** Without a pointer the figures are those of the end. @param {uPlot} plot */
function atTheEnd(plot) {
  if (typeof plot.cursor.idx !== "number") plot.setLegend({ idx: plot.data[0].length - 1 }, false);
}

/** The library paints the names once and for all; the style sheet does it for light and for dark. */
function unpainted() {
  for (const label of document.querySelectorAll(".u-label")) {
    if (label instanceof HTMLElement) label.style.color = "";
  }
}

/** What all three plots share. @param {string} key @param {number} axisWidth @param {Chart} chart @param {HTMLElement} figures @param {boolean} named @returns {Omit<uPlot.Options, "width" | "height" | "series">} */
function shared(key, axisWidth, chart, figures, named) {
  const axis = {
    font: FONT,
    stroke: () => colour("faint"),
    grid: { stroke: () => colour("line"), width: 1 },
    ticks: { stroke: () => colour("line"), width: 1, size: 5 },
  };
  return {
    padding: [8, 12, 0, 0],
    cursor: { sync: { key, scales: ["x", null] }, drag: { x: true, y: false }, points: { show: false } },
    scales: { x: { time: false } },
    legend: { markers: { show: false }, mount: (_, legend) => figures.append(legend) },
    axes: [
      { ...axis, space: 70, values: (_, ticks) => ticks.map((ms) => `${Number((ms / 1000).toFixed(3))} s`) },
      { ...axis, size: axisWidth, space: 30, values: (_, ticks) => ticks.map(figure) },
    ],
    hooks: { drawClear: [shading(chart, named)], ready: [atTheEnd, unpainted], setCursor: [atTheEnd] },
  };
}

const paths = uPlot.paths.stepped?.({ align: 1 });
/** @type {uPlot.Series} */
const timeSeries = { label: "at", value: (_, ms) => moment(ms) };

/** The balances. @param {ReturnType<typeof shared>} options @returns {Omit<uPlot.Options, "width" | "height">} */
function balances(options) {
  const line = {
    ...(paths && { paths }),
    value: (/** @type {uPlot} */ _, /** @type {number | null} */ value) => figure(value),
  };
  return {
    ...options,
    axes: [{ ...options.axes?.[0], values: (_, ticks) => ticks.map(() => ""), size: 6 }, options.axes?.[1] ?? {}],
    series: [
      timeSeries,
      { ...line, class: "actual", label: "actual", stroke: () => colour("actual"), width: 2 },
      { ...line, class: "expected", label: "expected", stroke: () => colour("expected"), width: 2, dash: [6, 4] },
    ],
    bands: [
      { series: [2, 1], fill: () => colour("band") },
      { series: [1, 2], fill: () => colour("band") },
    ],
  };
}

/** The faults: no line, one lane for each. @param {ReturnType<typeof shared>} options @param {Chart} chart @returns {Omit<uPlot.Options, "width" | "height">} */
function faults(options, chart) {
  return {
    ...options,
    padding: [0, 12, 0, 0],
    scales: { ...options.scales, y: { range: [0, 1] } },
    legend: { show: false },
    axes: [{ show: false }, { ...options.axes?.[1], splits: () => [], values: () => [] }],
    series: [timeSeries, { show: false }],
    hooks: { ...options.hooks, draw: [ticking(chart)] },
  };
}

/** The drift. @param {ReturnType<typeof shared>} options @returns {Omit<uPlot.Options, "width" | "height">} */
function drifts(options) {
  return {
    ...options,
    axes: [options.axes?.[0] ?? {}, { ...options.axes?.[1], values: (_, ticks) => ticks.map(signed) }],
    series: [
      timeSeries,
      {
        ...(paths && { paths }),
        class: "bad",
        label: "drift",
        stroke: () => colour("bad"),
        fill: () => colour("band"),
        width: 1.5,
        value: (_, value) => signed(value),
      },
    ],
  };
}

/** Draws all three plots of one project. @param {HTMLElement} element */
function draw(element) {
  const { chart: id = "", project: number = "0" } = element.dataset;
  /** @type {Chart} */
  const chart = JSON.parse(document.getElementById(id)?.textContent ?? "null");
  const project = chart.projects[Number(number)];
  if (project === undefined) return;
  const { times, expected, actual, drift } = columnsOf(project.expected, project.actual, chart.endMs);
  const longest = Math.max(...[...expected, ...actual].map((value) => figure(value).length));
  const figures = document.createElement("div");
  figures.className = "figures";
  element.append(figures);
  const common = (/** @type {boolean} */ named) => shared(`${id}-${number}`, longest * 7 + 18, chart, figures, named);
  const width = () => Math.max(200, element.clientWidth);
  const [top, bottom] = [common(true), common(false)];
  const plots = [
    new uPlot({ ...balances(top), width: width(), height: BALANCES_HEIGHT }, [times, actual, expected], element),
    ...(chart.faults.length === 0
      ? []
      : [
          new uPlot(
            { ...faults(bottom, chart), width: width(), height: chart.faults.length * LANE_HEIGHT },
            [times, times.map(() => null)],
            element,
          ),
        ]),
    new uPlot({ ...drifts(bottom), width: width(), height: DRIFT_HEIGHT }, [times, drift], element),
  ];
  element.dataset.drawn = "";
  document.addEventListener("colours", () => {
    for (const plot of plots) plot.redraw(true, true);
  });
  new ResizeObserver(() => {
    for (const plot of plots) if (plot.width !== width()) plot.setSize({ width: width(), height: plot.height });
  }).observe(element);
}

/** Draws what has not been drawn yet. @param {Iterable<Element>} elements */
function drawAll(elements) {
  for (const element of elements) {
    if (element instanceof HTMLElement && element.dataset.drawn === undefined) draw(element);
  }
}

const places = document.querySelectorAll("[data-chart]");
const watch = new IntersectionObserver(
  (entries) => drawAll(entries.filter(({ isIntersecting }) => isIntersecting).map(({ target }) => target)),
  { rootMargin: "300px" },
);
for (const place of places) watch.observe(place);
addEventListener("beforeprint", () => drawAll(places));
