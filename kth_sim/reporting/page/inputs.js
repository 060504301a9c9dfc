"use strict";
/* Fields, boxes and parts that open: what controls are made of. */

/** A labelled field; `note` stands below it and is read with it. */
function field(id, label, input, note = null) {
  input.id = id;
  if (note !== null) input.setAttribute("aria-describedby", `${id}-note`);
  const below = note === null ? null : el("span", { class: "hint", id: `${id}-note` }, note);
  return el("div", { class: "field" }, el("label", { for: id }, label), input, below);
}

/** A choice among options, each with value and text. */
function choice(id, label, options, chosen, act, note = null) {
  const select = el(
    "select",
    {},
    ...options.map(([value, text]) => el("option", { value, selected: value === chosen }, text)),
  );
  select.addEventListener("change", () => act(select.value));
  return field(id, label, select, note);
}

/**
 * A number between bounds; while it cannot be, nothing follows and it says so.
 * @param {{value: number, low: number, high: number, step: number|"any", label?: string}} about
 * @param {(value: number) => void} act
 */
function numberInput(about, act) {
  const { value, low, high, step } = about;
  const input = el("input", {
    type: "number",
    value,
    min: low,
    max: high,
    step,
    inputmode: "decimal",
  });
  if (about.label) input.setAttribute("aria-label", about.label);
  input.addEventListener("input", () => {
    const said = between(input.value, low, high);
    judge(input, said !== null, () =>
      say("page.wrong_number", { low: number(low), high: number(high) }),
    );
    if (said !== null) act(said);
  });
  return input;
}

/** Say beside an input what it must be, as long as it is something else. */
function judge(input, well, words) {
  input.setAttribute("aria-invalid", String(!well));
  if (input.nextSibling?.className === "error") input.nextSibling.remove();
  if (!well) input.after(el("span", { class: "error", role: "alert" }, words()));
}

/** A day, or none where that is allowed. */
function dayInput(value, label, act, mayBeEmpty) {
  const input = el("input", {
    type: "date",
    value: value ?? "",
    min: "1900-01-01",
    max: "2199-12-31",
  });
  if (label) input.setAttribute("aria-label", label);
  input.addEventListener("change", () => {
    const well =
      isDay(input.value) || (mayBeEmpty && input.value === "" && !input.validity.badInput);
    judge(input, well, () => say("page.wrong_day"));
    if (well) act(input.value === "" ? null : input.value);
  });
  return input;
}

/** A box to tick, with its label after it. */
function tick(id, label, checked, act) {
  const box = el("input", { type: "checkbox", id, checked });
  box.addEventListener("change", () => act(box.checked));
  return el("div", { class: "tick" }, box, el("label", { for: id }, label));
}

/** A line that explains. */
function hint(key, places = {}) {
  return el("span", { class: "hint" }, say(key, places));
}

/** A part that opens, and stays as it was when it is built anew. */
function group(id, title, ...children) {
  const there = document.getElementById(id);
  const made = el(
    "details",
    { id, open: there?.open ?? false },
    el("summary", { id: `${id}-title` }, title),
    ...children,
  );
  return made;
}

/** A number without the dust of binary fractions. */
function rounded(value) {
  return Number(value.toPrecision(12));
}
