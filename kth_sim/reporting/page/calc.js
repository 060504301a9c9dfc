"use strict";
/* The budget: people, month by month, times what one patient uses so many months after operation.
   The same arithmetic as `kth_sim.economics.budget`, at the means over the draws. */

/** A unit cost as the reader has it. */
function priceNow(scenario, id, state) {
  return state.prices[id] ?? scenario.prices.find((price) => price.id === id).value;
}

/** DKK for one unit of each item's amount. @returns {number[]} */
function unitCosts(scenario, state) {
  return scenario.items.map((item) =>
    item.price === null ? 1 : priceNow(scenario, item.price, state),
  );
}

/**
 * Payers' shares of each paid item, before and from the reform, as the reader has them.
 * What the region does not pay, the municipality does.
 */
function sharesNow(scenario, state) {
  const { payers, items } = scenario.shares;
  const rule = (when) =>
    scenario.shares[when].map((row, i) => {
      const own = state.shares[items[i]]?.[when];
      return own === undefined ? row : sharedOut(row, own, payers);
    });
  return { before: rule("before"), after: rule("after") };
}

function sharedOut(row, region, payers) {
  const others = row.reduce((sum, share, p) => (isLocal(payers[p]) ? sum : sum + share), 0);
  return row.map((share, p) => {
    if (payers[p] === "region") return region;
    return payers[p] === "municipality" ? 1 - region - others : share;
  });
}

function isLocal(payer) {
  return payer === "region" || payer === "municipality";
}

/**
 * What one patient brings in each month since operation, by care and destination.
 *
 * Columns: DKK by payer under the rules before the reform, the same from the reform on, bed-days.
 * @returns {{data: Float64Array, months: number, columns: number, rows: number}}
 */
function columnsOf(scenario, state) {
  const amounts = scenario.means.amounts[readingOf(scenario, state)];
  const beds = scenario.means.bed_days;
  const payers = scenario.shares.payers.length;
  const [levels, destinations, ofAmounts, items] = amounts.shape;
  const table = {
    rows: levels * destinations,
    months: Math.max(ofAmounts, beds.shape[2]),
    columns: 2 * payers + 1,
  };
  table.data = new Float64Array(table.rows * table.months * table.columns);
  fillCosts(table, amounts, items, unitCosts(scenario, state), sharesNow(scenario, state), payers);
  fillBeds(table, beds);
  return table;
}

function fillCosts(table, amounts, items, prices, shares, payers) {
  const used = values(amounts);
  const known = amounts.shape[2];
  for (let row = 0; row < table.rows; row += 1) {
    for (let m = 0; m < known; m += 1) {
      const to = (row * table.months + m) * table.columns;
      const from = (row * known + m) * items;
      for (let i = 0; i < items; i += 1) {
        const cost = used[from + i] * prices[i];
        for (let p = 0; p < payers; p += 1) {
          table.data[to + p] += cost * shares.before[i][p];
          table.data[to + payers + p] += cost * shares.after[i][p];
        }
      }
    }
  }
}

function fillBeds(table, beds) {
  const days = values(beds);
  const known = beds.shape[2];
  for (let row = 0; row < table.rows; row += 1) {
    for (let m = 0; m < known; m += 1) {
      table.data[(row * table.months + m) * table.columns + table.columns - 1] =
        days[row * known + m];
    }
  }
}

/**
 * Add what people operated month by month bring in each calendar month.
 * @param {Float64Array} out `[month * columns + column]`
 * @param {Float64Array} people with one care and destination
 * @param {number} from where their months begin in it
 * @param {number} sign 1, or -1 to take away
 * @param {number} row of the table: the care and destination
 */
function addFlow(out, people, from, sign, table, row, n) {
  const { data, columns } = table;
  for (let operated = 0; operated < n; operated += 1) {
    const many = sign * people[from + operated];
    if (many === 0) continue;
    const last = Math.min(table.months, n - operated);
    for (let m = 0; m < last; m += 1) {
      const source = (row * table.months + m) * columns;
      const target = (operated + m) * columns;
      for (let c = 0; c < columns; c += 1) out[target + c] += many * data[source + c];
    }
  }
}

/** What everybody brings with nobody in KTH, `[month * columns + column]`. */
function todayFlow(people, table, months) {
  const destinations = PAYLOAD.destinations.length;
  const out = new Float64Array(months.n * table.columns);
  for (let d = 0; d < destinations; d += 1) {
    const all = new Float64Array(months.n);
    for (let at = d; at * months.n < people.length; at += destinations) {
      for (let m = 0; m < months.n; m += 1) all[m] += people[at * months.n + m];
    }
    addFlow(out, all, 0, 1, table, d, months.n);
  }
  return out;
}

/** What KTH adds in one team, `[month * columns + column]`. */
function addedFlow(team, stage, levels, table, months) {
  const destinations = PAYLOAD.destinations.length;
  const out = new Float64Array(months.n * table.columns);
  for (let d = 0; d < destinations; d += 1) {
    const from = (team * destinations + d) * months.n;
    addFlow(out, stage.inKth, from, -1, table, d, months.n);
    for (let k = 0; k < levels.length; k += 1) {
      const row = (1 + k) * destinations + d;
      addFlow(out, stage.treated, k * stage.people.length + from, 1, table, row, months.n);
    }
  }
  return out;
}

