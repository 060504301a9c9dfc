"use strict";
/* From results to what is seen. */

/** Show everything for the state. @returns {Promise<void>} once the charts are drawn */
function show() {
  const results = resultsOf(STATE);
  history.replaceState(null, "", `#${toHash(STATE)}`);
  drawProvenance(results.scenario);
  drawFigures(results);
  drawTables(results);
  drawBasis(results);
  return drawCharts(results);
}

function drawProvenance(scenario) {
  const { run } = scenario;
  const line = say("page.provenance", {
    run: run.id,
    draws: number(run.draws),
    patients: number(run.patients),
    seed: run.seed,
    version: run.version,
    evidence: run.evidence.slice(0, 12),
  });
  fill("provenance", line);
}

/** The figures at the top, and one sentence that says the same. */
function drawFigures(results) {
  const { key, scenario, budget, plan, chosen, basis } = results;
  const years = `${budget.years[0]}\u2013${budget.years[budget.years.length - 1]}`;
  const payers = budget.payers
    .map((payer, p) => [payer, key.byPayer[p]])
    .filter(([, dkk], p) => dkk !== 0 && paysAnything(budget, p));
  const split = payers
    .map(([payer, dkk]) => `${named("payer", payer)} ${number(dkk / 1e6, 1)}`)
    .join(" · ");
  fill(
    "figures",
    figure(
      marked(say("page.net_cost"), basis.budget),
      withUnit(key.net),
      `${years}${split ? ` · ${split}` : ""}`,
    ),
    figure(marked(say("page.lives"), basis.lives), number(key.lives), livesLine(key)),
    figure(marked(say("page.qalys"), basis.qalys), number(key.qalys), say("page.qalys_line")),
    figure(
      marked(say("page.readmissions"), basis.readmissions),
      signed(key.readmissions),
      readmissionsLine(key),
      key.readmissions > 0.5,
    ),
    figure(marked(say("page.beds"), basis.beds), signed(key.beds, 1), say("page.beds_line")),
    figure(marked(say("page.probability"), basis.benefit), percent(chosen.worth), worthLine(key)),
  );
  fill("summary", summaryOf(results, years));
  fill("figures-note", asRunLine(scenario, plan));
}

/** Millions, the unit in small letters. */
function withUnit(dkk) {
  const unit = el("span", { class: "unit" }, say("page.unit_millions"));
  return el("span", {}, number(dkk / 1e6, 1), " ", unit);
}

/** One figure: what it is, how large, and a line on it. */
function figure(name, value, line, isWorse = false) {
  const worse = isWorse ? el("span", { class: "worse" }, say("page.worse")) : null;
  return el(
    "div",
    { class: "figure" },
    el("h3", {}, name),
    el("p", { class: "value" }, value, worse),
    el("p", { class: "line" }, line),
  );
}

function livesLine(key) {
  return key.lives > 0.5
    ? say("page.lives_line", { n: number(key.treated / key.lives, 1), people: number(key.treated) })
    : say("page.lives_none");
}

function worthLine(key) {
  return say("page.probability_line", { wtp: money(STATE.wtp), share: percent(key.worth) });
}

function readmissionsLine(key) {
  return say("page.readmissions_line", { n: signed(key.readmitted) });
}

/** The answer in words, for ears as well as eyes. */
function summaryOf({ key, plan, rank, budget }, years) {
  const own = isEdited(plan, STATE);
  const named_ = planLabel({ plan, own });
  const best = rank[0];
  const parts = budget.payers
    .map((payer, p) => [named("payer", payer).toLowerCase(), key.byPayer[p]])
    .filter(([, dkk]) => Math.abs(dkk) >= 50_000)
    .map(([payer, dkk]) => `${payer} ${number(dkk / 1e6, 1)}`);
  const first = say("page.summary", {
    plan: named_,
    net: millions(key.net),
    years,
    parts: parts.length ? ` (${listed(parts)})` : "",
    lives: number(key.lives),
    readmissions: number(Math.abs(key.readmissions)),
    direction: say(key.readmissions < 0 ? "page.fewer" : "page.more"),
  });
  const second = say("page.summary_best", {
    wtp: money(STATE.wtp),
    plan: planLabel(best),
    share: percent(best.best),
  });
  return rank.length > 1 ? `${first} ${second}` : first;
}

