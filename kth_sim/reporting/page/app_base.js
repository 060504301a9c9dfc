"use strict";
/**
 * What the app's part of the page is built of: words, numbers, elements, and asking the app.
 * Every word and name that comes from outside is set as text, never as HTML.
 */
const KthApp = (() => {
  const data = JSON.parse(document.getElementById("payload").textContent);
  const app = data.app;

  /** The language in which the page stands now. */
  const language = () => (document.documentElement.lang === "da" ? "da" : "en");

  /** The text of a key, its `{places}` filled; the key itself where there is no text. */
  const say = (key, places = {}) => {
    const text = data.words[language()][key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => String(places[name] ?? whole));
  };

  /** The text of a key, or another where there is none. */
  const named = (key, otherwise) => data.words[language()][key] ?? otherwise;

  /** A number as the language writes it, with so many digits at most. */
  const number = (value, digits = 6) => new Intl.NumberFormat(
    language() === "da" ? "da-DK" : "en-GB", { maximumSignificantDigits: digits }).format(value);

  /** An element with attributes, listeners (`onclick`) and children; text stays text. */
  const el = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else if (value === true) made.setAttribute(key, "");
      else if (value !== false && value !== null) made.setAttribute(key, String(value));
    }
    made.append(...children.filter((child) => child !== null));
    return made;
  };

  /** Ask the app; the parsed answer, or an error with its one line. */
  const ask = async (method, path, body) => {
    let answer;
    try {
      answer = await fetch(path, {
        method,
        headers: { Authorization: `Bearer ${app.token}`, "Content-Type": "application/json" },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
    } catch {
      throw new Error(say("app.no_answer"));
    }
    const content = await answer.json();
    if (!answer.ok) throw new Error(say("app.error", { error: content.error }));
    return content;
  };

  return { app, root: document.getElementById("app"), language, say, named, number, el, ask };
})();