/**
 * A plan's budget by year and payer, DKK undiscounted, and what is gained, by year of operation.
 * @param {State} state with the reader's changes of the plan
 */
function budgetOf(scenario, plan, state) {
  const stage = stageOf(scenario, plan, state);
  const { months } = stage;
  const table = columnsOf(scenario, state);
  const after = partFrom(dayNumber(state.reform ?? scenario.reform), months);
  const shares = sharesNow(scenario, state);
  const result = emptyBudget(scenario, plan);
  payToday(result, todayFlow(stage.people, table, months), table, after, months);
  plan.teams.forEach((_, team) => {
    payAdded(
      result,
      team,
      addedFlow(team, stage, scenario.levels, table, months),
      table,
      after,
      months,
    );
    payProgramme(result, team, stage.programme, scenario.shares.items, shares, after, months);
    countPeople(result, team, stage, scenario);
  });
  return result;
}

function emptyBudget(scenario, plan) {
  const { payers } = scenario.shares;
  const grid = () => Array.from({ length: plan.years }, () => new Float64Array(payers.length));
  const line = () => new Float64Array(plan.years);
  return {
    plan,
    payers,
    years: Array.from({ length: plan.years }, (_, y) => plan.first_year + y),
    without: grid(),
    today: grid(),
    net: grid(),
    bedDays: line(),
    people: line(),
    treated: line(),
    gains: Object.fromEntries(Object.keys(scenario.means.gains).map((name) => [name, line()])),
    teams: plan.teams.map((team) => ({
      ...team,
      people: 0,
      treated: 0,
      lives: 0,
      net: new Float64Array(payers.length),
    })),
  };
}

/** Share out what everybody brings today. @param {Float64Array} after part of each month */
function payToday(result, flow, table, after, months) {
  const payers = result.payers.length;
  for (let m = 0; m < months.n; m += 1) {
    const year = Math.floor(m / 12);
    for (let p = 0; p < payers; p += 1) {
      const before = flow[m * table.columns + p];
      result.without[year][p] += before;
      result.today[year][p] +=
        (1 - after[m]) * before + after[m] * flow[m * table.columns + payers + p];
    }
  }
}

/** Share out what KTH adds in a team. */
function payAdded(result, team, flow, table, after, months) {
  const payers = result.payers.length;
  for (let m = 0; m < months.n; m += 1) {
    const year = Math.floor(m / 12);
    const row = m * table.columns;
    for (let p = 0; p < payers; p += 1) {
      const dkk = (1 - after[m]) * flow[row + p] + after[m] * flow[row + payers + p];
      result.net[year][p] += dkk;
      result.teams[team].net[p] += dkk;
    }
    result.bedDays[year] += flow[row + table.columns - 1];
  }
}

function payProgramme(result, team, programme, items, shares, after, months) {
  for (const [item, cost] of Object.entries(programme)) {
    const i = items.indexOf(item);
    for (let m = 0; m < months.n; m += 1) {
      const dkk = cost[team * months.n + m];
      if (dkk === 0) continue;
      result.payers.forEach((_, p) => {
        const share = (1 - after[m]) * shares.before[i][p] + after[m] * shares.after[i][p];
        result.net[Math.floor(m / 12)][p] += dkk * share;
        result.teams[team].net[p] += dkk * share;
      });
    }
  }
}

/** People operated and treated, and what KTH gains them, by year of operation. */
function countPeople(result, team, stage, scenario) {
  const { months } = stage;
  const destinations = PAYLOAD.destinations.length;
  const gains = Object.entries(scenario.means.gains).map(([name, array]) => [name, values(array)]);
  for (let d = 0; d < destinations; d += 1) {
    const from = (team * destinations + d) * months.n;
    for (let m = 0; m < months.n; m += 1) {
      const year = Math.floor(m / 12);
      const operated = stage.people[from + m];
      result.people[year] += operated;
      result.teams[team].people += operated;
      for (let k = 0; k < scenario.levels.length; k += 1) {
        const many = stage.treated[k * stage.people.length + from + m];
        if (many === 0) continue;
        result.treated[year] += many;
        result.teams[team].treated += many;
        for (const [name, each] of gains) {
          const more = many * (each[(1 + k) * destinations + d] - each[d]);
          result.gains[name][year] += more;
          if (name === "lives_saved_30d") result.teams[team].lives += more;
        }
      }
    }
  }
}

/** Sum of numbers. @param {Iterable<number>} numbers */
function sum(numbers) {
  let total = 0;
  for (const one of numbers) total += one;
  return total;
}

/** A grid's total by payer. @param {Float64Array[]} grid `[year][payer]` */
function byPayer(grid) {
  return grid[0].map((_, p) => sum(grid.map((row) => row[p])));
}
