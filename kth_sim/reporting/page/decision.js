"use strict";
/* Draw by draw: the cost-effectiveness plane and curve, and which plan is best. */

/** The quantile of sorted numbers, between neighbours by straight lines. */
function quantile(sorted, share) {
  const at = (sorted.length - 1) * share;
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
}

/** Mean, and the ends of what holds 95 % of the numbers. */
function spread(numbers) {
  const sorted = Float64Array.from(numbers).sort();
  return {
    mean: sum(numbers) / numbers.length,
    low: quantile(sorted, 0.025),
    high: quantile(sorted, 0.975),
  };
}

/**
 * What KTH adds to a patient in each draw of the run: DKK and QALYs, discounted.
 *
 * With a target group of the reader's, a patient of those destinations.
 * @returns {{cost: Float64Array, qaly: Float64Array}}
 */
function planeOf(scenario, state) {
  const { plane } = scenario;
  const amounts = plane.amounts[readingOf(scenario, state)];
  const [n, destinations, items] = amounts.shape;
  const prices = unitCosts(scenario, state);
  const [used, gained, share] = [values(amounts), values(plane.qalys), values(plane.share)];
  const shown = state.target ?? new Array(destinations).fill(true);
  const cost = new Float64Array(n);
  const qaly = new Float64Array(n);
  for (let draw = 0; draw < n; draw += 1) {
    let people = 0;
    for (let d = 0; d < destinations; d += 1) {
      if (!shown[d]) continue;
      const at = draw * destinations + d;
      people += share[at];
      qaly[draw] += gained[at];
      for (let i = 0; i < items; i += 1) cost[draw] += used[at * items + i] * prices[i];
    }
    if (state.target !== null && people > 0) {
      cost[draw] /= people;
      qaly[draw] /= people;
    }
  }
  return { cost, qaly };
}

/** Share of the draws in which KTH is worth its cost at a threshold; a draw at 0 counts half. */
function shareWorth(points, wtp) {
  let worth = 0;
  for (let draw = 0; draw < points.cost.length; draw += 1) {
    worth += Math.sign(wtp * points.qaly[draw] - points.cost[draw]) / 2 + 0.5;
  }
  return worth / points.cost.length;
}

/** The curve of `shareWorth` over thresholds from 0. @returns {{wtp: number, share: number}[]} */
function curveOf(points, top, steps = 100) {
  return Array.from({ length: steps + 1 }, (_, i) => {
    const wtp = (top * i) / steps;
    return { wtp, share: shareWorth(points, wtp) };
  });
}

/**
 * A plan's net benefit in each draw, DKK: QALYs at the threshold less every patient's whole cost,
 * discounted to the operation, less start-up and fixed costs. As `kth_sim.economics.budget.net_benefit`.
 * @param {object} each as of `worthOfPatients`
 * @returns {{benefit: Float64Array, lives: Float64Array}}
 */
function planDraws(scenario, plan, each, state) {
  const { sure, waiting } = stageOf(scenario, plan, state);
  const programme = [sure, waiting].map((part) =>
    sum(Object.values(part.programme).map((dkk) => sum(dkk))),
  );
  const { n } = scenario.by_draw;
  const benefit = new Float64Array(n);
  const lives = new Float64Array(n);
  const size = sure.weights.length;
  for (let draw = 0; draw < n; draw += 1) {
    const goesOn = plan.passed === null || plan.passed[draw] ? 1 : 0;
    benefit[draw] = -programme[0] - goesOn * programme[1];
    for (let i = 0; i < size; i += 1) {
      const people = sure.weights[i] + goesOn * waiting.weights[i];
      benefit[draw] += people * each.benefit[draw * size + i];
      lives[draw] += people * each.lives[draw * size + i];
    }
  }
  return { benefit, lives };
}

/** Net benefit of KTH for one patient, by draw, fidelity and destination. */
function worthOfPatients(scenario, state) {
  const draws = scenario.by_draw;
  const amounts = draws.amounts[readingOf(scenario, state)];
  const items = amounts.shape[3];
  const prices = unitCosts(scenario, state);
  const [used, gained] = [values(amounts), values(draws.qalys)];
  const benefit = Float64Array.from(gained, (qaly, at) => {
    let cost = 0;
    for (let i = 0; i < items; i += 1) cost += used[at * items + i] * prices[i];
    return state.wtp * qaly - cost;
  });
  return { benefit, lives: values(draws.lives_saved_30d) };
}

/**
 * Plans side by side, best expected net benefit first; ties for best count in equal parts.
 * @param {{key: string, label: string, draws: {benefit: Float64Array, lives: Float64Array}}[]} plans
 */
function ranked(plans) {
  const n = plans[0].draws.benefit.length;
  const best = new Float64Array(plans.length);
  for (let draw = 0; draw < n; draw += 1) {
    const all = plans.map((plan) => plan.draws.benefit[draw]);
    const top = Math.max(...all);
    const winners = all.filter((value) => value === top).length;
    all.forEach((value, i) => {
      if (value === top) best[i] += 1 / winners / n;
    });
  }
  const rows = plans.map((plan, i) => ({
    ...plan,
    benefit: spread(plan.draws.benefit),
    lives: spread(plan.draws.lives),
    best: best[i],
    worth: plan.draws.benefit.filter((value) => value > 0).length / n,
  }));
  return rows.sort((a, b) => b.benefit.mean - a.benefit.mean);
}

/** A plan's net cost in all, DKK: what `budgetOf` sums to, without saying who pays when. */
function netCostOf(scenario, plan, state) {
  const stage = stageOf(scenario, plan, state);
  const { n } = stage.months;
  const until = costUntil(scenario, state);
  const destinations = PAYLOAD.destinations.length;
  let total = sum(Object.values(stage.programme).map((cost) => sum(cost)));
  const size = stage.people.length;
  for (let i = 0; i < stage.treated.length; i += 1) {
    if (stage.treated[i] === 0) continue;
    const d = Math.floor((i % size) / n) % destinations;
    const left = Math.min(n - (i % n), until.months);
    const level = 1 + Math.floor(i / size);
    total += stage.treated[i] * (until.at(level * destinations + d, left) - until.at(d, left));
  }
  return total;
}

/** DKK of one patient in so many months from the operation on, by care and destination. */
function costUntil(scenario, state) {
  const amounts = scenario.means.amounts[readingOf(scenario, state)];
  const [levels, destinations, months, items] = amounts.shape;
  const used = values(amounts);
  const prices = unitCosts(scenario, state);
  const out = new Float64Array(levels * destinations * (months + 1));
  for (let row = 0; row < levels * destinations; row += 1) {
    for (let m = 0; m < months; m += 1) {
      let cost = 0;
      for (let i = 0; i < items; i += 1) cost += used[(row * months + m) * items + i] * prices[i];
      out[row * (months + 1) + m + 1] = out[row * (months + 1) + m] + cost;
    }
  }
  return { months, at: (row, left) => out[row * (months + 1) + left] };
}
