"use strict";
/* A start's uptake and fidelity, month by month: exact means over the days, as in Python's
   `kth_sim.scenarios.rollout_curves`. */

const DAYS_IN_YEAR = 365.25;
const DAYS_IN_MONTH = DAYS_IN_YEAR / 12;

/**
 * How much of its ceiling uptake has reached in each month, in [0, 1]; linear from the first day.
 * @param {number} day the first, as a day number
 * @param {number} rampMonths 0: a step
 */
function shareOfCeiling(day, rampMonths, months) {
  const ramp = rampMonths * DAYS_IN_MONTH;
  return months.begin.map((first, m) => {
    const begin = first - day;
    const end = months.end[m] - day;
    const run = Math.max(end, 0) - Math.max(begin, 0);
    const lost = shortOfStep(end, ramp) - shortOfStep(begin, ramp);
    return Math.min(1, Math.max(0, (run - lost) / (end - begin)));
  });
}

/** Days of full uptake that a ramp has cost, so many days after its start. */
function shortOfStep(days, ramp) {
  if (ramp === 0) return 0;
  const rising = Math.min(Math.max(days, 0), ramp);
  return rising - (rising * (rising / ramp)) / 2;
}

/**
 * Share of the staff who are trained in each month: all on the first day, then eroded by turnover.
 * @param {number} turnover a year
 * @param {number} retraining months
 */
function shareTrained(day, turnover, retraining, months) {
  const delay = retraining / 12;
  const rate = turnover + 1 / (delay === 0 ? 1 : delay);
  const lasting = 1 / (1 + turnover * delay);
  return months.begin.map((first, m) => {
    const begin = Math.max(first - day, 0) / DAYS_IN_YEAR;
    const end = Math.max(months.end[m] - day, 0) / DAYS_IN_YEAR;
    const length = end - begin;
    const lost =
      length > 0 ? (Math.exp(-rate * begin) * -Math.expm1(-rate * length)) / (rate * length) : 1;
    return lasting + (1 - lasting) * lost;
  });
}

/**
 * Weight of one simulated fidelity at another one: Lagrange's polynomial through all.
 * @param {number[]} levels simulated
 * @param {number} k which of them
 * @param {number} fidelity
 */
function levelWeight(levels, k, fidelity) {
  let weight = 1;
  levels.forEach((other, j) => {
    if (j !== k) weight *= (fidelity - other) / (levels[k] - other);
  });
  return weight;
}
