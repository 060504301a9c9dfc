"use strict";
/* Days and months as plain numbers; no time zone, no clock. */

const DAY = 86_400_000; // milliseconds

/** Days since 1970-01-01 of a day like 2026-01-31. @param {string} iso */
function dayNumber(iso) {
  const [year, month, day] = iso.split("-").map(Number);
  return Date.UTC(year, month - 1, day) / DAY;
}

/** Whether a text is a day that exists, from 1900 to 2199. @param {string} text */
function isDay(text) {
  if (!/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text;
}

/**
 * The months of whole years, each by its first day and the first day after it.
 * @param {number} firstYear
 * @param {number} years
 */
function monthsOf(firstYear, years) {
  const n = 12 * years;
  const first = (m) => Date.UTC(firstYear, m, 1) / DAY;
  return {
    n,
    years,
    firstYear,
    begin: Float64Array.from({ length: n }, (_, m) => first(m)),
    end: Float64Array.from({ length: n }, (_, m) => first(m + 1)),
  };
}

/** Share of each month's days from that day on. @param {number} since a day number */
function partFrom(since, months) {
  return Float64Array.from(months.begin, (begin, m) => {
    const days = months.end[m] - begin;
    return Math.min(1, Math.max(0, (months.end[m] - Math.max(since, begin)) / days));
  });
}
