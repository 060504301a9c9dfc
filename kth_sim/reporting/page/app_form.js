"use strict";
/**
 * The form for a new run: parameters of the evidence with what is known of each, draws, patients,
 * plans.
 *
 * @param {function(function(): Promise): Promise} attempt does something that may fail, and says so
 * @param {function(object): Promise} begin is given what to ask the app for
 * @returns {{form: HTMLElement, draw: function(), offer: function(string): Promise}}
 */
KthApp.newRun = (attempt, begin) => {
  const { say, named, number, el, ask } = KthApp;
  /** @type {?object} what may be asked for, as the app says */
  let offered = null;
  const set = {}; // what is written in the fields of parameters, by id
  const asked = { scenario: "", label: "", draws: "", patients: "", plans: null };

  const parameterName = (one) => named(`parameter.${one.id}`, one.label);
  const unitOf = (one) => named(`app.unit.${one.unit}`, named(`value_unit.${one.unit}`, one.unit));
  const allowed = (one) => {
    const ends = { least: number(one.least ?? NaN), most: number(one.most ?? NaN) };
    if (one.most !== null) return say("app.least_most", ends);
    return say(one.above ? "app.above" : "app.least", ends);
  };

  /** What is known of a parameter, on one line. */
  const known = (one) => {
    const [low, high] = (one.interval_95 ?? []).map((end) => number(end, 3));
    const spread = one.interval_95 ? say("app.interval", { low, high }) : say("app.not_drawn");
    const source = { source: one.source, basis: say(`basis_word.${one.basis}`) };
    return [say("app.value", { value: number(one.value) }), spread, unitOf(one), allowed(one),
      say("app.source", source)].join("; ");
  };

  /** A field under its label, with a remark that is read with it. */
  const field = (id, label, input, remark = "") => el("div", { class: "asked" },
    el("label", { for: id }, label), input,
    remark ? el("small", { id: `${id}-remark` }, remark) : null);

  const input = (id, value, act, more = {}) => el("input", {
    id, value, autocomplete: "off", oninput: (event) => act(event.target.value),
    "aria-describedby": `${id}-remark`, ...more,
  });

  const parameterField = (one) => {
    const id = `app-set-${one.id}`;
    const act = (text) => { set[one.id] = text; };
    const more = { type: "number", step: "any", placeholder: one.value };
    return field(id, parameterName(one), input(id, set[one.id] ?? "", act, more), known(one));
  };

  const countRange = (name) => say("app.whole",
    { least: number(offered[name].least), most: number(offered[name].most) });

  const countField = (name) => {
    const act = (text) => { asked[name] = text; };
    const more = { type: "number", step: 1 };
    return field(`app-${name}`, say(`app.${name}`),
      input(`app-${name}`, asked[name], act, more), countRange(name));
  };

  /** Parameters that are not in the form yet, by subject. */
  const moreField = () => {
    const left = offered.parameters.filter((one) => !inForm(one));
    const groups = [...new Set(left.map((one) => one.group))].map((group) => el("optgroup",
      { label: named(`app.group.${group}`, group) },
      ...left.filter((one) => one.group === group)
        .map((one) => el("option", { value: one.id }, parameterName(one)))));
    const add = (event) => {
      set[event.target.value] = "";
      draw();
      document.getElementById(`app-set-${event.target.value}`)?.focus();
    };
    return field("app-more", say("app.more"), el("select", { id: "app-more", onchange: add },
      el("option", { value: "" }, say("app.more_none")), ...groups));
  };

  const inForm = (one) => one.first || one.id in set;

  const planBoxes = () => el("fieldset", {}, el("legend", {}, say("app.plans")),
    ...offered.plans.map((plan) => el("label", { class: "box" }, el("input", {
      type: "checkbox", name: "plan", value: plan.name, checked: asked.plans.has(plan.name),
      onchange: (event) => asked.plans[event.target.checked ? "add" : "delete"](plan.name),
    }), named(`plan_name.${plan.name}`, plan.label))));

  /** Draw the form anew; what is written, and where the reader is, stays. */
  const draw = () => {
    if (offered === null) return;
    const { scenario, scenarios, parameters, longest_label: longest } = offered;
    const chosen = scenarios.find((one) => one.name === scenario);
    const there = document.activeElement?.id;
    form.replaceChildren(
      field("app-scenario", say("app.scenario"), el("select", {
        id: "app-scenario", "aria-describedby": "app-scenario-remark",
        onchange: (event) => attempt(() => offer(event.target.value)),
      }, ...scenarios.map((one) =>
        el("option", { value: one.name, selected: one.name === scenario }, one.label))),
      chosen?.rationale ?? ""),
      el("fieldset", {}, el("legend", {}, say("app.parameters")),
        el("p", {}, say("app.parameters_note")),
        ...parameters.filter(inForm).map(parameterField), moreField()),
      countField("draws"), countField("patients"), planBoxes(),
      field("app-label", say("app.label"), input("app-label", asked.label,
        (text) => { asked.label = text; }, { maxlength: longest })),
      el("button", { type: "submit" }, say("app.start")));
    if (there && form.querySelector(`#${CSS.escape(there)}`)) document.getElementById(there).focus();
  };

  /** Get the form that begins from a scenario; what was written stays. */
  const offer = async (scenario) => {
    offered = await ask("GET", `/api/form?scenario=${encodeURIComponent(scenario)}`);
    asked.scenario = scenario;
    for (const name of ["draws", "patients"]) asked[name] ||= offered[name].usual;
    asked.plans ??= new Set(offered.plans.map((plan) => plan.name));
    draw();
  };

  /** The number in a field, or null where it is empty; an error says what is wrong with it. */
  const written = (id, name, fits, range) => {
    const box = document.getElementById(id);
    const value = Number(box.value);
    if (box.validity.badInput) throw wrong(box, say("app.no_number", { parameter: name }));
    if (box.value === "") return null;
    if (fits(value)) return value;
    const places = { parameter: name, value: number(value), allowed: range };
    throw wrong(box, say("app.outside", places));
  };

  const wrong = (box, text) => {
    box.setAttribute("aria-invalid", "true");
    box.focus();
    return new Error(text);
  };

  /** The numbers set for parameters, by id; the app itself checks them again. */
  const numbersSet = () => {
    const rows = offered.parameters.filter(inForm).map((one) => {
      const low = one.least ?? -Infinity;
      const fits = (value) => (one.above ? value > low : value >= low) && value <= (one.most ?? Infinity);
      return [one.id, written(`app-set-${one.id}`, parameterName(one), fits, allowed(one))];
    });
    return Object.fromEntries(rows.filter(([, value]) => value !== null));
  };

  const count = (name) => {
    const { least, most, usual } = offered[name];
    const fits = (value) => Number.isInteger(value) && value >= least && value <= most;
    return written(`app-${name}`, say(`app.${name}`), fits, countRange(name)) ?? usual;
  };

  const start = (event) => {
    event.preventDefault();
    for (const box of form.querySelectorAll("[aria-invalid]")) box.removeAttribute("aria-invalid");
    return attempt(async () => {
      if (asked.plans.size === 0) throw new Error(say("app.plans_none"));
      await begin({ scenario: asked.scenario, label: asked.label, set: numbersSet(),
        draws: count("draws"), patients: count("patients"), plans: [...asked.plans] });
    });
  };

  const form = el("form", { onsubmit: start, novalidate: true });
  return { form, draw, offer };
};
