"use strict";
/* Tables: what the charts show, and what is too fine for them. */

/**
 * A table with a caption; the first cell of a row is its heading.
 * @param {string} caption
 * @param {string[]} heads
 * @param {(string|Node)[][]} rows
 * @param {number} last how many rows at the end are sums
 */
function table(caption, heads, rows, last = 0) {
  const head = el("tr", {}, ...heads.map((text) => el("th", { scope: "col" }, text)));
  const body = rows.map(([first, ...rest], i) =>
    el(
      "tr",
      { class: i >= rows.length - last ? "sum" : null },
      el("th", { scope: "row" }, first),
      ...rest.map((cell) => el("td", {}, cell)),
    ),
  );
  const made = el(
    "table",
    {},
    el("caption", {}, caption),
    el("thead", {}, head),
    el("tbody", {}, ...body),
  );
  return el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption }, made);
}

/** Millions with a decimal; nothing where it is nought. */
function inMillions(value) {
  return number(value / 1e6, 1);
}

/** The budget by year: people, then for each payer today, net and plan. */
function budgetTable(budget, basis) {
  const shown = budget.payers.map((_, p) => p).filter((p) => paysAnything(budget, p));
  const heads = [
    say("page.year"),
    say("page.operated"),
    say("page.with_kth"),
    ...shown.flatMap((p) => payerHeads(budget.payers[p])),
    ...payerHeads("all"),
  ];
  const rows = budget.years.map((year, y) => [
    String(year),
    number(budget.people[y]),
    number(budget.treated[y]),
    ...shown.flatMap((p) => amounts(budget.today[y][p], budget.net[y][p])),
    ...amounts(sum(budget.today[y]), sum(budget.net[y])),
  ]);
  const [today, net] = [byPayer(budget.today), byPayer(budget.net)];
  rows.push([
    say("page.all_years"),
    number(sum(budget.people)),
    number(sum(budget.treated)),
    ...shown.flatMap((p) => amounts(today[p], net[p])),
    ...amounts(sum(today), sum(net)),
  ]);
  return table(marked(say("page.budget_table"), basis), heads, rows, 1);
}

function paysAnything(budget, p) {
  return budget.today.some((row) => row[p] !== 0) || budget.net.some((row) => row[p] !== 0);
}

function payerHeads(payer) {
  const name = named("payer", payer);
  return ["today", "net", "gross"].map((what) => say(`page.head_${what}`, { payer: name }));
}

function amounts(today, net) {
  return [today, net, today + net].map(inMillions);
}

/** Who pays: today, moved by the reform, added by KTH, under the plan. */
function stepsTable(budget, basis) {
  const columns = ["without", "reform", "today", "kth", "plan"];
  const heads = [say("page.payer"), ...columns.map((name) => say(`page.step_${name}`))];
  const rows = payerSteps(budget).map((row) => [
    named("payer", row.payer),
    ...columns.map((name) => {
      const change = name === "reform" || name === "kth";
      return change ? signed(row[name] / 1e6, 1) : inMillions(row[name]);
    }),
  ]);
  return table(marked(say("page.steps_table"), basis), heads, rows, 1);
}

/** The plans, best first. */
function rankTable(rank, basis) {
  const heads = ["plan", "benefit", "best", "worth", "lives", "net_cost"];
  const rows = rank.map((row) => [
    planLabel(row),
    say("page.interval", {
      mean: number(row.benefit.mean / 1e6, 1),
      low: number(row.benefit.low / 1e6, 1),
      high: number(row.benefit.high / 1e6, 1),
    }),
    percent(row.best),
    percent(row.worth),
    number(row.lives.mean),
    inMillions(row.net),
  ]);
  return table(
    marked(say("page.rank_table"), basis),
    heads.map((name) => say(`page.rank_${name}`)),
    rows,
  );
}

/** What a plan is called; the reader's own version says so. */
function planLabel({ plan, own }) {
  const name = named("plan_name", plan.name, plan.label);
  return own ? say("page.own_version", { plan: name }) : name;
}

/** Clusters: people, lives, and what KTH adds for each payer. */
function clusterTable(budget, basis) {
  const shown = budget.payers.map((_, p) => p).filter((p) => paysAnything(budget, p));
  const heads = [
    say("page.cluster"),
    say("page.region"),
    say("page.with_kth"),
    say("page.lives"),
    ...shown.map((p) => say("page.head_net", { payer: named("payer", budget.payers[p]) })),
    say("page.head_net", { payer: named("payer", "all") }),
  ];
  const rows = budget.teams.map((team) => [
    team.name,
    team.region,
    number(team.treated),
    number(team.lives, 1),
    ...shown.map((p) => inMillions(team.net[p])),
    inMillions(sum(team.net)),
  ]);
  return table(marked(say("page.cluster_table"), basis), heads, rows);
}

/** The cost-effectiveness plane in numbers: shares of quadrants. */
function planeTable(points, basis) {
  const quadrants = { NE: [1, 1], SE: [-1, 1], SW: [-1, -1], NW: [1, -1] };
  const n = points.cost.length;
  const rows = Object.entries(quadrants).map(([name, [cost, qaly]]) => {
    const inside = points.cost.filter(
      (value, draw) => Math.sign(value) === cost && Math.sign(points.qaly[draw]) === qaly,
    );
    return [say(`page.quadrant_${name}`), percent(inside.length / n, 1)];
  });
  return table(
    marked(say("page.plane_table"), basis),
    [say("page.quadrant"), say("page.share")],
    rows,
  );
}

/** The acceptability curve at every tenth threshold. */
function curveTable(curve, basis) {
  const rows = curve
    .filter((_, i) => i % 10 === 0)
    .map((point) => [money(point.wtp), percent(point.share, 1)]);
  return table(
    marked(say("page.curve_table"), basis),
    [say("page.wtp"), say("page.probability")],
    rows,
  );
}
