"use strict";
/* The page begins. */

/** @type {State} what the reader chose */
let STATE = null;

/** Take language and choices from the address, and show them. */
function begin() {
  const said = new URLSearchParams(location.hash.replace(/^#/, ""));
  speak(said.get("lang") ?? PAYLOAD.language);
  sayAll();
  if (PAYLOAD.scenarios.length === 0) return Promise.resolve();
  STATE = fromHash(location.hash);
  buildControls();
  return show();
}

document
  .getElementById("main-controls")
  .addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("hashchange", begin); // a shared address, pasted into the open page
begin();
