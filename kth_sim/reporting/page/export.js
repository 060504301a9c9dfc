"use strict";
/* The numbers that are shown, as csv: in Danish with semicolons, decimal commas and a BOM. */

const DIALECTS = { da: { between: ";", point: ",", mark: "\ufeff" }, en: { between: ",", point: ".", mark: "" } };
const FORMULA = /^[=+\-@\t\r\n]/;

/** A cell; text that a spreadsheet would run gets an apostrophe, numbers never do. */
function csvCell(value, dialect) {
  if (typeof value === "number") return String(value).replace(".", dialect.point);
  const safe = FORMULA.test(value) && Number.isNaN(Number(value)) ? `'${value}` : value;
  return /["\n\r]/.test(safe) || safe.includes(dialect.between) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** @param {(string|number)[][]} rows @param {string} code of the language */
function csvText(rows, code) {
  const dialect = DIALECTS[code];
  const lines = rows.map((row) => row.map((cell) => csvCell(cell, dialect)).join(dialect.between));
  return `${dialect.mark}${lines.join("\r\n")}\r\n`;
}

/** Rows `table, row, column, value, unit` of all that the page shows. */
function shownRows(state, results) {
  const { scenario, plan, budget, rank, key } = results;
  const rows = [["table", "row", "column", "value", "unit"].map((name) => say(`page.csv_${name}`))];
  const add = (name, row, column, value, unit) => rows.push([say(`page.csv_${name}`), row, column, value, unit]);
  for (const [name, value] of aboutRows(scenario, plan, state)) add("about", name, "", value, "");
  for (const [name, value, unit] of keyRows(key)) add("key", name, "", value, unit);
  budget.years.forEach((year, y) => {
    budget.payers.forEach((payer, p) => {
      if (!paysAnything(budget, p)) return;
      const parts = { without: budget.without[y][p], today: budget.today[y][p], kth: budget.net[y][p], plan: budget.today[y][p] + budget.net[y][p] };
      for (const [name, value] of Object.entries(parts)) {
        add("budget", String(year), `${named("payer", payer)}: ${say(`page.step_${name}`)}`, value, "DKK");
      }
    });
  });
  for (const row of rank) {
    add("rank", planLabel(row), say("page.rank_benefit"), row.benefit.mean, "DKK");
    add("rank", planLabel(row), say("page.rank_best"), row.best, "");
    add("rank", planLabel(row), say("page.rank_worth"), row.worth, "");
  }
  for (const team of budget.teams) {
    add("clusters", team.name, say("page.with_kth"), team.treated, "");
    add("clusters", team.name, say("page.lives"), team.lives, "");
    add("clusters", team.name, say("page.net_cost"), sum(team.net), "DKK");
  }
  return rows;
}

function aboutRows(scenario, plan, state) {
  return [
    [say("page.scenario"), translated(scenario.label)],
    [say("page.run"), scenario.run.id],
    [say("page.seed"), scenario.run.seed],
    [say("page.version"), scenario.run.version],
    [say("page.evidence"), scenario.run.evidence],
    [say("page.plan"), planLabel({ plan, own: isEdited(plan, state) })],
    [say("page.wtp"), state.wtp],
    [say("page.later_title"), say(`page.later_${readingOf(scenario, state)}`)],
    [say("page.choices"), `#${toHash(state)}`],
  ];
}

function keyRows(key) {
  return [
    [say("page.net_cost"), key.net, "DKK"],
    [say("page.lives"), key.lives, ""],
    [say("page.qalys"), key.qalys, "QALY"],
    [say("page.readmissions"), key.readmissions, ""],
    [say("page.beds"), key.beds, ""],
    [say("page.probability"), key.worth, ""],
    [say("page.with_kth"), key.treated, ""],
  ];
}

/** Give the reader the csv as a file. */
function download() {
  const text = csvText(shownRows(STATE, resultsOf(STATE)), LANGUAGE);
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = el("a", { href: address, download: `${STATE.scenario}-${STATE.plan}.csv` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
