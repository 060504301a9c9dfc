"use strict";
/* What a reader can change of a scenario: starts, unit costs, payers. */

/** When each cluster starts, and how far uptake goes. */
function startsGroup(plan) {
  const starts = startsOf(plan, STATE);
  const rows = starts.map((start) => startRow(plan, start));
  const all = numberInput({ value: "", low: 0, high: 100, step: 1 }, (share) =>
    change((state) => {
      starts.forEach((start, i) => {
        changeStart(state, plan.name, start.name, { ceiling: share / 100 });
        document.getElementById(
          `uptake-${plan.starts.findIndex((one) => one.name === starts[i].name)}`,
        ).value = share;
      });
    }),
  );
  const heads = ["cluster", "start_day", "uptake"].map((name) =>
    el("th", { scope: "col" }, say(`page.${name}`)),
  );
  const made = el(
    "table",
    { class: "inputs" },
    el("caption", { class: "unseen" }, say("page.starts_title")),
    el("thead", {}, el("tr", {}, ...heads)),
    el("tbody", {}, ...rows),
  );
  return group(
    "starts",
    say("page.starts_title"),
    hint("page.starts_note"),
    field("uptake-all", say("page.uptake_all"), all),
    made,
  );
}

function startRow(plan, start) {
  const i = plan.starts.findIndex((one) => one.name === start.name);
  const team = plan.teams[start.team].name;
  const first = start.name === team;
  const whom = start.target
    .map((offered, d) => offered && named("destination", PAYLOAD.destinations[d]))
    .filter(Boolean);
  const name = first ? team : say("page.widening", { cluster: team, target: listed(whom) });
  const day = dayInput(
    start.date,
    say("page.start_of", { cluster: name }),
    (date) => change((state) => changeStart(state, plan.name, start.name, { date })),
    true,
  );
  const share = numberInput(
    {
      value: rounded(100 * start.ceiling),
      low: 0,
      high: 100,
      step: 1,
      label: say("page.uptake_of", { cluster: name }),
    },
    (value) =>
      change((state) => changeStart(state, plan.name, start.name, { ceiling: value / 100 })),
  );
  day.id = `date-${i}`;
  share.id = `uptake-${i}`;
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, marked(name, start.basis)),
    el("td", { "data-label": say("page.start_day") }, day),
    el("td", { "data-label": say("page.uptake") }, share),
  );
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
    const act = (value) =>
      change((state) => {
        state.prices[price.id] = value;
      });
    const input = numberInput(
      { value: priceNow(scenario, price.id, STATE), low: 0, high: 1e9, step: "any" },
      act,
    );
    const note = priceNote(price);
    return field(
      `price-${price.id}`,
      marked(named("parameter", price.id, price.label), price.basis),
      input,
      note,
    );
  });
  return group(
    "prices",
    say("page.prices_title"),
    hint("page.prices_note"),
    el("div", { class: "grid" }, ...fields),
  );
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
      const input = numberInput(
        { value: rounded(100 * shares[when][i][region]), low: 0, high: 100, step: 1, label },
        (value) =>
          change((state) => {
            state.shares[item] = { ...state.shares[item], [when]: value / 100 };
          }),
      );
      input.id = `${when}-${item}`;
      return el("td", { "data-label": say(`page.share_${when}`) }, input);
    });
    return el("tr", {}, el("th", { scope: "row" }, marked(name, moved[item])), ...cells);
  });
  const heads = ["item", "share_before", "share_after"].map((name) =>
    el("th", { scope: "col" }, say(`page.${name}`)),
  );
  const made = el(
    "table",
    { class: "inputs" },
    el("caption", { class: "unseen" }, say("page.payers_title")),
    el("thead", {}, el("tr", {}, ...heads)),
    el("tbody", {}, ...rows),
  );
  const day = dayInput(
    STATE.reform ?? scenario.reform,
    null,
    (reform) =>
      change((state) => {
        state.reform = reform;
      }),
    false,
  );
  return group(
    "payers",
    say("page.payers_title"),
    hint("page.payers_note"),
    field("reform", say("page.reform"), day),
    made,
  );
}
