// Moving the map: by hand, by fingers, by keys and by its links, which lead to the same places
// without script. While it is moved, what is there is shifted; then the server draws it anew.

/** Half the length of the equator in units of the map, as in `khaldun.knowledge.shapes`. */
const HALF = 2003751;
/** Points of the screen before a press is a move, and milliseconds after the last turn of a wheel. */
const STILL = 4;
const PAUSE = 160;

/** What stands in an address for this middle, and so many units to a point. */
function placeOf(x, y, unit, width) {
  const lat = (Math.asin(Math.tanh((-y / HALF) * Math.PI)) * 180) / Math.PI;
  const lon = (Math.max(-1, Math.min(1, x / HALF)) * 180).toFixed(4);
  const across = (unit * width) / 100 / Math.cosh((y / HALF) * Math.PI);
  return `${lat.toFixed(4)},${lon},${across.toPrecision(4)}`;
}

/** The map in a figure, to be moved. */
export function mapOf(figure) {
  const drawing = () => figure.querySelector(".frame > svg");
  const pointers = new Map();
  let turn = 0;
  let shift = null;
  let wheel = 0;

  /** The same page at another address: its map and its timeline take the place of these. */
  async function show(address) {
    const now = ++turn;
    const asked = new URL(address, location.href);
    const { clientWidth } = figure;
    const height = Math.round(Math.max(380, Math.min(600, window.innerHeight * 0.62)));
    asked.searchParams.set("size", `${Math.max(200, Math.min(2400, clientWidth - 2))}x${height}`);
    const answer = await fetch(asked);
    const text = await answer.text();
    if (now !== turn || !answer.ok) return;
    const page = new DOMParser().parseFromString(text, "text/html");
    const key = document.activeElement?.dataset?.key;
    const inside = figure.contains(document.activeElement);
    for (const part of ["figure.map", "figure.timeline", ".bar"]) {
      const [old, fresh] = [document.querySelector(part), page.querySelector(part)];
      if (old && fresh) old.replaceChildren(...fresh.childNodes);
    }
    shift = null;
    if (inside) (key ? figure.querySelector(`[data-key="${key}"]`) : drawing()).focus({ preventScroll: true });
    asked.searchParams.delete("size");
    history.replaceState(null, "", asked);
  }

  /** How many points of the drawing one of the screen is. */
  const ratio = () => drawing().viewBox.baseVal.width / drawing().clientWidth;

  /** What is there, shifted and grown about its corner, until the server has drawn it anew. */
  function shifted(x, y, grown) {
    shift = { x, y, grown };
    drawing()
      .querySelector("g.moves")
      .setAttribute("transform", `translate(${x} ${y}) scale(${grown})`);
  }

  /** A point of the screen, in points of the drawing. */
  function pointOf(event) {
    const box = drawing().getBoundingClientRect();
    return { x: (event.clientX - box.left) * ratio(), y: (event.clientY - box.top) * ratio() };
  }

  /** Ask for what the shift leads to. */
  function settle() {
    if (!shift) return;
    const { width, height } = drawing().viewBox.baseVal;
    const unit = Number(drawing().dataset.unit);
    const x = Number(drawing().dataset.x) + ((width / 2 - shift.x) / shift.grown - width / 2) * unit;
    const y = Number(drawing().dataset.y) + ((height / 2 - shift.y) / shift.grown - height / 2) * unit;
    const address = new URL(location.href);
    address.hash = "";
    address.searchParams.set("at", placeOf(x, y, unit / shift.grown, width));
    show(address);
  }

  /** Grow about a point by so much more than it is now. */
  function grow(point, factor) {
    const { x, y, grown } = shift ?? { x: 0, y: 0, grown: 1 };
    shifted(point.x - (point.x - x) * factor, point.y - (point.y - y) * factor, grown * factor);
  }

  figure.addEventListener("click", (event) => {
    const link = event.target.closest?.("nav.moves a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link.href);
  });
  figure.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key === "=" ? "+" : event.key;
    const link = [...figure.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
    if (!link) return;
    event.preventDefault();
    show(link.href);
  });
  figure.addEventListener("dblclick", (event) => {
    if (event.target.closest?.("a")) return;
    grow(pointOf(event), 2);
    settle();
  });
  // With the key that also enlarges a page (trackpads send it when pinched): without it the wheel
  // moves the page, as everywhere.
  figure.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey || !event.target.closest?.(".frame")) return;
      event.preventDefault();
      grow(pointOf(event), Math.exp(-Math.max(-60, Math.min(60, event.deltaY)) / 100));
      clearTimeout(wheel);
      wheel = setTimeout(settle, PAUSE);
    },
    { passive: false },
  );

  figure.addEventListener("dragstart", (event) => event.preventDefault());
  figure.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.target.closest?.(".frame > svg")) return;
    const point = pointOf(event);
    pointers.set(event.pointerId, { first: point, last: point });
  });
  window.addEventListener("pointermove", (event) => {
    const one = pointers.get(event.pointerId);
    if (!one) return;
    const point = pointOf(event);
    const others = [...pointers.entries()].filter(([id]) => id !== event.pointerId);
    if (others.length) {
      const other = others[0][1].last;
      const apart = (here) => Math.max(1, Math.hypot(here.x - other.x, here.y - other.y));
      grow(other, apart(point) / apart(one.last));
    } else if (shift || Math.hypot(point.x - one.first.x, point.y - one.first.y) > STILL * ratio()) {
      const { x, y, grown } = shift ?? { x: 0, y: 0, grown: 1 };
      shifted(x + point.x - one.last.x, y + point.y - one.last.y, grown);
      drawing().classList.add("moving");
    } else {
      return;
    }
    one.last = point;
    one.moved = true;
  });
  const lift = (event) => {
    const one = pointers.get(event.pointerId);
    pointers.delete(event.pointerId);
    if (!one?.moved || pointers.size) return;
    // The press was a move and no click on what lies under it.
    const stop = (click) => {
      click.preventDefault();
      click.stopPropagation();
    };
    window.addEventListener("click", stop, { capture: true, once: true });
    setTimeout(() => window.removeEventListener("click", stop, { capture: true }));
    settle();
  };
  window.addEventListener("pointerup", lift);
  window.addEventListener("pointercancel", lift);

  // A drawing for a wide page would be too small to read on a narrow one.
  const fits = drawing().clientWidth / drawing().viewBox.baseVal.width;
  if (fits < 0.9 || fits > 1.15) show(location.href);
}
