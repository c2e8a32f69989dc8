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
  var near = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
  var units = [["year", 31557600], ["month", 2629800], ["day", 86400], ["hour", 3600], ["minute", 60]];
  function ago(stamp) {
    var seconds = (Date.parse(stamp) - Date.now()) / 1000;
    for (var i = 0; i < units.length; i++) {
      if (Math.abs(seconds) >= units[i][1]) return near.format(Math.round(seconds / units[i][1]), units[i][0]);
    }
    return "just now";
  }
  function times(root) {
    root.querySelectorAll("time[datetime]").forEach(function (e) {
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
