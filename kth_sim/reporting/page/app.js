"use strict";
/**
 * The app's part of the page: the list of runs, how far the one under way is, a new run.
 * It stands in `<div id="app">` and knows nothing of the explorer below it.
 */
(() => {
  const { app, root, language, say, number, el, ask } = KthApp;
  const MOMENT = 1000; // ms between two looks at work under way
  const SILENCE = 5000; // ms after which an app that did not answer is asked again

  let rows = []; // the runs, as the app lists them
  let drawn = ""; // what the list shows now
  let watched = null; // the run under way, or the last that was
  let timer = 0;

  const shown = {
    error: el("p", { role: "alert", class: "wrong" }),
    now: el("div", { class: "now" }),
    done: el("div", { role: "status" }),
    choose: el("summary"),
    list: el("div", { class: "list" }),
  };

  /** Do something that may fail; what went wrong stands in the error line. */
  const attempt = async (work) => {
    let text = "";
    try {
      await work();
    } catch (error) {
      text = error.message;
    }
    if (shown.error.textContent !== text) shown.error.textContent = text;
    return text === "";
  };

  const OPEN = ["queued", "running"];
  const addressOf = (run) =>
    `/?token=${encodeURIComponent(app.token)}&run=${encodeURIComponent(run)}#lang=${language()}`;

  /** Read the list anew, and again while work is under way. */
  const refresh = async () => {
    clearTimeout(timer);
    try {
      rows = await ask("GET", "/api/runs");
      watched = rows.find((row) => row.state === "running")?.id ?? watched;
    } catch (error) {
      timer = setTimeout(recover, SILENCE);
      throw error;
    }
    drawRuns();
    if (rows.some((row) => OPEN.includes(row.state))) timer = setTimeout(look, MOMENT);
  };

  const recover = () => attempt(refresh);

  /** Look at what is under way; once any of it ended, at the whole list. */
  const look = async () => {
    try {
      const now = await Promise.all(rows.map((row) => OPEN.includes(row.state) ? asked(row.id) : row));
      if (now.some((row, i) => row.state !== rows[i].state)) return await refresh();
      rows = now;
      drawRuns();
      timer = setTimeout(look, MOMENT);
    } catch (error) {
      shown.error.textContent = error.message;
      timer = setTimeout(recover, SILENCE);
    }
    return undefined;
  };

  const asked = (id) => ask("GET", `/api/runs/${encodeURIComponent(id)}`);

  /** Ask for a change of one run, and watch it. */
  const change = (method, row) => attempt(async () => {
    const now = await ask(method, `/api/runs/${encodeURIComponent(row.id)}`);
    if (method === "POST") watched = now.id;
    await refresh();
  });

  const size = (row) => row.draws === 1
    ? say("app.size_base", { patients: number(row.patients) })
    : say("app.size", { draws: number(row.draws ?? NaN), patients: number(row.patients ?? NaN) });

  const stateOf = (row) => {
    const stopped = ["interrupted", "cancelled", "failed"].includes(row.state) && row.total > 0;
    const kept = stopped ? `; ${say("app.kept", row)}` : "";
    return `${say(`app.state.${row.state}`)}${kept}`;
  };

  /** A button that says for whom it is to those who cannot see where it stands. */
  const button = (what, row, act) => el("button", { type: "button", onclick: act,
    "data-key": `${what} ${row.id}`, "aria-label": say("app.of", { what: say(what), run: row.label }),
  }, say(what));

  const cancel = (row) => button("app.cancel", row, () => change("DELETE", row));

  /** Why nothing can be done with a run here. */
  const hint = (row) => {
    const why = { finished: "app.base_only", interrupted: "app.by_command" }[row.state];
    return why ? [el("small", {}, say(why))] : [];
  };

  /** What can be done with a run that is not under way. */
  const doable = (row) => row.can.length === 0 ? hint(row) : row.can.filter((what) => what !== "cancel").map((what) => {
    if (what !== "open") return button(`app.${what}`, row, () => change("POST", row));
    if (row.id === app.run) return el("span", {}, say("app.shown"));
    return el("a", { href: addressOf(row.id), "data-key": `open ${row.id}`,
      "aria-label": say("app.of", { what: say("app.open"), run: row.label }) }, say("app.open"));
  });

  const rowOf = (row) => el("tr", { "data-run": row.id, "data-state": row.state },
    el("th", { scope: "row" }, row.label, el("small", {}, row.id)),
    el("td", {}, size(row)),
    el("td", {}, row.created && new Date(row.created).toLocaleString(language())),
    el("td", {}, stateOf(row), row.error ? el("small", { class: "wrong" }, row.error) : null),
    el("td", {}, ...doable(row)));

  const table = () => {
    const heads = ["run", "size", "created", "state", "do"].map((name) =>
      el("th", { scope: "col" }, say(`app.column_${name}`)));
    return el("table", {}, el("thead", {}, el("tr", {}, ...heads)),
      el("tbody", {}, ...rows.map(rowOf)));
  };

  /** Draw the list anew if anything changed; who stands on a button stays there. */
  const drawRuns = () => {
    const wanted = JSON.stringify([language(), rows]);
    if (wanted === drawn) return;
    drawn = wanted;
    const key = document.activeElement?.dataset.key;
    shown.choose.textContent = say("app.choose", { n: rows.length });
    shown.list.replaceChildren(rows.length === 0 ? el("p", {}, say("app.none")) : table());
    shown.now.replaceChildren(...rows.filter((row) => OPEN.includes(row.state)).map(under));
    const done = rows.find((row) => row.id === watched);
    shown.done.replaceChildren(...(done && !OPEN.includes(done.state) ? [outcome(done)] : []));
    if (key) root.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
  };

  /** A run that waits or is carried out. */
  const under = (row) => {
    const stage = say(`app.stage.${row.stage || "start"}`);
    const text = row.state === "queued" ? say("app.waits")
      : row.total ? say("app.progress", { ...row, stage }) : stage;
    const bar = el("progress", { "aria-label": row.label, max: row.total || 1,
      value: row.total ? row.done : null });
    return el("div", { class: "under-way" }, el("strong", {}, row.label), bar, el("span", {}, text),
      cancel(row));
  };

  /** What became of the run that this page asked for. */
  const outcome = (row) => el("p", { class: "outcome" },
    row.can.includes("open") ? say("app.done", { run: row.label }) : `${row.label}: ${stateOf(row)}`,
    " ", ...doable(row));

  // The whole --------------------------------------------------------------------------------

  const begin = async (run) => {
    watched = (await ask("POST", "/api/runs", run)).id;
    await refresh();
  };
  const fresh = KthApp.newRun(attempt, begin);

  const texts = []; // [element, key]: what is written anew when the language changes
  const text = (element, key) => { texts.push([element, key]); return element; };

  const languages = () => el("p", { class: "languages" }, ...["da", "en"].map((code) => el("button", {
    type: "button", lang: code, onclick: () => { document.documentElement.lang = code; },
  }, code === "da" ? "Dansk" : "English")));

  const write = () => {
    for (const [element, key] of texts) element.textContent = say(key);
    drawRuns();
    fresh.draw();
  };

  const wanted = new URLSearchParams(location.hash.slice(1)).get("lang");
  if (wanted === "da" || wanted === "en") document.documentElement.lang = wanted;
  const isStart = root.hasAttribute("data-start");
  const heading = text(el(isStart ? "h1" : "h2"), isStart ? "app.start_title" : "app.title");
  root.append(el("section", { class: "app" }, heading,
    ...(isStart ? [languages(), text(el("p"), "app.start_none")] : []),
    text(el("p"), "app.lead"), shown.error, shown.now, shown.done,
    el("details", { open: isStart, id: "app-runs" }, shown.choose, shown.list),
    el("details", { open: isStart, id: "app-new" }, text(el("summary"), "app.new"), fresh.form)));
  new MutationObserver(write).observe(document.documentElement, { attributeFilter: ["lang"] });
  write();
  recover();
  attempt(() => fresh.offer("national"));
})();
