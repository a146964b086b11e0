// Brushing the bars over time: what is drawn over is the filter by days. A click on one bar is its
// own link, and without script or mouse the two fields of days say the same.

/** The bars of a timeline, to be drawn over. */
export function brushOf(figure) {
  let from = null;
  let to = null;
  const barAt = (event) =>
    document.elementFromPoint(event.clientX, event.clientY)?.closest?.("a[data-since]");
  const bars = () => [...figure.querySelectorAll("a[data-since]")];
  const chosen = () => {
    const all = bars();
    const ends = [all.indexOf(from), all.indexOf(to)].sort((a, b) => a - b);
    return all.slice(ends[0], ends[1] + 1);
  };
  const mark = (marked) => bars().forEach((bar) => bar.classList.toggle("brushed", marked.includes(bar)));

  figure.addEventListener("dragstart", (event) => event.preventDefault());
  figure.addEventListener("pointerdown", (event) => {
    from = event.button === 0 ? barAt(event) : null;
    to = from;
  });
  figure.addEventListener("pointermove", (event) => {
    const bar = from && barAt(event);
    if (!bar || !figure.contains(bar)) return;
    to = bar;
    if (to !== from) mark(chosen());
  });
  window.addEventListener("pointerup", () => {
    if (from && to !== from) {
      const [first, last] = [chosen().at(0), chosen().at(-1)];
      const address = new URL(first.getAttribute("href"), location.href);
      address.searchParams.set("since", first.dataset.since);
      address.searchParams.set("until", last.dataset.until);
      location.assign(address);
    }
    from = null;
  });
  window.addEventListener("pointercancel", () => {
    from = null;
    mark([]);
  });
}
