"use strict";
/* What the page knows: read once from the data block, never changed. Arrays are unpacked on demand. */

const PAYLOAD = JSON.parse(document.getElementById("payload").textContent);

/** @typedef {{shape: number[], type: "f64"|"f32", data: string}} Packed */

const UNPACKED = new WeakMap();

/**
 * The values of a packed array, in the order of C; the same object every time.
 * @param {Packed} packed
 * @returns {Float64Array|Float32Array}
 */
function values(packed) {
  if (!UNPACKED.has(packed)) UNPACKED.set(packed, unpacked(packed));
  return UNPACKED.get(packed);
}

/** @param {Packed} packed */
function unpacked(packed) {
  const bytes = Uint8Array.from(atob(packed.data), (letter) => letter.charCodeAt(0));
  return packed.type === "f32" ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer);
}

/**
 * The scenario of that name; the first, if there is none.
 * @param {string} name
 */
function scenarioNamed(name) {
  return PAYLOAD.scenarios.find((one) => one.name === name) ?? PAYLOAD.scenarios[0];
}

/**
 * The plan of that name in a scenario; the first, if there is none.
 * @param {object} scenario
 * @param {string} name
 */
function planNamed(scenario, name) {
  return scenario.plans.find((one) => one.name === name) ?? scenario.plans[0];
}

/** Which later care a state counts: `included` or `excluded`. */
function readingOf(scenario, state) {
  if (state.later === null) return scenario.later_care;
  return state.later ? "included" : "excluded";
}
