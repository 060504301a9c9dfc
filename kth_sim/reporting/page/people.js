"use strict";
/* Who is operated and who gets KTH, month by month, from a plan and what the reader changed. */

/**
 * A plan's starts with the reader's days, uptakes and target group in place.
 *
 * A target group of the reader's holds for the first start of each cluster; later widenings go.
 */
function startsOf(plan, state) {
  const changed = plan.starts.map((start) => ({ ...start, ...changesOf(plan, start, state) }));
  if (state.target === null) return changed;
  const first = changed.filter((start, i) => i === changed.findIndex((o) => o.team === start.team));
  return first.map((start) => ({ ...start, target: state.target }));
}

/** What the reader changed of one start. */
function changesOf(plan, start, state) {
  return state.starts[plan.name]?.[start.name] ?? {};
}

/** Whether the reader changed anything of this plan's starts or target group. */
function isEdited(plan, state) {
  return state.target !== null || Object.keys(state.starts[plan.name] ?? {}).length > 0;
}

/** People operated, by team, destination and month: `[(team * destinations + d) * months + m]`. */
function peopleOf(plan, months) {
  const operated = values(plan.people);
  const mix = values(plan.mix);
  const people = new Float64Array(mix.length * months.n);
  for (let at = 0; at < mix.length; at += 1) {
    const team = Math.floor(at / PAYLOAD.destinations.length);
    for (let m = 0; m < months.n; m += 1) {
      people[at * months.n + m] = mix[at] * operated[team * months.n + m];
    }
  }
  return people;
}

/**
 * People with KTH at each simulated fidelity: `[level][team * destinations + d][month]`, flat.
 * @param {object[]} starts those that are to happen
 * @param {number[]} levels
 * @param {Float64Array} people as of `peopleOf`
 */
function treatedBy(starts, levels, people, months) {
  const size = people.length;
  const out = new Float64Array(levels.length * size);
  for (const start of starts) {
    if (start.date !== null) addStart(out, start, levels, people, months);
  }
  return out;
}

function addStart(out, start, levels, people, months) {
  const day = dayNumber(start.date);
  const uptake = shareOfCeiling(day, start.ramp_up_months, months);
  const trained = shareTrained(day, start.turnover_per_year, start.retraining_months, months);
  for (let m = 0; m < months.n; m += 1) {
    const share = start.ceiling * uptake[m];
    if (share === 0) continue;
    levels.forEach((_, k) => {
      const weight = share * levelWeight(levels, k, start.fidelity * trained[m]);
      start.target.forEach((offered, d) => {
        const at = (start.team * start.target.length + d) * months.n + m;
        if (offered) out[k * people.length + at] += people[at] * weight;
      });
    });
  }
}

/**
 * What the programme itself costs, `{kth_start_up, kth_fixed}`, each `[team * months + m]` DKK.
 * @param {object[]} starts those that are to happen
 */
function programmeOf(starts, teams, months) {
  const out = {
    kth_start_up: new Float64Array(teams * months.n),
    kth_fixed: new Float64Array(teams * months.n),
  };
  for (const start of starts) {
    if (start.date === null) continue;
    const day = dayNumber(start.date);
    const running = shareOfCeiling(day, 0, months);
    for (let m = 0; m < months.n; m += 1) {
      const at = start.team * months.n + m;
      out.kth_fixed[at] += (start.cost_fixed_per_year * running[m]) / 12;
      if (months.begin[m] <= day && day < months.end[m])
        out.kth_start_up[at] += start.cost_start_up;
    }
  }
  return out;
}
