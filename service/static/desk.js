/* The desk and the queue: live, foldable, by keys; drafts by dropping a file. */
(() => {
  "use strict";
  const app = window.copytaster;
  const list = document.getElementById("list");
  const busy = (e) => e.contains(document.activeElement);
  const focused = (selector) => document.activeElement?.closest(selector) ?? null;

  /* ——— the list: what changes is changed in place; what is new is put in when the reader is at its top ——— */
  const arrivals = document.querySelector("[data-fresh]");
  const live = document.querySelector("[data-live]");
  function keyed(root) {
    return new Map([...root.querySelectorAll("#list > [data-key]")].map((e) => [e.dataset.key, e]));
  }
  function bare(e) {
    const copy = e.cloneNode(true);
    copy.removeAttribute("class");
    for (const fold of copy.querySelectorAll("details")) fold.open = false;
    for (const time of copy.querySelectorAll("time, .ago")) time.remove();
    return copy.innerHTML;
  }
  const same = (a, b) => bare(a) === bare(b);
  function keepOpen(from, to) {
    for (const fold of from.querySelectorAll("details[open][data-fold]")) {
      const twin = to.querySelector(`details[data-fold="${CSS.escape(fold.dataset.fold)}"]`);
      if (twin) twin.open = true;
    }
  }
  /* The counts and their total, unless the reader is among them. */
  function count(doc) {
    const mine = document.querySelector("[data-counts]");
    const now = doc.querySelector("[data-counts]");
    if (!mine || !now || busy(mine)) return;
    document.getElementById("stream-h").textContent = doc.getElementById("stream-h").textContent;
    keepOpen(mine, now);
    mine.replaceWith(document.adoptNode(now));
  }
  /* Whose row a story took while somebody reads the list: it stays where it is, and says what is known of it now. */
  function retell(old, key, doc) {
    const row = doc.querySelector(`#list .fold .item[data-id="${CSS.escape(key)}"]`);
    const item = old.querySelector(".item");
    if (row && !busy(old) && !same(item, row)) item.replaceChildren(...document.importNode(row, true).childNodes);
  }
  function change(old, fresh) {
    if (busy(old) || same(old, fresh)) return;
    const now = document.importNode(fresh, true); /* a copy: what comes in below is read from the page */
    keepOpen(old, now);
    old.replaceWith(now);
    now.classList.add("changed");
  }
  /* The list as it is now, with the rows that stand here already. */
  function putIn(doc) {
    const reader = focused("#list > [data-key]");
    const here = keyed(document);
    const rows = [...doc.querySelectorAll("#list > *")].map((e) => {
      const old = here.get(e.dataset.key);
      if (old) return old;
      e.classList.add("arrived");
      return document.adoptNode(e);
    });
    list.replaceChildren(...rows);
    if (reader?.isConnected) reader.focus({ preventScroll: true });
    const pager = doc.querySelector(".pager");
    if (pager) document.querySelector(".pager").replaceWith(document.adoptNode(pager));
  }
  function merge(doc, whole) {
    const before = keyed(document);
    const after = keyed(doc);
    const gone = [...before.keys()].filter((key) => !after.has(key));
    const news = [...after.keys()].filter((key) => !before.has(key));
    for (const [key, fresh] of after) {
      if (before.has(key)) change(before.get(key), fresh);
    }
    const isReading = !whole && (window.scrollY > 160 || (busy(list) && document.activeElement !== document.body));
    if (isReading) {
      for (const key of gone) retell(before.get(key), key, doc);
    }
    if (isReading && news.length) {
      arrivals.textContent = news.length === 1 ? "1 new, show it" : `${news.length} new, show them`;
      arrivals.hidden = false;
      return;
    }
    arrivals.hidden = true;
    const isMoved = !isReading && news.length + gone.length > 0;
    if (isMoved) putIn(doc);
    count(doc);
    app.times(list);
    if (isMoved && news.length) app.say(news.length === 1 ? "1 new article" : `${news.length} new articles`);
  }

  /* One question at a time: what happens meanwhile asks once more, a moment later. */
  function follow() {
    const kinds = ["message", "accepted", "checked", "changed", "failed", "deleted", "judged", "freed"];
    let timer = null;
    let polling = null;
    let isAsking = false;
    let isMissed = false;
    function state(name, words) {
      live.dataset.state = name;
      live.querySelector("[data-live-text]").textContent = words;
    }
    async function refresh() {
      timer = null;
      if (isAsking) {
        isMissed = true;
        return;
      }
      isAsking = true;
      const doc = await app.fresh();
      isAsking = false;
      if (doc) merge(doc, false);
      else state("off", "Not reachable, trying again");
      if (isMissed) soon();
      isMissed = false;
    }
    function soon() {
      timer ??= setTimeout(refresh, 350);
    }
    function poll() {
      state("off", "Every 10 seconds");
      polling ??= setInterval(refresh, 10000);
    }
    function listen() {
      const source = new EventSource("/api/v1/events");
      source.onopen = () => {
        state("on", "Live");
        clearInterval(polling);
        polling = null;
      };
      source.onerror = () => {
        if (source.readyState === EventSource.CLOSED) poll();
        else state("wait", "Reconnecting");
      };
      for (const kind of kinds) source.addEventListener(kind, soon);
      window.addEventListener("pagehide", () => source.close());
    }
    live.hidden = false;
    listen();
    arrivals.addEventListener("click", async () => {
      window.scrollTo({ top: 0 });
      const doc = await app.fresh();
      if (!doc) return;
      merge(doc, true);
      list.querySelector("a").focus();
    });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) soon(); });
  }
  if (list && live?.dataset.first === "yes") follow();

  /* ——— keys ——— */
  function step(by) {
    const links = [...list.querySelectorAll(".headline a")].filter((link) => link.offsetParent !== null);
    let at = links.indexOf(document.activeElement);
    if (at < 0) at = links.indexOf(focused(".item, .group")?.querySelector(".headline a"));
    const next = links[at < 0 ? 0 : Math.max(0, Math.min(links.length - 1, at + by))];
    if (!next) return;
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }
  if (list) {
    app.key((event) => {
      if (event.key === "j" || event.key === "k") {
        event.preventDefault();
        step(event.key === "j" ? 1 : -1);
      } else if (event.key === "o") {
        const fold = focused(".group")?.querySelector("details");
        if (fold) fold.open = !fold.open;
      } else if (event.key === "n" && !arrivals.hidden) arrivals.click();
    });
  }

  /* ——— what narrows the list ——— */
  if (location.hash === "#q") document.getElementById("q")?.focus();
  for (const filters of document.querySelectorAll("[data-filters]")) {
    /* Empty fields stay out of the address. */
    filters.addEventListener("submit", () => {
      for (const field of filters.elements) field.disabled ||= Boolean(field.name) && !field.value;
    });
    window.addEventListener("pageshow", () => {
      for (const field of filters.elements) field.disabled = false;
    });
  }
  /* On a phone the list comes first; what narrows it is one tap away. */
  const narrow = document.querySelector("[data-narrow]");
  if (narrow && matchMedia("(max-width: 56rem)").matches) narrow.open = false;

  /* ——— drafts ——— */
  for (const form of document.querySelectorAll("[data-draft-form]")) {
    const file = form.querySelector("[type=file]");
    const area = form.querySelector("textarea");
    const says = form.querySelector("[data-draft-status]");
    const button = form.querySelector("button");
    for (const kind of ["dragenter", "dragover"]) {
      form.addEventListener(kind, (event) => {
        event.preventDefault();
        form.classList.add("over");
      });
    }
    form.addEventListener("dragleave", (event) => {
      if (!form.contains(event.relatedTarget)) form.classList.remove("over");
    });
    form.addEventListener("drop", (event) => {
      form.classList.remove("over");
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      file.files = event.dataTransfer.files;
      says.textContent = `${file.files[0].name} is chosen`;
      area.value = "";
    });
    form.addEventListener("submit", (event) => {
      if (!area.value.trim() && !file.files.length) {
        event.preventDefault();
        says.textContent = "Paste a text or choose a file first.";
        app.say(says.textContent);
        area.focus();
        return;
      }
      button.disabled = true;
      button.textContent = "Checking…";
      says.textContent = "The draft is being checked.";
    });
    window.addEventListener("pageshow", () => {
      button.disabled = false;
      button.textContent = "Check the draft";
    });
  }

  /* ——— the queue refreshes itself ——— */
  const queue = document.querySelector("[data-refresh]");
  async function refreshQueue() {
    if (document.hidden || busy(queue)) return;
    const finding = document.getElementById("queue-finding");
    const doc = await app.fresh();
    const now = doc?.querySelector("[data-refresh]");
    if (!doc) finding.textContent = "The service does not answer; trying again.";
    if (!now) return;
    finding.textContent = doc.getElementById("queue-finding").textContent;
    queue.replaceChildren(...document.adoptNode(now).childNodes);
    app.times(queue);
  }
  if (queue) setInterval(refreshQueue, 1000 * Number(queue.dataset.refresh));
})();
