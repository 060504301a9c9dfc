"use strict";
/* A plan worked out: its people and its programme, before any price. */

/** @type {Map<string, object>} plans worked out before, by scenario, plan and changes */
const STAGES = new Map();
const MOST_STAGES = 60;

/**
 * A plan's people and programme: of starts that are sure and of those that wait for its rule, and
 * both together at the chance that the rule lets them go on. Kept, for no price changes them.
 */
function stageOf(scenario, plan, state) {
  const key = JSON.stringify([
    scenario.name,
    plan.name,
    state.target,
    state.starts[plan.name] ?? {},
  ]);
  if (!STAGES.has(key)) {
    if (STAGES.size >= MOST_STAGES) STAGES.clear();
    STAGES.set(key, staged(scenario, plan, startsOf(plan, state)));
  }
  return STAGES.get(key);
}

function staged(scenario, plan, starts) {
  const months = monthsOf(plan.first_year, plan.years);
  const people = peopleOf(plan, months);
  const part = (waits) => {
    const some = starts.filter((start) => start.waits === waits);
    const treated = treatedBy(some, scenario.levels, people, months);
    const programme = programmeOf(some, plan.teams.length, months);
    return { treated, programme, weights: weightsOf(treated, scenario.levels, months) };
  };
  const [sure, waiting] = [part(false), part(true)];
  const chance = chanceOf(plan);
  const mixed = (a, b) => a.map((value, i) => value + chance * b[i]);
  const treated = mixed(sure.treated, waiting.treated);
  return {
    months,
    people,
    sure,
    waiting,
    treated,
    inKth: overLevels(treated, scenario.levels.length),
    programme: Object.fromEntries(
      Object.keys(sure.programme).map((item) => [
        item,
        mixed(sure.programme[item], waiting.programme[item]),
      ]),
    ),
  };
}

/** Summed over fidelities. */
function overLevels(treated, levels) {
  const size = treated.length / levels;
  const out = new Float64Array(size);
  for (let i = 0; i < treated.length; i += 1) out[i % size] += treated[i];
  return out;
}

/**
 * People with KTH in a plan's whole calendar, by fidelity and destination.
 * @param {Float64Array} treated as of `treatedBy`
 * @returns {Float64Array} `[level * destinations + d]`
 */
function weightsOf(treated, levels, months) {
  const destinations = PAYLOAD.destinations.length;
  const size = treated.length / levels.length;
  const out = new Float64Array(levels.length * destinations);
  for (let i = 0; i < treated.length; i += 1) {
    const d = Math.floor((i % size) / months.n) % destinations;
    out[Math.floor(i / size) * destinations + d] += treated[i];
  }
  return out;
}

/** Share of the draws in which a plan's rule passes; 1 without a rule. */
function chanceOf(plan) {
  return plan.passed === null ? 1 : plan.passed.filter(Boolean).length / plan.passed.length;
}
