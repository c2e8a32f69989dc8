/* Every page: local times, the switch of colours, the help on keys, small messages. */
(() => {
  "use strict";
  const store = {
    get(key) {
      try { return localStorage.getItem("copytaster." + key); } catch { return null; }
    },
    set(key, value) {
      try { localStorage.setItem("copytaster." + key, value); } catch { /* not kept */ }
    },
  };
  const typing = "input:not([type=checkbox], [type=radio]), textarea, select, dialog, [contenteditable]";
  const toast = document.getElementById("toast");
  let fading;
  const app = {
    store,
    times,
    say(text) {
      toast.textContent = text;
      clearTimeout(fading);
      fading = setTimeout(() => { toast.textContent = ""; }, 6000);
    },
    /* Single keys act unless the reader types, holds a modifier, or has switched them off (WCAG 2.1.4). */
    key(handler) {
      document.addEventListener("keydown", (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
        if (event.target.closest(typing)) return;
        if (event.key !== "Escape" && store.get("keys") === "off") return;
        handler(event);
      });
    },
    /* This page as the server has it now, or null: the service does not answer. */
    async fresh() {
      try {
        const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
        return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
      } catch {
        return null;
      }
    },
  };
  window.copytaster = app;
  for (const e of document.querySelectorAll("[data-js]")) e.hidden = false;

  /* ——— times ——— */
  const parts = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
  const full = new Intl.DateTimeFormat(undefined, { year: "numeric", ...parts });
  const short = new Intl.DateTimeFormat(undefined, parts);
  const put = (e, text) => { if (e.textContent !== text) e.textContent = text; };
  /* The same steps as `span_of_time` in service/pages/wording.py. */
  function span(seconds) {
    const days = Math.round(seconds / 86400);
    const count = (n, unit) => `${n} ${unit}${n === 1 ? "" : "s"}`;
    if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
    if (seconds < 129600) return `${Math.round(seconds / 3600)} h`;
    if (days < 60) return count(days, "day");
    if (days < 731) return count(Math.round(days / 30.44), "month");
    return count(Math.floor(days / 365.25), "year");
  }
  function ago(stamp) {
    const seconds = (Date.now() - Date.parse(stamp)) / 1000;
    if (Math.abs(seconds) < 60) return "just now";
    return seconds > 0 ? `${span(seconds)} ago` : `in ${span(-seconds)}`;
  }
  function times(root) {
    for (const e of root.querySelectorAll("time[data-age]")) {
      if (!e.dataset.local) e.title = `${e.title.split(" ", 1)[0]} ${full.format(new Date(e.dateTime))}`;
      e.dataset.local = "1";
      put(e, ago(e.dateTime));
    }
    for (const e of root.querySelectorAll("time[datetime]:not([data-age], [data-local])")) {
      const when = new Date(e.dateTime);
      const isThisYear = when.getFullYear() === new Date().getFullYear();
      e.dataset.local = "1";
      e.title = e.textContent;
      e.textContent = (isThisYear ? short : full).format(when);
    }
    for (const e of root.querySelectorAll("[data-ago]")) put(e, `(${ago(e.dataset.ago)})`);
  }
  const clocks = document.querySelectorAll("[data-clock]");
  for (const e of clocks) {
    const when = new Date(e.dataset.clock);
    const isMidnight = !when.getHours() && !when.getMinutes();
    e.textContent = e.textContent.includes(":") && !isMidnight
      ? when.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" })
      : when.toLocaleDateString(undefined, { day: "numeric", month: "short" });
  }
  if (clocks.length) {
    for (const e of document.querySelectorAll("[data-zone]")) e.textContent = "Times in your zone.";
  }
  times(document);
  setInterval(() => times(document), 30000);

  /* ——— colours ——— */
  const select = document.querySelector("select[data-theme]");
  if (select) {
    select.value = store.get("theme") || "";
    select.addEventListener("change", () => {
      store.set("theme", select.value);
      if (select.value) document.documentElement.dataset.theme = select.value;
      else delete document.documentElement.dataset.theme;
    });
  }

  /* ——— keys, and printing ——— */
  const help = document.getElementById("keys");
  for (const e of document.querySelectorAll("[data-keys]")) e.addEventListener("click", () => help.showModal());
  const on = document.querySelector("[data-keys-on]");
  on.checked = store.get("keys") !== "off";
  on.addEventListener("change", () => store.set("keys", on.checked ? "on" : "off"));
  function search() {
    const field = document.getElementById("q");
    if (!field) {
      location.href = `${document.querySelector(".nameplate a").href}#q`;
      return;
    }
    field.focus();
    field.select();
  }
  const acts = { "?": () => help.showModal(), "/": search };
  app.key((event) => {
    if (!(event.key in acts)) return;
    event.preventDefault();
    acts[event.key]();
  });
  for (const e of document.querySelectorAll("[data-print]")) e.addEventListener("click", () => window.print());
})();
