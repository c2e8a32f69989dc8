/* The report: passages open beside the text, figures follow what is set aside, keys. Works in the saved file too. */
(function () {
  "use strict";
  var app = window.copytaster || { say: function () {}, key: function () {}, store: { get: function () {}, set: function () {} } };
  var root = document.querySelector("[data-article]");
  if (!root) return;
  document.documentElement.classList.add("js");
  var all = function (selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); };
  var notes = all(".note"), open = null, pinned = false;
  var hint = document.querySelector("[data-hint]"), closer = document.querySelector("[data-close]"), side = document.querySelector(".side");
  var narrow = window.matchMedia("(max-width: 56rem)");

  /* ——— passages beside their sources ——— */
  function show(number, pin) {
    var note = document.getElementById("n" + number);
    if (!note || (open === number && pinned >= pin)) return note;
    hide();
    open = number;
    pinned = pin;
    note.classList.add("on");
    all('.p[data-p="' + number + '"]').forEach(function (e) { e.classList.add("on"); });
    var source = document.querySelector('.source[data-n="' + note.dataset.s.split(" ")[0] + '"]');
    if (source) source.classList.add("on");
    if (hint) hint.hidden = true;
    closer.hidden = false;
    if (side) side.scrollTop = 0;
    return note;
  }
  function hide() {
    all(".on").forEach(function (e) { e.classList.remove("on"); });
    open = null;
    pinned = false;
    if (closer) closer.hidden = true;
    if (hint) hint.hidden = false;
  }
  function passage(event) { return event.target.closest && event.target.closest(".text .p"); }
  document.addEventListener("pointerover", function (event) {
    var p = passage(event);
    if (p && event.pointerType === "mouse" && !pinned && !narrow.matches) show(p.dataset.p, false);
  });
  document.addEventListener("focusin", function (event) {
    var p = passage(event);
    if (p && p.matches(":focus-visible") && !narrow.matches) show(p.dataset.p, true);
  });
  document.addEventListener("click", function (event) {
    var p = passage(event);
    if (!p || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    var same = open === p.dataset.p && pinned && event.detail > 0;
    if (same) { hide(); return; }
    var note = show(p.dataset.p, true);
    history.replaceState(null, "", "#p" + p.dataset.p);
    if (event.detail === 0 && note) note.focus();  /* Enter: the reader goes to the note, and back by its link */
  });
  if (closer) closer.addEventListener("click", function () { var was = open; hide(); focusPassage(was); });
  function focusPassage(number) {
    var p = document.getElementById("p" + number);
    if (p) { p.focus({ preventScroll: false }); p.scrollIntoView({ block: "center" }); }
  }
  all(".note .ways a[href^='#p'], .source .facts a[href^='#p']").forEach(function (a) {
    a.addEventListener("click", function (event) {
      event.preventDefault();
      var number = a.hash.slice(2);
      show(number, true);
      history.replaceState(null, "", a.hash);
      focusPassage(number);
    });
  });
  function fromAddress() {
    var hit = /^#([pn])(\d+)$/.exec(location.hash);
    if (hit) {
      show(hit[2], true);
      var p = document.getElementById("p" + hit[2]);
      if (p) p.scrollIntoView({ block: "center" });
    }
    var source = /^#s-/.test(location.hash) && document.getElementById(location.hash.slice(1));
    if (source) {
      var rest = source.closest("details");
      if (rest) rest.open = true;
      source.classList.add("on");
      source.scrollIntoView({ block: "nearest" });
    }
  }
  window.addEventListener("hashchange", fromAddress);
  fromAddress();
  function step(by) {
    var list = notes.filter(function (n) { return !n.classList.contains("off"); });
    if (!list.length) return;
    var at = list.findIndex(function (n) { return n.dataset.p === open; });
    var next = list[at < 0 ? (by > 0 ? 0 : list.length - 1) : (at + by + list.length) % list.length];
    show(next.dataset.p, true);
    history.replaceState(null, "", "#p" + next.dataset.p);
    focusPassage(next.dataset.p);
  }
  app.key(function (event) {
    if (event.key === "j" || event.key === "k") { event.preventDefault(); step(event.key === "j" ? 1 : -1); return; }
    if (event.key === "Escape" && open) { var was = open; hide(); focusPassage(was); return; }
    if (event.key === "q" && toggles) { toggles.querySelector("[value=quote]").click(); return; }
    var act = { c: "confirm", x: "reject", u: "undo" }[event.key];
    if (!act) return;
    var focused = document.activeElement && document.activeElement.closest(".source");
    var source = focused || document.querySelector(".source.on");
    if (!source) { app.say("Open a passage or go to a source first."); return; }
    var button = source.querySelector('[data-act="' + act + '"]');
    if (button) button.click();
    else app.say(act === "undo" ? "There is no judgement to undo." : "Undo the judgement first.");
  });

  /* ——— the name of the editor is kept on this machine ——— */
  all("form.judge").forEach(function (form) {
    form.addEventListener("submit", function () {
      var who = form.querySelector("[data-who]");
      if (who && who.value.trim()) app.store.set("who", who.value.trim());
      else if (who) who.value = app.store.get("who") || "";
    });
  });
  all("[data-who]").forEach(function (who) { who.value = app.store.get("who") || ""; });

  /* ——— figures, as service/pages/report/recalculation.py has them ——— */
  var toggles = document.getElementById("toggles");
  var kinds = all("[data-cover]").map(function (d) { return d.dataset.cover; }).filter(function (k) { return k !== "original"; });
  function boxes(name) {
    return all('input[name="' + name + '"]').filter(function (b) { return b.form === toggles && b.checked; }).map(function (b) { return b.value; });
  }
  function percent(part) {
    var p = part * 100, narrowSpace = "\u202f%";
    if (p > 0 && p < 1) return "<1" + narrowSpace;
    if (p > 99 && p < 100) return "99" + narrowSpace;
    var floor = Math.floor(p), rest = p - floor;  /* halves to even, as Python rounds */
    return (rest === 0.5 ? floor + floor % 2 : Math.round(p)) + narrowSpace;
  }
  function recount() {
    var skip = boxes("skip"), withoutIds = boxes("without"), countAll = boxes("count").indexOf("boilerplate") >= 0;
    var short = Number(toggles.querySelector("[data-short]").dataset.short);
    var out = {}, agencies = {}, sums = {}, byAgency = {}, bySource = {}, parts = {};
    all(".source").forEach(function (s) {
      agencies[s.dataset.n] = s.dataset.agency;
      var box = s.querySelector("[data-without]");
      var aside = box && box.checked;
      s.classList.toggle("off", Boolean(aside) || "rejected" in s.dataset);
      if (aside || "rejected" in s.dataset) out[s.dataset.n] = true;
    });
    var total = Math.max(1, Number(countAll ? root.dataset.all : root.dataset.own));
    notes.forEach(function (note) {
      var d = note.dataset, source = null;
      var gone = skip.indexOf(d.k) >= 0 || (skip.indexOf("short") >= 0 && Number(d.words) < short);
      if (!gone) source = d.s.split(" ").filter(function (n) { return n && !out[n]; })[0] || null;
      paint(note, d.p, source);
      if (!source) return;
      var size = Number(countAll ? d.all : d.own);
      sums[d.k] = (sums[d.k] || 0) + size;
      bySource[source] = (bySource[source] || 0) + size;
      parts[source] = parts[source] || {};
      parts[source][d.k] = (parts[source][d.k] || 0) + size;
      if (agencies[source] && d.k !== "quote") byAgency[agencies[source]] = (byAgency[agencies[source]] || 0) + size;
    });
    var reused = 0;
    kinds.concat("original").forEach(function (kind) {
      var part = kind === "original" ? Math.max(0, 1 - reused) : (sums[kind] || 0) / total;
      if (kind !== "original") reused += part;
      var data = document.querySelector('[data-cover="' + kind + '"]');
      data.value = part.toFixed(4);
      data.textContent = percent(part);
    });
    drawBar(parts, total);
    document.getElementById("cov-t").textContent = all("[data-cover]").map(function (d) { return d.dataset.cover + " " + d.textContent; }).join(", ");
    all(".source").forEach(function (s) {
      var part = (bySource[s.dataset.n] || 0) / total, data = s.querySelector("[data-share]"), meter = s.querySelector("[data-meter]");
      if (meter) meter.setAttribute("width", Math.round(part * 1000));
      if (!data) return;
      data.value = part.toFixed(4);
      data.textContent = percent(part);
    });
    var list = document.querySelector("[data-agencies]");
    list.replaceChildren.apply(list, Object.keys(byAgency).sort(function (a, b) { return byAgency[b] - byAgency[a] || (a < b ? -1 : 1); }).map(function (name) {
      var li = document.createElement("li"), bdi = document.createElement("bdi"), data = document.createElement("data");
      bdi.textContent = name;
      data.value = (byAgency[name] / total).toFixed(4);
      data.textContent = percent(byAgency[name] / total);
      li.append(bdi, " ", data);
      return li;
    }));
    if (!list.children.length) {
      var none = document.createElement("li");
      none.className = "none";
      none.textContent = "No agency’s words";
      list.append(none);
    }
    all("[data-reused]").forEach(function (e) { e.value = reused.toFixed(4); e.textContent = percent(reused); });
    document.getElementById("recount").textContent = "Counted again: " + percent(reused) + " of the text stands in other articles.";
  }
  function drawBar(parts, total) {
    var bar = document.querySelector("[data-bar]"), at = 0;
    bar.replaceChildren();
    var piece = function (width, name, value) {
      var rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      rect.setAttribute("x", at);
      rect.setAttribute("width", width);
      rect.setAttribute("height", 28);
      rect.setAttribute(name, value);
      bar.append(rect);
    };
    Object.keys(parts).sort(function (a, b) { return a - b; }).forEach(function (source) {
      kinds.forEach(function (kind) {
        var part = (parts[source][kind] || 0) / total;
        if (!part) return;
        var width = Math.max(0, Math.min(1000 - at, Math.max(4, Math.round(part * 1000))));
        piece(width, "class", "bar-part s" + ((Number(source) - 1) % 8 + 1));
        if (kind !== "verbatim") piece(width, "fill", "url(#bar-" + kind + ")");
        at += width;
      });
    });
  }
  function paint(note, number, source) {
    var colour = source ? (Number(source) - 1) % 8 + 1 : 0;
    [note].concat(all('.p[data-p="' + number + '"]')).forEach(function (e) {
      for (var i = 0; i <= 8; i++) e.classList.toggle("s" + i, i === colour);
      e.classList.toggle("off", !source);
    });
    all('.p[data-p="' + number + '"] .num [aria-hidden]').forEach(function (e) { e.textContent = source || "×"; });
  }
  /* Which source leads, and so the sentence on top, is for the server to say. */
  var rewording;
  function reword() {
    var asked = location.href;
    fetch(asked).then(function (answer) { return answer.text(); }).then(function (html) {
      var fresh = new DOMParser().parseFromString(html, "text/html").getElementById("finding");
      if (fresh && location.href === asked) document.getElementById("finding").replaceChildren.apply(document.getElementById("finding"), Array.prototype.slice.call(fresh.childNodes));
    }, function () { /* offline: the figure in it is right already */ });
  }
  if (toggles && !toggles.hidden) {
    toggles.addEventListener("submit", function (event) { event.preventDefault(); });
    document.addEventListener("change", function (event) {
      if (event.target.form !== toggles) return;
      recount();
      if ("draft" in toggles.dataset) return;  /* a draft has no address to ask again */
      var query = new URLSearchParams(new FormData(toggles)).toString();
      history.replaceState(null, "", (query ? "?" + query : location.pathname) + location.hash);
      toggles.querySelector(".reset").hidden = !query;
      clearTimeout(rewording);
      rewording = setTimeout(reword, 250);
    });
  }

  /* ——— not checked yet: look again until it is ——— */
  if (root.dataset.status === "queued" || root.dataset.status === "checking") {
    var wait = 700, look = function () {
      fetch(location.href, { headers: { Accept: "text/html" } }).then(function (answer) { return answer.text(); }).then(function (html) {
        var fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-article]");
        if (fresh && fresh.dataset.status !== root.dataset.status) { location.reload(); return; }
        again();
      }, again);
    }, again = function () { wait = Math.min(wait * 1.4, 8000); setTimeout(look, wait); };
    setTimeout(look, wait);
  }
})();
