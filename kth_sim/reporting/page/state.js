"use strict";
/* What the reader chose: plain data, written into the address so that a view can be shared. */

/**
 * @typedef {object} State
 * @property {string} scenario
 * @property {string} plan
 * @property {number} wtp DKK per QALY
 * @property {boolean|null} later whether later care counts; null: as the scenario says
 * @property {boolean[]|null} target destinations that are offered KTH; null: as the plan says
 * @property {string|null} reform first day of the new payer rules; null: as the scenario says
 * @property {Object<string, number>} prices by parameter
 * @property {Object<string, {before?: number, after?: number}>} shares the region's, by item
 * @property {Object<string, Object<string, {date?: string|null, ceiling?: number}>>} starts
 * @property {string} show `net` or `gross`
 */

/** @returns {State} */
function initialState() {
  const [scenario] = PAYLOAD.scenarios;
  return {
    scenario: scenario.name,
    plan: scenario.plans[0].name,
    wtp: scenario.wtp[0],
    later: null,
    target: null,
    reform: null,
    prices: {},
    shares: {},
    starts: {},
    show: "net",
  };
}

/** The state as the part of an address after `#`; what is as at first is left out. */
function toHash(state) {
  const first = initialState();
  const pairs = [["lang", LANGUAGE]];
  for (const name of ["scenario", "plan", "wtp", "reform", "show"]) {
    if (state[name] !== first[name]) pairs.push([name, state[name]]);
  }
  if (state.later !== null) pairs.push(["later", state.later ? 1 : 0]);
  if (state.target !== null) {
    pairs.push(["target", PAYLOAD.destinations.filter((_, d) => state.target[d]).join(",")]);
  }
  for (const [id, price] of Object.entries(state.prices)) pairs.push([`price:${id}`, price]);
  for (const [item, own] of Object.entries(state.shares)) {
    for (const [when, share] of Object.entries(own)) pairs.push([`${when}:${item}`, share]);
  }
  for (const [plan, starts] of Object.entries(state.starts)) {
    for (const [start, own] of Object.entries(starts)) {
      if ("date" in own) pairs.push([`date:${plan}:${start}`, own.date ?? "never"]);
      if ("ceiling" in own) pairs.push([`uptake:${plan}:${start}`, own.ceiling]);
    }
  }
  return new URLSearchParams(pairs).toString();
}

/** The state that an address holds; what cannot be is passed over. @param {string} hash */
function fromHash(hash) {
  const state = initialState();
  const said = new URLSearchParams(hash.replace(/^#/, ""));
  state.scenario = scenarioNamed(said.get("scenario")).name;
  const scenario = scenarioNamed(state.scenario);
  state.plan = planNamed(scenario, said.get("plan")).name;
  state.wtp = between(said.get("wtp"), 0, 1e7) ?? scenario.wtp[0];
  if (said.has("later")) state.later = said.get("later") === "1";
  if (said.has("target")) state.target = targetOf(said.get("target"));
  if (isDay(said.get("reform") ?? "")) state.reform = said.get("reform");
  if (said.get("show") === "gross") state.show = "gross";
  for (const [key, text] of said) readPair(state, scenario, key.split(":"), text);
  return state;
}

function targetOf(text) {
  const target = PAYLOAD.destinations.map((name) => text.split(",").includes(name));
  return target.some(Boolean) ? target : null;
}

function readPair(state, scenario, [kind, ...rest], text) {
  const id = rest.join(":");
  const share = between(text, 0, 1);
  if (kind === "price" && scenario.prices.some((price) => price.id === id)) {
    const price = between(text, 0, 1e9);
    if (price !== null) state.prices[id] = price;
  } else if ((kind === "before" || kind === "after") && scenario.shares.items.includes(id)) {
    if (share !== null) state.shares[id] = { ...state.shares[id], [kind]: share };
  } else if (kind === "date" || kind === "uptake") {
    readStart(state, scenario, kind, rest[0], rest.slice(1).join(":"), text, share);
  }
}

function readStart(state, scenario, kind, planName, startName, text, share) {
  const plan = scenario.plans.find((one) => one.name === planName);
  if (!plan?.starts.some((start) => start.name === startName)) return;
  if (kind === "uptake" && share !== null)
    changeStart(state, planName, startName, { ceiling: share });
  if (kind === "date" && (text === "never" || isDay(text))) {
    changeStart(state, planName, startName, { date: text === "never" ? null : text });
  }
}

/** Note a change of one start of a plan. */
function changeStart(state, plan, start, change) {
  state.starts[plan] = { ...state.starts[plan] };
  state.starts[plan][start] = { ...state.starts[plan][start], ...change };
}

/** The number a text says, if it lies within bounds, else null. */
function between(text, low, high) {
  if (text === null || text.trim() === "") return null;
  const value = Number(text);
  return Number.isFinite(value) && value >= low && value <= high ? value : null;
}
