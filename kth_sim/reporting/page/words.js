"use strict";
/* Words and numbers of the language in use. Every word comes from the payload. */

const LOCALES = { da: "da-DK", en: "en-GB" };
const MINUS = "\u2212";
const NBSP = "\u00a0";
let LANGUAGE = "en";

/** Change the language in use. @param {string} code */
function speak(code) {
  LANGUAGE = code in PAYLOAD.words ? code : "en";
}

/**
 * The text of a key, its `{places}` filled.
 * @param {string} key
 * @param {Object<string, string|number>} places
 */
function say(key, places = {}) {
  const text = PAYLOAD.words[LANGUAGE][key];
  if (text === undefined) throw new Error(`no word for ${key} in ${LANGUAGE}`);
  return text.replace(/\{(\w+)\}/g, (_, name) => String(places[name])).replaceAll(" %", `${NBSP}%`);
}

/** What an id of some kind is called, or the words given with it. */
function named(kind, id, otherwise = id) {
  return PAYLOAD.words[LANGUAGE][`${kind}.${id}`] ?? otherwise;
}

/** What a scenario or plan says of itself, in the language in use where it is known in it. */
function translated(text) {
  return PAYLOAD.words[LANGUAGE][`text.${text}`] ?? text;
}

/** A number with so many decimals, as readers of the language write it. */
function number(value, decimals = 0) {
  const places = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const rounded = Number(value.toFixed(decimals)) + 0; // no minus before nought
  return new Intl.NumberFormat(LOCALES[LANGUAGE], places).format(rounded).replace("-", MINUS);
}

/** A difference: the sign is always there, but for nought. */
function signed(value, decimals = 0) {
  return Number(value.toFixed(decimals)) > 0
    ? `+${number(value, decimals)}`
    : number(value, decimals);
}

/** DKK in millions, in words. */
function millions(value, decimals = 1) {
  return say("page.millions", { amount: number(value / 1e6, decimals) });
}

/** An amount in DKK, in words. */
function money(value) {
  return say("page.dkk", { amount: number(value) });
}

/** A share in per cent. */
function percent(share, decimals = 0) {
  return `${number(100 * share, decimals)}${NBSP}%`;
}

/** Parts in one line, with the word for "and" before the last. */
function listed(parts) {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} ${say("page.and")} ${parts[parts.length - 1]}`;
}

/** A day as readers write it. @param {string} iso */
function dayInWords(iso) {
  const at = new Date(`${iso}T00:00:00Z`);
  const form = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat(LOCALES[LANGUAGE], form).format(at);
}
