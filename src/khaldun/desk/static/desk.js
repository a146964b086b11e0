// What script adds; every page works without it. It only moves the focus and lights words up:
// it keeps nothing, and asks for nothing but pages of the desk.

import { brushOf } from "./brush.js";
import { dropOf, watch } from "./intake.js";
import { mapOf } from "./map.js";

/** Milliseconds until a page that cannot be shown yet is asked for again. */
const AGAIN = 2000;

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

/** A key that a button or a link names presses it. */
function presses() {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), select, textarea");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !/^[a-z]$/.test(event.key)) return;
    const pressed = document.querySelector(`[data-press="${event.key}"]`);
    if (!pressed) return;
    event.preventDefault();
    pressed.click();
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

/** Keys in a report: a takes the selected words into the form, r goes to what corrects a claim. */
function addsOf(reading) {
  const form = reading.querySelector("form.adds");
  // The server counts characters, JavaScript halves of some.
  const length = (text) => [...text].length;
  const selected = () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const text = range.startContainer.parentElement?.closest("[data-start]");
    if (!text || !text.contains(range.endContainer)) return null;
    const before = document.createRange();
    before.setStart(text, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const start = Number(text.dataset.start) + length(before.toString());
    return { start, end: start + length(range.toString()), words: range.toString() };
  };
  const add = () => {
    const found = selected();
    form.parentElement.open = true;
    if (found) {
      form.elements.start.value = found.start;
      form.elements.end.value = found.end;
      form.elements.words.value = found.words.replace(/\s+/g, " ").trim();
    }
    form.elements[found ? "field" : "words"].focus();
  };
  const correct = () => reading.querySelector(".told .on [data-correct]")?.click();
  form?.elements.words.addEventListener("input", () => {
    // Words that were typed are looked for by the server.
    form.elements.start.value = form.elements.end.value = "";
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea");
    const act = { a: form && add, r: correct }[event.key];
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !act) return;
    event.preventDefault();
    act();
  });
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
document.querySelectorAll(".reading").forEach(addsOf);
if (document.querySelector("[data-press]")) presses();
if (document.querySelector("[data-again]")) setTimeout(() => location.reload(), AGAIN);
window.addEventListener("hashchange", unfold);
if (location.hash) unfold();
