// Handing files over by dropping them, and looking how far their reading is. Without script the
// fields for files and a link to the page itself do the same.

/** Milliseconds between two looks. */
const LOOK = 1000;

/** Every file of what was dropped, with its place below the folder it came in. */
async function filesOf(transfer) {
  const found = [];
  async function walk(entry) {
    if (entry.isFile) {
      const file = await new Promise((done, fail) => entry.file(done, fail));
      found.push([file, entry.fullPath.replace(/^\//, "")]);
    } else if (entry.isDirectory) {
      const reader = entry.createReader();
      for (;;) {
        // A folder is told in pieces; the last one is empty.
        const piece = await new Promise((done, fail) => reader.readEntries(done, fail));
        if (!piece.length) break;
        for (const one of piece) await walk(one);
      }
    }
  }
  // All are asked for at once: after the first pause there are none left to ask.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return [...transfer.files].map((file) => [file, file.name]);
  for (const entry of entries) await walk(entry);
  return found;
}

/** A form that takes files which are dropped on it. */
export function dropOf(form) {
  const told = form.querySelector("[data-chosen]");
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", async (event) => {
    event.preventDefault();
    form.classList.remove("over");
    const files = await filesOf(event.dataTransfer);
    const body = new FormData(form);
    body.delete("file");
    body.delete("folder");
    for (const [file, name] of files) body.append("file", file, name);
    told.textContent = `Handing over ${files.length} file${files.length === 1 ? "" : "s"} …`;
    const answer = await fetch(form.action, { method: "POST", body });
    if (answer.ok) {
      location.assign(answer.url);
    } else {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      told.textContent = page.querySelector("main")?.textContent.trim() ?? "It was refused.";
    }
  });
}

/** The list of what was handed over, kept up with while something is being read. */
export function watch(list) {
  async function look() {
    const answer = await fetch("/intake").catch(() => null);
    if (answer?.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("lots");
      list.replaceChildren(...fresh.childNodes);
      if (!("busy" in fresh.dataset)) return;
    }
    setTimeout(look, LOOK);
  }
  if ("busy" in list.dataset) setTimeout(look, LOOK);
}
