"use strict";
/* Everything that is shown, reckoned anew from the state at each change. */

/**
 * All results for a state.
 * @param {State} state
 */
function resultsOf(state) {
  const scenario = scenarioNamed(state.scenario);
  const plan = planNamed(scenario, state.plan);
  const budget = budgetOf(scenario, plan, state);
  const points = planeOf(scenario, state);
  const top = 2 * Math.max(state.wtp, ...scenario.wtp);
  const rank = ranked(contenders(scenario, plan, state));
  const own = isEdited(plan, state);
  return {
    scenario,
    plan,
    budget,
    points,
    curve: curveOf(points, top),
    rank,
    basis: basisOf(scenario, plan),
    chosen: rank.find((row) => row.plan === plan && row.own === own),
    key: keyFigures(budget, points, state),
  };
}

/** What each part of the page rests on, the weakest of it. */
function basisOf(scenario, plan) {
  const { cost, qaly, prob_death_30d: lives, readmissions, days_hospital: beds } = scenario.basis;
  const benefit = weaker(plan.basis, qaly);
  return {
    budget: plan.basis,
    benefit,
    patient: weaker(cost, qaly),
    lives,
    qalys: qaly,
    readmissions,
    beds,
  };
}

/** The plans of the chosen one's network and years, and the reader's own version of it. */
function contenders(scenario, plan, state) {
  const each = worthOfPatients(scenario, state);
  const comparable = scenario.plans.filter((one) => isComparable(one, plan));
  const shipped = { ...state, target: null, starts: {} };
  const rows = comparable.map((one) => contender(scenario, one, each, shipped, false));
  if (isEdited(plan, state)) rows.push(contender(scenario, plan, each, state, true));
  return rows;
}

function isComparable(one, plan) {
  const same = ["network", "first_year", "years"];
  return same.every((name) => one[name] === plan[name]);
}

function contender(scenario, plan, each, state, own) {
  return {
    plan,
    own,
    draws: planDraws(scenario, plan, each, state),
    net: netCostOf(scenario, plan, state),
  };
}

/** The figures at the top of the page. */
function keyFigures(budget, points, state) {
  const gain = (name) => sum(budget.gains[name]);
  return {
    net: sum(byPayer(budget.net)),
    byPayer: byPayer(budget.net),
    lives: gain("lives_saved_30d"),
    qalys: gain("qalys"),
    readmissions: gain("readmissions"),
    readmitted: gain("readmitted_30d"),
    treated: sum(budget.treated),
    people: sum(budget.people),
    beds: sum(budget.bedDays) / (DAYS_IN_YEAR * budget.years.length),
    worth: shareWorth(points, state.wtp),
    meanCost: sum(points.cost) / points.cost.length,
    meanQaly: sum(points.qaly) / points.qaly.length,
  };
}

/** From today to the plan for each payer, then all: what the reform moves apart from what KTH adds. */
function payerSteps(budget) {
  const [without, today, net] = [budget.without, budget.today, budget.net].map(byPayer);
  const rows = budget.payers.map((payer, p) => ({
    payer,
    without: without[p],
    reform: today[p] - without[p],
    today: today[p],
    kth: net[p],
    plan: today[p] + net[p],
  }));
  const shown = rows.filter((row) => row.without !== 0 || row.plan !== 0);
  const total = (name) => sum(rows.map((row) => row[name]));
  const names = ["without", "today", "kth", "plan"];
  const all = Object.fromEntries(names.map((name) => [name, total(name)]));
  return [...shown, { payer: "all", ...all, reform: 0 }]; // what is moved is paid by somebody
}