/** What Python's budgets of the draws gave, unchanged by the reader. */
function asRunLine(scenario, plan) {
  const run = plan.as_run[readingOf(scenario, STATE)];
  const ends = (one, form) => ({ mean: form(one.mean), low: form(one.low), high: form(one.high) });
  const net = say(
    "page.interval",
    ends(run.net, (dkk) => number(dkk / 1e6, 1)),
  );
  const lives = say(
    "page.interval",
    ends(run.lives_saved_30d, (value) => number(value)),
  );
  return say("page.as_run", { net, lives });
}

function drawTables({ budget, rank, points, curve, basis }) {
  drawTitles(basis);
  fill(
    "steps",
    stepsTable(budget, basis.budget),
    el("p", { class: "note" }, say("page.steps_note")),
  );
  fill("budget-table", budgetTable(budget, basis.budget));
  fill("rank-table", rankTable(rank, basis.benefit));
  fill("rank-note", say(rankNote(rank)));
  fill("plane-table", planeTable(points, basis.patient));
  fill("curve-table", curveTable(curve, basis.patient));
  fill("cluster-table", clusterTable(budget, basis.budget));
  fill("budget-note", say(`page.budget_note_${STATE.show}`));
  fill("worth-note", say(STATE.target === null ? "page.worth_note" : "page.worth_note_target"));
}

/** Headings of charts say whether they rest on assumptions. */
function drawTitles(basis) {
  const titles = [
    ["budget-title", "page.budget_title", basis.budget],
    ["rank-title", "page.rank_title", basis.benefit],
    ["worth-title", "page.worth_title", basis.patient],
    ["clusters-title", "page.clusters_title", basis.budget],
  ];
  for (const [id, key, weakest] of titles) fill(id, marked(say(key), weakest));
}

function rankNote(rank) {
  if (rank.length === 1) return "page.rank_note_alone";
  return rank.some((row) => row.own) ? "page.rank_note_own" : "page.rank_note";
}

/** What the numbers rest on, and what is left out. */
function drawBasis({ scenario, plan }) {
  const { plane, run } = scenario;
  const lines = [
    say("page.basis_mark"),
    say("page.basis_means"),
    say("page.basis_draws", {
      budget: number(run.budget_draws),
      patients: number(run.budget_patients),
      shown: number(plane.n),
      of: number(plane.of),
    }),
    say("page.basis_error", { share: percent(scenario.interpolation_error, 1) }),
    say(`page.basis_${readingOf(scenario, STATE)}`),
    say("page.basis_not"),
    PAYLOAD.evidence === run.evidence ? null : say("page.basis_evidence"),
    plan.passed === null ? null : say("page.basis_rule", { share: percent(chanceOf(plan)) }),
    ...scenario.warnings.map((warning) => warning[LANGUAGE]),
  ];
  fill("basis", ...lines.filter(Boolean).map((line) => el("li", {}, line)));
}

/** Draw every chart. */
function drawCharts({ scenario, plan, budget, points, curve, rank, key }) {
  const shown = budget.payers.filter((_, p) => paysAnything(budget, p));
  const words = document.getElementById("summary").textContent;
  return Promise.all([
    chart("budget-chart", budgetSpec(shown), budgetData(budget, STATE.show), budgetWords(budget)),
    chart("plane-chart", planeSpec(), planeData(points, key, STATE.wtp), planeWords(key, scenario)),
    chart("curve-chart", curveSpec(), curveData(curve, key, STATE.wtp), curveWords(key)),
    chart("rank-chart", rankSpec(rank.length), rankData(rank, plan, STATE), words),
  ]);
}

function budgetWords(budget) {
  const years = budget.years.map((year, y) => `${year}: ${millions(sum(budget.net[y]))}`);
  return `${say("page.budget_title")}. ${years.join("; ")}`;
}

function planeWords(key) {
  return say("page.plane_words", { cost: money(key.meanCost), qaly: number(key.meanQaly, 3) });
}

function curveWords(key) {
  return say("page.curve_words", { wtp: money(STATE.wtp), share: percent(key.worth) });
}
