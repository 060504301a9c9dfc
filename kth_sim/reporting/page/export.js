"use strict";
/* The numbers that are shown, as csv: in Danish with semicolons, decimal commas and a BOM. */

const DIALECTS = {
  da: { between: ";", point: ",", mark: "\ufeff" },
  en: { between: ",", point: ".", mark: "" },
};
const FORMULA = /^[=+\-@\t\r\n]/;

/** A cell; text that a spreadsheet would run gets an apostrophe, numbers never do. */
function csvCell(value, dialect) {
  if (typeof value === "number") return String(value).replace(".", dialect.point);
  const safe = FORMULA.test(value) && Number.isNaN(Number(value)) ? `'${value}` : value;
  return /["\n\r]/.test(safe) || safe.includes(dialect.between)
    ? `"${safe.replaceAll('"', '""')}"`
    : safe;
}

/** @param {(string|number)[][]} rows @param {string} code of the language */
function csvText(rows, code) {
  const dialect = DIALECTS[code];
  const lines = rows.map((row) => row.map((cell) => csvCell(cell, dialect)).join(dialect.between));
  return `${dialect.mark}${lines.join("\r\n")}\r\n`;
}

/** Rows `table, row, column, value, unit, basis` of all that the page shows. */
function shownRows(state, results) {
  const { scenario, plan, budget, rank, key, basis } = results;
  const rows = [
    ["table", "row", "column", "value", "unit", "basis"].map((name) => say(`page.csv_${name}`)),
  ];
  const adder =
    (name) =>
    (row, column, value, unit = "", ground = null) =>
      rows.push([
        say(`page.csv_${name}`),
        row,
        column,
        value,
        unit,
        ground === null ? "" : named("basis_word", ground),
      ]);
  addAbout(adder("about"), scenario, plan, state);
  addKey(adder("key"), key, basis, results.chosen);
  addBudget(adder("budget"), budget, basis.budget);
  addRank(adder("rank"), rank, basis.benefit);
  addClusters(adder("clusters"), budget, basis);
  return rows;
}

function addBudget(add, budget, basis) {
  budget.years.forEach((year, y) => {
    budget.payers.forEach((payer, p) => {
      if (!paysAnything(budget, p)) return;
      const [today, kth] = [budget.today[y][p], budget.net[y][p]];
      const parts = { without: budget.without[y][p], today, kth, plan: today + kth };
      for (const [name, dkk] of Object.entries(parts)) {
        add(
          String(year),
          `${named("payer", payer)}: ${say(`page.step_${name}`)}`,
          dkk,
          "DKK",
          basis,
        );
      }
    });
  });
}

function addRank(add, rank, basis) {
  for (const row of rank) {
    add(planLabel(row), say("page.rank_benefit"), row.benefit.mean, "DKK", basis);
    add(planLabel(row), say("page.rank_best"), row.best, "", basis);
    add(planLabel(row), say("page.rank_worth"), row.worth, "", basis);
    add(planLabel(row), say("page.net_cost"), row.net, "DKK", basis);
  }
}

function addClusters(add, budget, basis) {
  for (const team of budget.teams) {
    add(team.name, say("page.with_kth"), team.treated, "", basis.budget);
    add(team.name, say("page.lives"), team.lives, "", basis.lives);
    add(team.name, say("page.net_cost"), sum(team.net), "DKK", basis.budget);
  }
}

function addAbout(add, scenario, plan, state) {
  const { run } = scenario;
  add(say("page.scenario"), "", translated(scenario.label));
  add(say("page.run"), "", run.id);
  add(say("page.seed"), "", run.seed);
  add(say("page.version"), "", run.version);
  add(say("page.evidence"), "", run.evidence);
  add(say("page.plan"), "", planLabel({ plan, own: isEdited(plan, state) }));
  add(say("page.wtp"), "", state.wtp, "DKK/QALY");
  add(say("page.later_title"), "", say(`page.later_${readingOf(scenario, state)}`));
  add(say("page.choices"), "", `#${toHash(state)}`);
}

function addKey(add, key, basis, chosen) {
  add(say("page.net_cost"), "", key.net, "DKK", basis.budget);
  add(say("page.lives"), "", key.lives, "", basis.lives);
  add(say("page.qalys"), "", key.qalys, "QALY", basis.qalys);
  add(say("page.readmissions"), "", key.readmissions, "", basis.readmissions);
  add(say("page.beds"), "", key.beds, "", basis.beds);
  add(say("page.probability"), say("page.plan"), chosen.worth, "", basis.benefit);
  add(say("page.probability"), say("page.patient"), key.worth, "", basis.patient);
  add(say("page.with_kth"), "", key.treated, "", basis.budget);
}

/** Give the reader the csv as a file. */
function download() {
  const text = csvText(shownRows(STATE, resultsOf(STATE)), LANGUAGE);
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = el("a", { href: address, download: `${STATE.scenario}-${STATE.plan}.csv` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
