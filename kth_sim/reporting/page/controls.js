"use strict";
/* What the reader can change. Built anew for a language, scenario or plan; else only read. */

/** Change the state and show what follows. @param {(state: State) => void} act */
function change(act) {
  act(STATE);
  show();
}

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
  const input = el("input", { type: "number", value, min: low, max: high, step, inputmode: "decimal" });
  if (about.label) input.setAttribute("aria-label", about.label);
  input.addEventListener("input", () => {
    const said = between(input.value, low, high);
    input.setAttribute("aria-invalid", String(said === null));
    if (said !== null) act(said);
  });
  return input;
}

/** A day, or none where that is allowed. */
function dayInput(value, label, act, mayBeEmpty) {
  const input = el("input", { type: "date", value: value ?? "", min: "1900-01-01", max: "2199-12-31" });
  if (label) input.setAttribute("aria-label", label);
  input.addEventListener("change", () => {
    const well = isDay(input.value) || (mayBeEmpty && input.value === "" && !input.validity.badInput);
    input.setAttribute("aria-invalid", String(!well));
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

/** Build every control. */
function buildControls() {
  const scenario = scenarioNamed(STATE.scenario);
  const plan = planNamed(scenario, STATE.plan);
  keepingFocus(() => {
    document.getElementById("main-controls").replaceChildren(
      ...[scenarioChoice(scenario), planChoice(scenario, plan), wtpField(scenario), laterField(scenario), targetField()],
    );
    fill("more-controls", startsGroup(plan), pricesGroup(scenario), payersGroup(scenario));
    fill("actions", ...actionButtons());
    fill("budget-show", showChoice());
    fill("languages", ...Object.keys(LOCALES).map(languageButton));
  });
}

function scenarioChoice(scenario) {
  const options = PAYLOAD.scenarios.map((one) => [one.name, translated(one.label)]);
  const act = (name) =>
    rebuilding((state) => {
      state.scenario = name;
      state.plan = planNamed(scenarioNamed(name), state.plan).name;
    });
  return choice("scenario", say("page.scenario"), options, scenario.name, act, translated(scenario.rationale));
}

function planChoice(scenario, plan) {
  const options = scenario.plans.map((one) => [one.name, named("plan_name", one.name, one.label)]);
  const act = (name) => rebuilding((state) => { state.plan = name; });
  return choice("plan", say("page.plan"), options, plan.name, act, translated(plan.rationale));
}

/** A change after which other controls are there. */
function rebuilding(act) {
  act(STATE);
  buildControls();
  show();
}

function wtpField(scenario) {
  const act = (wtp) => change((state) => { state.wtp = wtp; });
  const input = numberInput({ value: STATE.wtp, low: 0, high: 1e7, step: 10_000 }, act);
  const marks = scenario.wtp.map((wtp) => money(wtp));
  return field("wtp", say("page.wtp_label"), input, say("page.wtp_note", { marks: listed(marks) }));
}

function laterField(scenario) {
  const box = tick("later", say("page.later"), readingOf(scenario, STATE) === "included", (checked) =>
    change((state) => { state.later = checked; }),
  );
  return el("fieldset", {}, el("legend", {}, say("page.later_title")), box, hint("page.later_note"));
}

function hint(key, places = {}) {
  return el("span", { class: "hint" }, say(key, places));
}

/** Whom the plan offers KTH: as it says, or only these destinations. */
function targetField() {
  const own = STATE.target ?? PAYLOAD.destinations.map(() => true);
  const as = tick("target-plan", say("page.target_plan"), STATE.target === null, (checked) =>
    rebuilding((state) => { state.target = checked ? null : own.map(() => true); }),
  );
  const boxes = PAYLOAD.destinations.map((name, d) => {
    const act = (checked) => changeTarget(d, checked);
    const box = tick(`target-${name}`, named("destination", name), own[d], act);
    box.firstChild.disabled = STATE.target === null;
    return box;
  });
  return el("fieldset", { id: "target" }, el("legend", {}, say("page.target")), as, el("div", { class: "ticks" }, ...boxes));
}

/** Somebody must be offered KTH: the last destination stays. */
function changeTarget(d, checked) {
  const target = STATE.target.map((offered, i) => (i === d ? checked : offered));
  if (target.some(Boolean)) STATE.target = target;
  rebuilding(() => {});
}

/** A part that opens, with how much in it was changed. */
function group(id, title, ...children) {
  const there = document.getElementById(id);
  const made = el("details", { id, open: there?.open ?? false }, el("summary", { id: `${id}-title` }, title), ...children);
  return made;
}

/** When each cluster starts, and how far uptake goes. */
function startsGroup(plan) {
  const starts = startsOf(plan, STATE);
  const rows = starts.map((start) => startRow(plan, start));
  const all = numberInput({ value: "", low: 0, high: 100, step: 1 }, (share) =>
    change((state) => {
      starts.forEach((start, i) => {
        changeStart(state, plan.name, start.name, { ceiling: share / 100 });
        document.getElementById(`uptake-${plan.starts.findIndex((one) => one.name === starts[i].name)}`).value = share;
      });
    }),
  );
  const heads = ["cluster", "start_day", "uptake"].map((name) => el("th", { scope: "col" }, say(`page.${name}`)));
  const made = el(
    "table",
    { class: "inputs" },
    el("caption", { class: "unseen" }, say("page.starts_title")),
    el("thead", {}, el("tr", {}, ...heads)),
    el("tbody", {}, ...rows),
  );
  return group("starts", say("page.starts_title"), hint("page.starts_note"), field("uptake-all", say("page.uptake_all"), all), made);
}

function startRow(plan, start) {
  const i = plan.starts.findIndex((one) => one.name === start.name);
  const team = plan.teams[start.team].name;
  const first = start.name === team;
  const whom = start.target.map((offered, d) => offered && named("destination", PAYLOAD.destinations[d])).filter(Boolean);
  const name = first ? team : say("page.widening", { cluster: team, target: listed(whom) });
  const day = dayInput(start.date, say("page.start_of", { cluster: name }), (date) =>
    change((state) => changeStart(state, plan.name, start.name, { date })), true);
  const share = numberInput(
    { value: rounded(100 * start.ceiling), low: 0, high: 100, step: 1, label: say("page.uptake_of", { cluster: name }) },
    (value) => change((state) => changeStart(state, plan.name, start.name, { ceiling: value / 100 })),
  );
  day.id = `date-${i}`;
  share.id = `uptake-${i}`;
  return el("tr", {}, el("th", { scope: "row" }, marked(name, start.basis)), el("td", {}, day), el("td", {}, share));
}

/** A number without the dust of binary fractions. */
function rounded(value) {
  return Number(value.toPrecision(12));
}

/** What the scenario says of a unit cost; an assumption has no source. */
function priceNote(price) {
  const assumed = price.basis === "assumption" ? "_assumed" : "";
  return say(`page.price_note${assumed}`, {
    value: number(price.value, price.value % 1 === 0 ? 0 : 2),
    unit: named("value_unit", price.unit, price.unit),
    basis: named("basis_word", price.basis),
    source: price.source,
  });
}

/** What one unit of each item costs. */
function pricesGroup(scenario) {
  const fields = scenario.prices.map((price) => {
    const act = (value) => change((state) => { state.prices[price.id] = value; });
    const input = numberInput({ value: priceNow(scenario, price.id, STATE), low: 0, high: 1e9, step: "any" }, act);
    const note = priceNote(price);
    return field(`price-${price.id}`, marked(named("parameter", price.id, price.label), price.basis), input, note);
  });
  return group("prices", say("page.prices_title"), hint("page.prices_note"), el("div", { class: "grid" }, ...fields));
}

/** The region's share of each item before and from the reform. */
function payersGroup(scenario) {
  const { items, moved } = scenario.shares;
  const shares = sharesNow(scenario, STATE);
  const region = scenario.shares.payers.indexOf("region");
  const rows = items.map((item, i) => {
    const name = named("item", item, scenario.items.find((one) => one.id === item)?.label ?? item);
    const cells = ["before", "after"].map((when) => {
      const label = say(`page.share_${when}_of`, { item: name });
      const input = numberInput({ value: rounded(100 * shares[when][i][region]), low: 0, high: 100, step: 1, label }, (value) =>
        change((state) => { state.shares[item] = { ...state.shares[item], [when]: value / 100 }; }));
      input.id = `${when}-${item}`;
      return el("td", {}, input);
    });
    return el("tr", {}, el("th", { scope: "row" }, marked(name, moved[item])), ...cells);
  });
  const heads = ["item", "share_before", "share_after"].map((name) => el("th", { scope: "col" }, say(`page.${name}`)));
  const made = el(
    "table",
    { class: "inputs" },
    el("caption", { class: "unseen" }, say("page.payers_title")),
    el("thead", {}, el("tr", {}, ...heads)),
    el("tbody", {}, ...rows),
  );
  const day = dayInput(STATE.reform ?? scenario.reform, null, (reform) => change((state) => { state.reform = reform; }), false);
  return group("payers", say("page.payers_title"), hint("page.payers_note"), field("reform", say("page.reform"), day), made);
}

/** Whether the chart shows what KTH adds or all that is paid. */
function showChoice() {
  const radios = ["net", "gross"].map((what) => {
    const radio = el("input", { type: "radio", name: "show", id: `show-${what}`, value: what, checked: STATE.show === what });
    radio.addEventListener("change", () => change((state) => { state.show = what; }));
    return el("div", { class: "tick" }, radio, el("label", { for: `show-${what}` }, say(`page.show_${what}`)));
  });
  return el("fieldset", { class: "inline" }, el("legend", { class: "unseen" }, say("page.show")), ...radios);
}

function actionButtons() {
  const button = (id, key, act) => {
    const made = el("button", { type: "button", id }, say(key));
    made.addEventListener("click", act);
    return made;
  };
  const reset = () =>
    rebuilding((state) => Object.assign(state, initialState(), { scenario: state.scenario, plan: state.plan, wtp: scenarioNamed(state.scenario).wtp[0] }));
  return [button("download", "page.download", download), button("reset", "page.reset", reset), hint("page.share_note")];
}

function languageButton(code) {
  const made = el("button", { type: "button", id: `language-${code}`, lang: code, "aria-pressed": String(code === LANGUAGE) }, { da: "Dansk", en: "English" }[code]);
  made.addEventListener("click", () => {
    speak(code);
    sayAll();
    rebuilding(() => {});
  });
  return made;
}
