"use strict";
/* Charts, drawn by Vega-Lite: specifications and their data. */

const FONT = '"Segoe UI", "Helvetica Neue", Arial, "Liberation Sans", sans-serif'; // as in page.css
const INK = "#1d2733";
const MUTED = "#5b6775";
const GRID = "#e3e7ec";
const PAYER_COLOURS = { region: "#0072b2", municipality: "#e69f00", state: "#009e73" };
const KTH = "#0072b2";
const CHOSEN = "#d55e00";

/** Numbers on the axes, as readers of the language write them. */
const EXPRESSIONS = {
  kthNumber: (value) => number(value, value % 1 === 0 ? 0 : 1),
  kthDecimals: (value) => number(value, 2),
  kthPercent: (value) => percent(value),
};

/** @type {Object<string, {view: object, key: string}>} drawn so far, by id */
const DRAWN = {};

const CONFIG = {
  font: FONT,
  background: null,
  view: { stroke: null },
  axis: {
    labelColor: MUTED,
    titleColor: INK,
    titleFontWeight: "normal",
    gridColor: GRID,
    domain: false,
    tickColor: GRID,
    labelFontSize: 12,
    titleFontSize: 12,
    labelLimit: 220,
    titlePadding: 10,
  },
  legend: {
    labelColor: INK,
    labelFontSize: 13,
    symbolType: "square",
    orient: "top",
    title: null,
    offset: 4,
  },
};

/**
 * Draw a chart, or give one that is drawn new data.
 * @param {string} id of the element
 * @param {object} spec without data
 * @param {Object<string, object[]>} data by name
 * @param {string} words what it shows, for those who do not see it
 */
async function chart(id, spec, data, words) {
  const frame = document.getElementById(id);
  frame.setAttribute("aria-label", words);
  const key = JSON.stringify([LANGUAGE, spec]);
  if (DRAWN[id]?.key === key) {
    for (const [name, rows] of Object.entries(data)) DRAWN[id].view.data(name, rows);
    await DRAWN[id].view.runAsync();
    return;
  }
  DRAWN[id]?.view.finalize();
  delete DRAWN[id];
  const element = el("div", { class: "drawing" }); // Vega gives it a role of its own
  frame.replaceChildren(element);
  const whole = { width: "container", config: CONFIG, ...spec, datasets: data };
  const { view } = await vegaEmbed(element, whole, OPTIONS);
  if (element.isConnected) DRAWN[id] = { key, view };
}

const OPTIONS = {
  ast: true, // expressions are interpreted: the page's policy lets no text be run
  actions: false,
  renderer: "svg",
  defaultStyle: false,
  expressionFunctions: EXPRESSIONS,
  tooltip: { disableDefaultStyle: true, sanitize: (value) => String(value).replace(/[&<>]/g, " ") },
};

/** Stacked bars by year and payer, and their sum. */
function budgetSpec(payers) {
  const names = payers.map((payer) => named("payer", payer));
  const colours = payers.map((payer) => PAYER_COLOURS[payer]);
  const x = { field: "year", type: "ordinal", title: null, axis: { labelAngle: 0, ticks: false } };
  const y = {
    type: "quantitative",
    title: say("page.axis_money"),
    axis: { labelExpr: "kthNumber(datum.value)" },
  };
  return {
    height: 260,
    layer: [
      {
        data: { name: "bars" },
        mark: { type: "bar", width: { band: 0.62 } },
        encoding: {
          x,
          y: { ...y, field: "amount", stack: "zero" },
          color: { field: "payer", scale: { domain: names, range: colours } },
          order: { field: "order" },
          tooltip: tooltips(["year", "payer", "words"]),
        },
      },
      {
        data: { name: "sums" },
        mark: { type: "text", dy: -8, color: INK, fontSize: 12, fontWeight: 600 },
        encoding: { x, y: { ...y, field: "top" }, text: { field: "words" } },
      },
    ],
  };
}

function tooltips(fields) {
  return fields.map((field) => ({ field, title: say(`page.tip_${field}`) }));
}

/** Data of the budget's bars: what KTH adds, or all that is paid. */
function budgetData(budget, show) {
  const grid = budget.years.map((_, y) =>
    budget.net[y].map((net, p) => (show === "gross" ? budget.today[y][p] + net : net)),
  );
  const bars = [];
  const sums = budget.years.map((year, y) => {
    const positive = sum(grid[y].filter((value) => value > 0));
    return { year: String(year), top: positive / 1e6, words: inMillions(sum(grid[y])) };
  });
  budget.payers.forEach((payer, p) => {
    if (!paysAnything(budget, p)) return;
    budget.years.forEach((year, y) => {
      const words = millions(grid[y][p]);
      bars.push({
        year: String(year),
        payer: named("payer", payer),
        amount: grid[y][p] / 1e6,
        order: p,
        words,
      });
    });
  });
  return { bars, sums };
}

/** Plans by expected net benefit, with the interval of the draws. */
function rankSpec(n) {
  const y = {
    field: "plan",
    type: "nominal",
    title: null,
    sort: { field: "mean", op: "max", order: "descending" },
    axis: { ticks: false, labelColor: INK, labelFontSize: 13, labelLimit: 190 },
  };
  const x = {
    type: "quantitative",
    title: say("page.axis_benefit"),
    axis: { labelExpr: "kthNumber(datum.value)", tickCount: 5 },
  };
  const colour = { condition: { test: "datum.chosen", value: CHOSEN }, value: KTH };
  return {
    height: 34 * n,
    layer: [
      {
        data: { name: "rank" },
        mark: { type: "rule", strokeWidth: 1.5 },
        encoding: { y, x: { ...x, field: "low" }, x2: { field: "high" }, color: colour },
      },
      {
        data: { name: "rank" },
        mark: { type: "point", shape: "diamond", size: 110, filled: true, opacity: 1 },
        encoding: {
          y,
          x: { ...x, field: "mean" },
          color: colour,
          tooltip: tooltips(["plan", "words"]),
        },
      },
    ],
  };
}

function rankData(rank, plan, state) {
  const edited = isEdited(plan, state);
  const rows = rank.map((row) => ({
    plan: planLabel(row),
    mean: row.benefit.mean / 1e6,
    low: row.benefit.low / 1e6,
    high: row.benefit.high / 1e6,
    chosen: row.plan === plan && row.own === edited,
    words: millions(row.benefit.mean),
  }));
  return { rank: rows };
}
