"use strict";
/* Elements made by hand. Text goes in as text, never as markup. */

/**
 * An element with attributes and children; texts among these become text.
 * @param {string} tag
 * @param {Object<string, string|number|boolean|null>} attributes false and null are left out
 * @param {...(Node|string|null)} children
 */
function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null) made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** Replace what an element holds. @param {string} id */
function fill(id, ...children) {
  document.getElementById(id).replaceChildren(...children);
}

/** Mark a text as resting on an assumption. */
function marked(text, basis) {
  return basis === "assumption" ? `${text}${NBSP}*` : text;
}

/** The weaker of two grounds, as far as a mark goes: an assumption makes the whole one. */
function weaker(first, second) {
  return first === "assumption" ? first : second;
}

/** Fill every element with a `data-word` from the words in use. */
function sayAll() {
  document.documentElement.lang = LANGUAGE;
  document.title = say("page.title");
  for (const one of document.querySelectorAll("[data-word]")) {
    one.textContent = say(one.dataset.word);
  }
}

/** Do something that replaces elements, and put the focus back to the one of the same id. */
function keepingFocus(act) {
  const id = document.activeElement?.id;
  act();
  if (id) document.getElementById(id)?.focus({ preventScroll: true });
}
