/* The desk and the queue: live, foldable, by keys; drafts by dropping a file. */
(function () {
  "use strict";
  var app = window.copytaster;
  var list = document.getElementById("list"), live = document.querySelector("[data-live]");
  var fresh = document.querySelector("[data-fresh]"), waiting = null;

  function page() {
    return fetch(location.href, { headers: { Accept: "text/html" } }).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.text();
    }).then(function (html) { return new DOMParser().parseFromString(html, "text/html"); });
  }

  /* ——— the desk: what changes is changed in place; what is new is announced, and put in when the reader is at the top ——— */
  function keyed(root) {
    var found = {};
    root.querySelectorAll("#list > [data-key]").forEach(function (e) { found[e.dataset.key] = e; });
    return found;
  }
  function same(a, b) {
    var copy = a.cloneNode(true), other = b.cloneNode(true);
    [copy, other].forEach(function (e) {
      e.removeAttribute("class");
      e.querySelectorAll("details").forEach(function (d) { d.open = false; });
      e.querySelectorAll("time, .ago").forEach(function (t) { t.remove(); });
    });
    return copy.innerHTML === other.innerHTML;
  }
  function keepOpen(from, to) {
    from.querySelectorAll("details[open][data-fold]").forEach(function (d) {
      var twin = to.querySelector('details[data-fold="' + CSS.escape(d.dataset.fold) + '"]');
      if (twin) twin.open = true;
    });
  }
  /* The counts and their total, unless the reader is among them. */
  function count(doc) {
    var mine = document.querySelector("[data-counts]"), now = doc.querySelector("[data-counts]");
    if (!mine || !now || busy(mine)) return;
    document.getElementById("stream-h").textContent = doc.getElementById("stream-h").textContent;
    keepOpen(mine, now);
    mine.replaceWith(document.adoptNode(now));
  }
  function busy(e) { return e.contains(document.activeElement); }
  /* Whose row a story took while somebody reads the list: it stays where it is, and says what is known of it now. */
  function retell(old, key, doc) {
    var row = doc.querySelector('#list .fold .item[data-id="' + CSS.escape(key) + '"]'), item = old.querySelector(".item");
    if (row && !busy(old) && !same(item, row)) item.replaceChildren.apply(item, Array.from(document.importNode(row, true).childNodes));
  }
  function merge(doc, all) {
    var before = keyed(document), after = keyed(doc), news = [], gone = [];
    Object.keys(before).forEach(function (key) { if (!after[key]) gone.push(key); });
    Object.keys(after).forEach(function (key) {
      var old = before[key];
      if (!old) { news.push(key); return; }
      if (!same(old, after[key]) && !busy(old)) {
        var now = document.importNode(after[key], true); // a copy: what comes in below is read from `doc`
        keepOpen(old, now);
        old.replaceWith(now);
        now.classList.add("changed");
      }
    });
    var reading = !all && (window.scrollY > 160 || (busy(list) && document.activeElement !== document.body));
    if (reading) gone.forEach(function (key) { retell(before[key], key, doc); });
    if (reading && news.length) {
      waiting = true;
      fresh.textContent = news.length === 1 ? "1 new, show it" : news.length + " new, show them";
      fresh.hidden = false;
      return;
    }
    if (reading || !(news.length || gone.length)) { waiting = null; fresh.hidden = true; count(doc); app.times(list); return; }
    var focused = document.activeElement && document.activeElement.closest && document.activeElement.closest("#list > [data-key]");
    var fragment = document.createDocumentFragment();
    Array.prototype.forEach.call(doc.querySelectorAll("#list > *"), function (e) {
      var old = e.dataset.key && keyed(document)[e.dataset.key];
      if (old) fragment.append(old);
      else { fragment.append(document.adoptNode(e)); e.classList.add("arrived"); }
    });
    list.replaceChildren(fragment);
    count(doc);
    if (focused && focused.isConnected) focused.focus({ preventScroll: true });
    var pager = doc.querySelector(".pager");
    if (pager) document.querySelector(".pager").replaceWith(document.adoptNode(pager));
    waiting = null;
    fresh.hidden = true;
    app.times(list);
    if (news.length) app.say(news.length === 1 ? "1 new article" : news.length + " new articles");
  }
  if (list && live && live.dataset.first === "yes") {
    live.hidden = false;
    var text = live.querySelector("[data-live-text]"), timer = null, running = false, again = false, polling = null;
    var state = function (name, words) { live.dataset.state = name; text.textContent = words; };
    var refresh = function () {
      if (running) { again = true; return; }
      running = true;
      page().then(function (doc) { merge(doc, false); }, function () { state("off", "Not reachable, trying again"); }).then(function () {
        running = false;
        if (again) { again = false; soon(); }
      });
    };
    var soon = function () { if (!timer) timer = setTimeout(function () { timer = null; refresh(); }, 350); };
    var poll = function () { if (!polling) polling = setInterval(refresh, 10000); };
    if (window.EventSource) {
      var source = new EventSource("/api/v1/events");
      source.onopen = function () { state("on", "Live"); clearInterval(polling); polling = null; };
      source.onerror = function () {
        if (source.readyState === EventSource.CLOSED) { state("off", "Every 10 seconds"); poll(); } else state("wait", "Reconnecting");
      };
      ["message", "accepted", "checked", "changed", "failed", "deleted", "judged", "freed"].forEach(function (kind) { source.addEventListener(kind, soon); });
      window.addEventListener("pagehide", function () { source.close(); });
    } else { state("off", "Every 10 seconds"); poll(); }
    fresh.addEventListener("click", function () { window.scrollTo({ top: 0 }); page().then(function (doc) { merge(doc, true); list.querySelector("a").focus(); }); });
    document.addEventListener("visibilitychange", function () { if (!document.hidden) soon(); });
  }

  /* ——— keys ——— */
  if (list) app.key(function (event) {
    var links = Array.prototype.filter.call(list.querySelectorAll(".headline a"), function (a) { return a.offsetParent !== null; });
    var at = links.indexOf(document.activeElement);
    if (at < 0 && document.activeElement) {
      var item = document.activeElement.closest(".item, .group");
      if (item) at = links.indexOf(item.querySelector(".headline a"));
    }
    if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      var next = links[at < 0 ? 0 : Math.max(0, Math.min(links.length - 1, at + (event.key === "j" ? 1 : -1)))];
      if (next) { next.focus(); next.scrollIntoView({ block: "nearest" }); }
    }
    if (event.key === "o") {
      var group = document.activeElement && document.activeElement.closest(".group");
      var fold = group && group.querySelector("details");
      if (fold) fold.open = !fold.open;
    }
    if (event.key === "n" && !fresh.hidden) fresh.click();
  });
  if (location.hash === "#q" && document.getElementById("q")) document.getElementById("q").focus();
  /* Empty fields stay out of the address. */
  document.querySelectorAll("[data-filters]").forEach(function (filters) {
    filters.addEventListener("submit", function () {
      Array.prototype.forEach.call(filters.elements, function (e) { if (e.name && !e.value) e.disabled = true; });
    });
    window.addEventListener("pageshow", function () {
      Array.prototype.forEach.call(filters.elements, function (e) { e.disabled = false; });
    });
  });
  /* On a phone the list comes first; what narrows it is one tap away. */
  var narrow = document.querySelector("[data-narrow]");
  if (narrow && matchMedia("(max-width: 56rem)").matches) narrow.open = false;

  /* ——— drafts ——— */
  document.querySelectorAll("[data-draft-form]").forEach(function (form) {
    var file = form.querySelector("[type=file]"), area = form.querySelector("textarea"), says = form.querySelector("[data-draft-status]");
    var button = form.querySelector("button");
    ["dragenter", "dragover"].forEach(function (kind) {
      form.addEventListener(kind, function (event) { event.preventDefault(); form.classList.add("over"); });
    });
    form.addEventListener("dragleave", function (event) { if (!form.contains(event.relatedTarget)) form.classList.remove("over"); });
    form.addEventListener("drop", function (event) {
      form.classList.remove("over");
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      file.files = event.dataTransfer.files;
      says.textContent = file.files[0].name + " is chosen";
      area.value = "";
    });
    form.addEventListener("submit", function (event) {
      if (!area.value.trim() && !file.files.length) {
        event.preventDefault();
        says.textContent = "Paste a text or choose a file first.";
        app.say("Paste a text or choose a file first.");
        area.focus();
        return;
      }
      button.disabled = true;
      button.textContent = "Checking…";
      says.textContent = "The draft is being checked.";
    });
    window.addEventListener("pageshow", function () { button.disabled = false; button.textContent = "Check the draft"; });
  });

  /* ——— the queue refreshes itself ——— */
  var box = document.querySelector("[data-refresh]");
  if (box) setInterval(function () {
    if (document.hidden || box.contains(document.activeElement)) return;
    page().then(function (doc) {
      var now = doc.querySelector("[data-refresh]"), line = doc.getElementById("queue-finding");
      if (!now || !line) return;
      box.replaceChildren.apply(box, Array.prototype.slice.call(document.adoptNode(now).childNodes));
      document.getElementById("queue-finding").textContent = line.textContent;
      app.times(box);
    }, function () { document.getElementById("queue-finding").textContent = "The service does not answer; trying again."; });
  }, 1000 * Number(box.dataset.refresh));
})();
