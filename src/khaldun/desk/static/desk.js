// What script adds; every page works without it. It only moves the focus and lights words up:
// it keeps nothing, and asks for nothing but pages of the desk.

import { brushOf } from "./brush.js";
import { dropOf, watch } from "./intake.js";
import { mapOf } from "./map.js";

/** Keys in the table of incidents: j and k move, x ticks, c compares, / searches. */
function keysOf(table) {
  const links = [...table.querySelectorAll("tbody th.id a")];
  const rowOf = () => links.findIndex((link) => link.closest("tr").contains(document.activeElement));
  const go = (row) => links[Math.max(0, Math.min(links.length - 1, row))].focus();
  const keys = {
    j: () => go(rowOf() + 1),
    k: () => go(rowOf() < 0 ? 0 : rowOf() - 1),
    x: () => links[rowOf()]?.closest("tr").querySelector("input[type=checkbox]").click(),
    c: () => document.querySelector("#pair button").click(),
    "/": () => document.querySelector("input[type=search]").focus(),
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), select, textarea");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });
}

/** Pointing at a claim lights its words, and pointing at words lights their claims. */
function lightsOf(reading) {
  const parts = [...reading.querySelectorAll("[data-claims]")];
  const light = (target) => {
    const named = target?.closest?.("[data-claims]")?.dataset.claims.split(" ") ?? [];
    for (const part of parts) {
      const shared = part.dataset.claims.split(" ").some((claim) => named.includes(claim));
      part.classList.toggle("on", shared);
    }
  };
  reading.addEventListener("pointerover", (event) => light(event.target));
  reading.addEventListener("pointerleave", () => light(document.activeElement));
  reading.addEventListener("focusin", (event) => light(event.target));
  reading.addEventListener("focusout", () => light(null));
}

/** Words inside a folded comment are unfolded when somebody is led to them. */
function unfold() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let part = target?.parentElement; part; part = part.parentElement) {
    if (part.tagName === "DETAILS") part.open = true;
  }
  target?.scrollIntoView({ block: "center" });
}

const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };

/** A table that a narrow page lays out as cards stays a table to who hears it. */
function namesOf(table) {
  for (const part of [table, ...table.querySelectorAll("thead, tbody, tr, td, th")]) {
    const head = part.scope === "row" ? "rowheader" : "columnheader";
    part.setAttribute("role", ROLES[part.tagName] ?? head);
  }
}

document.querySelectorAll("table").forEach(namesOf);
document.querySelectorAll("table[data-keys]").forEach(keysOf);
document.querySelectorAll(".reading").forEach(lightsOf);
document.querySelectorAll("figure.timeline").forEach(brushOf);
document.querySelectorAll("figure.map").forEach(mapOf);
document.querySelectorAll("form[data-drop]").forEach(dropOf);
document.querySelectorAll("#lots").forEach(watch);
window.addEventListener("hashchange", unfold);
if (location.hash) unfold();
