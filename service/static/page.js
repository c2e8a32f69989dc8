/* Every page: local times, the switch of colours, the help on keys, small messages. */
(function () {
  "use strict";
  var store = {
    get: function (key) { try { return localStorage.getItem("copytaster." + key); } catch (e) { return null; } },
    set: function (key, value) { try { localStorage.setItem("copytaster." + key, value); } catch (e) { /* not kept */ } }
  };
  var toast = document.getElementById("toast");
  var clock;
  window.copytaster = {
    store: store,
    say: function (text) {
      toast.textContent = text;
      clearTimeout(clock);
      clock = setTimeout(function () { toast.textContent = ""; }, 6000);
    },
    /* Single keys act unless the reader types, holds a modifier, or has switched them off (WCAG 2.1.4). */
    key: function (handler) {
      document.addEventListener("keydown", function (event) {
        if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
        if (event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, dialog, [contenteditable]")) return;
        if (event.key !== "Escape" && store.get("keys") === "off") return;
        handler(event);
      });
    },
    times: times
  };

  document.querySelectorAll("[data-js]").forEach(function (e) { e.hidden = false; });

  var parts = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
  var full = new Intl.DateTimeFormat(undefined, Object.assign({ year: "numeric" }, parts));
  var short = new Intl.DateTimeFormat(undefined, parts);
  /* The same steps as `span_of_time` in service/pages/wording.py. */
  function ago(stamp) {
    var seconds = (Date.now() - Date.parse(stamp)) / 1000, size = Math.abs(seconds), days = Math.round(size / 86400), said;
    var count = function (n, unit) { return n + " " + unit + (n === 1 ? "" : "s"); };
    if (size < 60) return "just now";
    if (size < 5400) said = Math.round(size / 60) + " min";
    else if (size < 129600) said = Math.round(size / 3600) + " h";
    else if (days < 60) said = count(days, "day");
    else if (days < 731) said = count(Math.round(days / 30.44), "month");
    else said = count(Math.floor(days / 365.25), "year");
    return seconds > 0 ? said + " ago" : "in " + said;
  }
  function times(root) {
    root.querySelectorAll("time[data-age]").forEach(function (e) {
      var when = new Date(e.dateTime), text = ago(e.dateTime);
      if (!e.dataset.local) e.title = e.title.split(" ", 1)[0] + " " + full.format(when);
      e.dataset.local = "1";
      if (e.textContent !== text) e.textContent = text;
    });
    root.querySelectorAll("time[datetime]:not([data-age])").forEach(function (e) {
      if (e.dataset.local) return;
      e.dataset.local = "1";
      e.title = e.textContent;
      var when = new Date(e.dateTime);
      e.textContent = (when.getFullYear() === new Date().getFullYear() ? short : full).format(when);
    });
    root.querySelectorAll("[data-ago]").forEach(function (e) {
      var text = "(" + ago(e.dataset.ago) + ")";
      if (e.textContent !== text) e.textContent = text;
    });
  }
  var clock_marks = document.querySelectorAll("[data-clock]");
  Array.prototype.forEach.call(clock_marks, function (e) {
    var when = new Date(e.dataset.clock), midnight = !when.getHours() && !when.getMinutes();
    e.textContent = /:/.test(e.textContent) && !midnight
      ? when.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" })
      : when.toLocaleDateString(undefined, { day: "numeric", month: "short" });
  });
  if (clock_marks.length) document.querySelectorAll("[data-zone]").forEach(function (e) { e.textContent = "Times in your zone."; });
  times(document);
  setInterval(function () { times(document); }, 30000);

  var select = document.querySelector("select[data-theme]");
  if (select) {
    select.value = store.get("theme") || "";
    select.addEventListener("change", function () {
      store.set("theme", select.value);
      if (select.value) document.documentElement.dataset.theme = select.value;
      else delete document.documentElement.dataset.theme;
    });
  }

  var help = document.getElementById("keys");
  document.querySelectorAll("[data-keys]").forEach(function (e) { e.addEventListener("click", function () { help.showModal(); }); });
  var on = document.querySelector("[data-keys-on]");
  on.checked = store.get("keys") !== "off";
  on.addEventListener("change", function () { store.set("keys", on.checked ? "on" : "off"); });
  window.copytaster.key(function (event) {
    if (event.key === "?") { event.preventDefault(); help.showModal(); }
    if (event.key === "/") {
      var search = document.getElementById("q");
      event.preventDefault();
      if (search) { search.focus(); search.select(); } else location.href = document.querySelector(".nameplate a").href + "#q";
    }
  });
  document.querySelectorAll("[data-print]").forEach(function (e) { e.addEventListener("click", function () { window.print(); }); });
})();
