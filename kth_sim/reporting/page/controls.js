"use strict";
/* What the reader can change. Built anew for a language, scenario or plan; else only read. */

/** Change the state and show what follows. @param {(state: State) => void} act */
function change(act) {
  act(STATE);
  show();
}

/** Build every control. */
function buildControls() {
  const scenario = scenarioNamed(STATE.scenario);
  const plan = planNamed(scenario, STATE.plan);
  keepingFocus(() => {
    document
      .getElementById("main-controls")
      .replaceChildren(
        ...[
          scenarioChoice(scenario),
          planChoice(scenario, plan),
          wtpField(scenario),
          laterField(scenario),
          targetField(),
        ],
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
  return choice(
    "scenario",
    say("page.scenario"),
    options,
    scenario.name,
    act,
    translated(scenario.rationale),
  );
}

function planChoice(scenario, plan) {
  const options = scenario.plans.map((one) => [one.name, named("plan_name", one.name, one.label)]);
  const act = (name) =>
    rebuilding((state) => {
      state.plan = name;
    });
  return choice("plan", say("page.plan"), options, plan.name, act, translated(plan.rationale));
}

/** A change after which other controls are there. */
function rebuilding(act) {
  act(STATE);
  buildControls();
  show();
}

function wtpField(scenario) {
  const act = (wtp) =>
    change((state) => {
      state.wtp = wtp;
    });
  const input = numberInput({ value: STATE.wtp, low: 0, high: 1e7, step: 10_000 }, act);
  const marks = scenario.wtp.map((wtp) => money(wtp));
  return field("wtp", say("page.wtp_label"), input, say("page.wtp_note", { marks: listed(marks) }));
}

function laterField(scenario) {
  const box = tick(
    "later",
    say("page.later"),
    readingOf(scenario, STATE) === "included",
    (checked) =>
      change((state) => {
        state.later = checked;
      }),
  );
  return el(
    "fieldset",
    {},
    el("legend", {}, say("page.later_title")),
    box,
    hint("page.later_note"),
  );
}

/** Whom the plan offers KTH: as it says, or only these destinations. */
function targetField() {
  const own = STATE.target ?? PAYLOAD.destinations.map(() => true);
  const as = tick("target-plan", say("page.target_plan"), STATE.target === null, (checked) =>
    rebuilding((state) => {
      state.target = checked ? null : own.map(() => true);
    }),
  );
  const boxes = PAYLOAD.destinations.map((name, d) => {
    const act = (checked) => changeTarget(d, checked);
    const box = tick(`target-${name}`, named("destination", name), own[d], act);
    box.firstChild.disabled = STATE.target === null;
    return box;
  });
  return el(
    "fieldset",
    { id: "target" },
    el("legend", {}, say("page.target")),
    as,
    el("div", { class: "ticks" }, ...boxes),
  );
}

/** Somebody must be offered KTH: the last destination stays. */
function changeTarget(d, checked) {
  const target = STATE.target.map((offered, i) => (i === d ? checked : offered));
  if (target.some(Boolean)) STATE.target = target;
  rebuilding(() => {});
}

/** Whether the chart shows what KTH adds or all that is paid. */
function showChoice() {
  const radios = ["net", "gross"].map((what) => {
    const radio = el("input", {
      type: "radio",
      name: "show",
      id: `show-${what}`,
      value: what,
      checked: STATE.show === what,
    });
    radio.addEventListener("change", () =>
      change((state) => {
        state.show = what;
      }),
    );
    return el(
      "div",
      { class: "tick" },
      radio,
      el("label", { for: `show-${what}` }, say(`page.show_${what}`)),
    );
  });
  return el(
    "fieldset",
    { class: "inline" },
    el("legend", { class: "unseen" }, say("page.show")),
    ...radios,
  );
}

function actionButtons() {
  const button = (id, key, act) => {
    const made = el("button", { type: "button", id }, say(key));
    made.addEventListener("click", act);
    return made;
  };
  const reset = () =>
    rebuilding((state) =>
      Object.assign(state, initialState(), {
        scenario: state.scenario,
        plan: state.plan,
        wtp: scenarioNamed(state.scenario).wtp[0],
      }),
    );
  return [
    button("download", "page.download", download),
    button("reset", "page.reset", reset),
    hint("page.share_note"),
  ];
}

function languageButton(code) {
  const made = el(
    "button",
    {
      type: "button",
      id: `language-${code}`,
      lang: code,
      "aria-pressed": String(code === LANGUAGE),
    },
    { da: "Dansk", en: "English" }[code],
  );
  made.addEventListener("click", () => {
    speak(code);
    sayAll();
    rebuilding(() => {});
  });
  return made;
}
