/* The report: passages open beside the text, figures follow what is set aside, keys. Works in the saved file too. */
(() => {
  "use strict";
  const root = document.querySelector("[data-article]");
  if (!root) return;
  const alone = { say() {}, key() {}, async fresh() {}, store: { get() {}, set() {} } };
  const app = window.copytaster || alone;
  const all = (selector) => [...document.querySelectorAll(selector)];
  const passagesOf = (number) => all(`.p[data-p="${number}"]`);
  document.documentElement.classList.add("js");

  const notes = all(".note");
  const hint = document.querySelector("[data-hint]");
  const closer = document.querySelector("[data-close]");
  const side = document.querySelector(".side");
  const toggles = document.getElementById("toggles");
  const narrow = window.matchMedia("(max-width: 56rem)");

  /* ——— passages beside their sources ——— */
  let open = null;
  let pinned = false;
  function show(number, pin) {
    const note = document.getElementById("n" + number);
    if (!note || (open === number && pinned >= pin)) return note;
    hide();
    open = number;
    pinned = pin;
    note.classList.add("on");
    for (const passage of passagesOf(number)) passage.classList.add("on");
    const [first] = note.dataset.s.split(" ");
    document.querySelector(`.source[data-n="${first}"]`)?.classList.add("on");
    if (hint) hint.hidden = true;
    closer.hidden = false;
    if (side) side.scrollTop = 0;
    return note;
  }
  function hide() {
    for (const e of all(".on")) e.classList.remove("on");
    open = null;
    pinned = false;
    if (closer) closer.hidden = true;
    if (hint) hint.hidden = false;
  }
  function close() {
    const was = open;
    hide();
    focusPassage(was);
  }
  function focusPassage(number) {
    const passage = document.getElementById("p" + number);
    if (!passage) return;
    passage.focus({ preventScroll: false });
    passage.scrollIntoView({ block: "center" });
  }
  function goTo(number) {
    show(number, true);
    history.replaceState(null, "", "#p" + number);
    focusPassage(number);
  }
  const passageAt = (event) => event.target.closest?.(".text .p");
  document.addEventListener("pointerover", (event) => {
    const passage = passageAt(event);
    if (passage && event.pointerType === "mouse" && !pinned && !narrow.matches) show(passage.dataset.p, false);
  });
  document.addEventListener("focusin", (event) => {
    const passage = passageAt(event);
    if (passage?.matches(":focus-visible") && !narrow.matches) show(passage.dataset.p, true);
  });
  document.addEventListener("click", (event) => {
    const passage = passageAt(event);
    if (!passage || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const number = passage.dataset.p;
    if (open === number && pinned && event.detail > 0) {
      hide();
      return;
    }
    const note = show(number, true);
    history.replaceState(null, "", "#p" + number);
    if (event.detail === 0 && note) note.focus(); /* Enter: the reader goes to the note, and back by its link */
  });
  closer?.addEventListener("click", close);
  for (const link of all(".note .ways a[href^='#p'], .source .facts a[href^='#p']")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      goTo(link.hash.slice(2));
    });
  }
  function fromAddress() {
    const hit = /^#[pn](\d+)$/.exec(location.hash);
    if (hit) {
      show(hit[1], true);
      document.getElementById("p" + hit[1])?.scrollIntoView({ block: "center" });
    }
    const source = location.hash.startsWith("#s-") && document.getElementById(location.hash.slice(1));
    if (source) {
      const rest = source.closest("details");
      if (rest) rest.open = true;
      source.classList.add("on");
      source.scrollIntoView({ block: "nearest" });
    }
  }
  window.addEventListener("hashchange", fromAddress);
  fromAddress();

  /* ——— keys ——— */
  function step(by) {
    const list = notes.filter((note) => !note.classList.contains("off"));
    if (!list.length) return;
    const at = list.findIndex((note) => note.dataset.p === open);
    const from = at < 0 && by < 0 ? 0 : at;
    goTo(list[(from + by + list.length) % list.length].dataset.p);
  }
  function act(name) {
    const source = document.activeElement?.closest(".source") || document.querySelector(".source.on");
    if (!source) {
      app.say("Open a passage or go to a source first.");
      return;
    }
    const button = source.querySelector(`[data-act="${name}"]`);
    if (button) button.click();
    else app.say(name === "undo" ? "There is no judgement to undo." : "Undo the judgement first.");
  }
  const deeds = { c: "confirm", x: "reject", u: "undo" };
  app.key((event) => {
    if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      step(event.key === "j" ? 1 : -1);
    } else if (event.key === "Escape" && open) close();
    else if (event.key === "q" && toggles) toggles.querySelector("[value=quote]").click();
    else if (event.key in deeds) act(deeds[event.key]);
  });

  /* ——— the name of the editor is kept on this machine ——— */
  for (const form of all("form.judge")) {
    form.addEventListener("submit", () => {
      const who = form.querySelector("[data-who]");
      if (who?.value.trim()) app.store.set("who", who.value.trim());
      else if (who) who.value = app.store.get("who") || "";
    });
  }
  for (const who of all("[data-who]")) who.value = app.store.get("who") || "";

  /* ——— figures, as service/pages/report/recalculation.py has them ——— */
  const kinds = all("[data-cover]").map((data) => data.dataset.cover).filter((kind) => kind !== "original");
  const chosen = (name) =>
    all(`input[name="${name}"]`).filter((box) => box.form === toggles && box.checked).map((box) => box.value);
  const colourOf = (source) => ((Number(source) - 1) % 8) + 1;
  function percent(part) {
    const figure = part * 100;
    const unit = "\u202f%";
    if (figure > 0 && figure < 1) return "<1" + unit;
    if (figure > 99 && figure < 100) return "99" + unit;
    const floor = Math.floor(figure);
    /* Halves to even, as Python rounds. */
    return (figure - floor === 0.5 ? floor + (floor % 2) : Math.round(figure)) + unit;
  }
  function tell(data, part) {
    data.value = part.toFixed(4);
    data.textContent = percent(part);
  }
  const more = (sums, key, size) => sums.set(key, (sums.get(key) || 0) + size);

  /* The numbers of the sources that are set aside or rejected; what stands in the list shows it. */
  function setAside() {
    const gone = new Set();
    for (const source of all(".source")) {
      const off = "rejected" in source.dataset || Boolean(source.querySelector("[data-without]")?.checked);
      source.classList.toggle("off", off);
      if (off) gone.add(source.dataset.n);
    }
    return gone;
  }
  /* The characters of the text that stand elsewhere: by kind, by agency, and by source and kind. */
  function counted(whole) {
    const skip = chosen("skip");
    const short = skip.includes("short") ? Number(toggles.querySelector("[data-short]").dataset.short) : 0;
    const gone = setAside();
    const agencyOf = new Map(all(".source").map((source) => [source.dataset.n, source.dataset.agency]));
    const byKind = new Map();
    const byAgency = new Map();
    const bySource = new Map();
    for (const note of notes) {
      const { k: kind, s: sources, p: number, words } = note.dataset;
      const left = skip.includes(kind) || Number(words) < short;
      const source = (!left && sources.split(" ").find((n) => n && !gone.has(n))) || null;
      paint(note, number, source);
      if (!source) continue;
      const size = Number(whole ? note.dataset.all : note.dataset.own);
      more(byKind, kind, size);
      if (!bySource.has(source)) bySource.set(source, new Map());
      more(bySource.get(source), kind, size);
      if (agencyOf.get(source) && kind !== "quote") more(byAgency, agencyOf.get(source), size);
    }
    return { byKind, byAgency, bySource };
  }
  function recount() {
    const whole = chosen("count").includes("boilerplate");
    const total = Math.max(1, Number(whole ? root.dataset.all : root.dataset.own));
    const { byKind, byAgency, bySource } = counted(whole);
    let reused = 0;
    for (const kind of kinds) {
      const part = (byKind.get(kind) || 0) / total;
      reused += part;
      tell(document.querySelector(`[data-cover="${kind}"]`), part);
    }
    tell(document.querySelector('[data-cover="original"]'), Math.max(0, 1 - reused));
    drawBar(bySource, total);
    const told = all("[data-cover]").map((data) => `${data.dataset.cover} ${data.textContent}`);
    document.getElementById("cov-t").textContent = told.join(", ");
    for (const source of all(".source")) {
      const sizes = [...(bySource.get(source.dataset.n)?.values() || [])];
      const part = sizes.reduce((sum, size) => sum + size, 0) / total;
      source.querySelector("[data-meter]")?.setAttribute("width", Math.round(part * 1000));
      const share = source.querySelector("[data-share]");
      if (share) tell(share, part);
    }
    listAgencies(byAgency, total);
    for (const data of all("[data-reused]")) tell(data, reused);
    const says = `Counted again: ${percent(reused)} of the text stands in other articles.`;
    document.getElementById("recount").textContent = says;
  }
  function listAgencies(byAgency, total) {
    const most = [...byAgency].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    const items = most.map(([name, size]) => {
      const item = document.createElement("li");
      const words = document.createElement("bdi");
      const data = document.createElement("data");
      words.textContent = name;
      tell(data, size / total);
      item.append(words, " ", data);
      return item;
    });
    if (!items.length) {
      const none = document.createElement("li");
      none.className = "none";
      none.textContent = "No agency’s words";
      items.push(none);
    }
    document.querySelector("[data-agencies]").replaceChildren(...items);
  }
  function drawBar(bySource, total) {
    const bar = document.querySelector("[data-bar]");
    let at = 0;
    function piece(width, name, value) {
      const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      rect.setAttribute("x", at);
      rect.setAttribute("width", width);
      rect.setAttribute("height", 28);
      rect.setAttribute(name, value);
      bar.append(rect);
    }
    bar.replaceChildren();
    for (const source of [...bySource.keys()].sort((a, b) => a - b)) {
      for (const kind of kinds) {
        const part = (bySource.get(source).get(kind) || 0) / total;
        if (!part) continue;
        const width = Math.max(0, Math.min(1000 - at, Math.max(4, Math.round(part * 1000))));
        piece(width, "class", "bar-part s" + colourOf(source));
        if (kind !== "verbatim") piece(width, "fill", `url(#bar-${kind})`);
        at += width;
      }
    }
  }
  function paint(note, number, source) {
    const colour = source ? colourOf(source) : 0;
    for (const e of [note, ...passagesOf(number)]) {
      for (let i = 0; i <= 8; i++) e.classList.toggle("s" + i, i === colour);
      e.classList.toggle("off", !source);
    }
    for (const e of all(`.p[data-p="${number}"] .num [aria-hidden]`)) e.textContent = source || "×";
  }
  /* Which source leads, and so the sentence on top, is for the server to say. */
  async function reword() {
    const asked = location.href;
    const fresh = (await app.fresh())?.getElementById("finding");
    if (fresh && location.href === asked) document.getElementById("finding").replaceChildren(...fresh.childNodes);
  }
  if (toggles && !toggles.hidden) {
    let rewording;
    toggles.addEventListener("submit", (event) => event.preventDefault());
    document.addEventListener("change", (event) => {
      if (event.target.form !== toggles) return;
      recount();
      if ("draft" in toggles.dataset) return; /* a draft has no address to ask again */
      const query = new URLSearchParams(new FormData(toggles)).toString();
      history.replaceState(null, "", (query ? "?" + query : location.pathname) + location.hash);
      toggles.querySelector(".reset").hidden = !query;
      clearTimeout(rewording);
      rewording = setTimeout(reword, 250);
    });
  }

  /* ——— not checked yet: look again until it is ——— */
  async function lookAgain(wait) {
    const fresh = (await app.fresh())?.querySelector("[data-article]");
    if (fresh && fresh.dataset.status !== root.dataset.status) location.reload();
    else setTimeout(lookAgain, wait, Math.min(wait * 1.4, 8000));
  }
  if (["queued", "checking"].includes(root.dataset.status)) setTimeout(lookAgain, 700, 1000);
})();
