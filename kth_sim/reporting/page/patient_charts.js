"use strict";
/* Charts of a patient: the cost-effectiveness plane and the acceptability curve. */

/** Points of draws, their mean, and the line of the threshold. */
function planeSpec() {
  const x = {
    type: "quantitative",
    title: say("page.axis_qaly"),
    axis: { labelExpr: "kthDecimals(datum.value)", tickCount: 5 },
  };
  const y = {
    type: "quantitative",
    title: say("page.axis_cost"),
    axis: { labelExpr: "kthNumber(datum.value)" },
  };
  const rule = { type: "rule", color: MUTED, strokeWidth: 1 };
  return {
    height: 300,
    layer: [
      { data: { values: [{ zero: 0 }] }, mark: rule, encoding: { y: { ...y, field: "zero" } } },
      { data: { values: [{ zero: 0 }] }, mark: rule, encoding: { x: { ...x, field: "zero" } } },
      {
        data: { name: "points" },
        mark: { type: "circle", size: 18, opacity: 0.45, color: KTH, clip: true },
        encoding: { x: { ...x, field: "qaly" }, y: { ...y, field: "cost" } },
      },
      {
        data: { name: "line" },
        mark: { type: "line", color: CHOSEN, strokeDash: [5, 4], clip: true },
        encoding: { x: { ...x, field: "qaly" }, y: { ...y, field: "cost" } },
      },
      {
        data: { name: "mean" },
        mark: {
          type: "point",
          shape: "diamond",
          size: 130,
          filled: true,
          color: INK,
          stroke: "white",
          opacity: 1,
        },
        encoding: { x: { ...x, field: "qaly" }, y: { ...y, field: "cost" } },
      },
    ],
  };
}

/** Data of the plane; the line runs as far as the points. */
function planeData(points, key, wtp) {
  const all = Array.from(points.cost, (cost, draw) => ({ cost, qaly: points.qaly[draw] }));
  const qalys = [0, ...points.qaly];
  const [low, high] = [Math.min(...qalys), Math.max(...qalys)];
  const costs = [0, ...points.cost];
  const ends = [low, high].map((qaly) => clamp(qaly, wtp, Math.min(...costs), Math.max(...costs)));
  return { points: all, line: ends, mean: [{ cost: key.meanCost, qaly: key.meanQaly }] };
}

/** A point of the threshold's line, drawn back to where there are points. */
function clamp(qaly, wtp, low, high) {
  const cost = wtp * qaly;
  const kept = Math.min(Math.max(cost, low), high);
  return { cost: kept, qaly: kept === cost || wtp === 0 ? qaly : kept / wtp };
}

/** The curve, and a mark at the threshold. */
function curveSpec() {
  const x = {
    field: "wtp",
    type: "quantitative",
    title: say("page.axis_wtp"),
    axis: { labelExpr: "kthNumber(datum.value)", tickCount: 5, grid: false },
  };
  const y = {
    field: "share",
    type: "quantitative",
    title: say("page.axis_probability"),
    scale: { domain: [0, 1] },
    axis: { labelExpr: "kthPercent(datum.value)", tickCount: 5 },
  };
  return {
    height: 300,
    layer: [
      {
        data: { name: "curve" },
        mark: { type: "line", color: KTH, strokeWidth: 2.5 },
        encoding: { x, y },
      },
      {
        data: { name: "mark" },
        mark: { type: "rule", color: CHOSEN, strokeDash: [5, 4] },
        encoding: { x },
      },
      {
        data: { name: "mark" },
        mark: { type: "point", color: CHOSEN, filled: true, size: 90, opacity: 1 },
        encoding: { x, y },
      },
      {
        data: { name: "mark" },
        mark: {
          type: "text",
          align: "left",
          dx: 10,
          dy: 16,
          color: INK,
          fontSize: 13,
          fontWeight: 600,
        },
        encoding: { x, y, text: { field: "words" } },
      },
    ],
  };
}

function curveData(curve, key, wtp) {
  const thousand = ({ wtp: dkk, share }) => ({ wtp: dkk / 1000, share });
  const mark = [{ wtp: wtp / 1000, share: key.worth, words: percent(key.worth) }];
  return { curve: curve.map(thousand), mark };
}
