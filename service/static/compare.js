/* Side by side: the two texts scroll together along their aligned passages. */
(function () {
  "use strict";
  var app = window.copytaster;
  var a = document.querySelector('[data-pane="a"]'), b = document.querySelector('[data-pane="b"]');
  if (!a || !b) return;
  var ready = false, rails = [];
  function top(pane, e) { return e.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop; }
  /* Pairs of heights that belong together; between them the way is straight. Crossing pairs are left out. */
  function measure() {
    rails = [[0, 0]];
    Array.prototype.forEach.call(a.querySelectorAll(".p[id]"), function (p) {
      var other = document.getElementById("b" + p.dataset.p);
      if (!other) return;
      var pair = [top(a, p), top(b, other)], last = rails[rails.length - 1];
      if (pair[0] > last[0] && pair[1] > last[1]) rails.push(pair);
    });
    rails.push([a.scrollHeight, b.scrollHeight]);
    ready = true;
  }
  function across(from, y) {
    var to = 1 - from;
    for (var i = 1; i < rails.length; i++) {
      var low = rails[i - 1], high = rails[i];
      if (y <= high[from]) return low[to] + (high[to] - low[to]) * (y - low[from]) / Math.max(1, high[from] - low[from]);
    }
    return rails[rails.length - 1][to];
  }
  var leader = null, release;
  function follow(pane, other, from) {
    pane.addEventListener("scroll", function () {
      if (leader && leader !== pane) return;
      if (!ready) measure();
      leader = pane;
      clearTimeout(release);
      release = setTimeout(function () { leader = null; }, 120);
      var eye = pane.clientHeight / 3;
      other.scrollTop = across(from, pane.scrollTop + eye) - eye;
    }, { passive: true });
  }
  follow(a, b, 0);
  follow(b, a, 1);
  window.addEventListener("resize", function () { ready = false; });

  function light(key, focus) {
    document.querySelectorAll(".p.on").forEach(function (e) { e.classList.remove("on"); });
    document.querySelectorAll('.p[data-p="' + key + '"]').forEach(function (e) { e.classList.add("on"); });
    var left = document.getElementById("a" + key), right = document.getElementById("b" + key);
    leader = a;
    clearTimeout(release);
    release = setTimeout(function () { leader = null; }, 400);
    if (left) a.scrollTop = top(a, left) - a.clientHeight / 3;
    if (right) b.scrollTop = top(b, right) - b.clientHeight / 3;
    if (focus && left) left.focus({ preventScroll: true });
  }
  document.addEventListener("click", function (event) {
    var p = event.target.closest(".text .p");
    if (!p || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    light(p.dataset.p, false);
    history.replaceState(null, "", "#a" + p.dataset.p);
    if (event.detail === 0) {  /* by key: to the other side */
      var other = document.getElementById((p.closest("[data-pane]") === a ? "b" : "a") + p.dataset.p);
      if (other) other.focus({ preventScroll: true });
    }
  });
  document.addEventListener("pointerover", function (event) {
    var p = event.pointerType === "mouse" && event.target.closest(".text .p");
    document.querySelectorAll(".p.near").forEach(function (e) { e.classList.remove("near"); });
    if (p) document.querySelectorAll('.p[data-p="' + p.dataset.p + '"]').forEach(function (e) { e.classList.add("near"); });
  });
  var keys = Array.prototype.map.call(a.querySelectorAll(".p[id]"), function (p) { return p.dataset.p; });
  function fromAddress() {
    var hit = /^#[ab](\d+)$/.exec(location.hash);
    if (!hit || !keys.length) return;
    var wanted = Number(hit[1]);
    light(keys.reduce(function (best, k) { return Math.abs(k - wanted) < Math.abs(best - wanted) ? k : best; }), true);
  }
  window.addEventListener("hashchange", fromAddress);
  fromAddress();
  app.key(function (event) {
    if (event.key === "s") {
      var swap = document.querySelector("[data-swap]");
      if (swap) location.href = swap.href;
      return;
    }
    if ((event.key !== "j" && event.key !== "k") || !keys.length) return;
    event.preventDefault();
    var on = a.querySelector(".p.on"), at = on ? keys.indexOf(on.dataset.p) : -1, by = event.key === "j" ? 1 : -1;
    light(keys[at < 0 ? 0 : (at + by + keys.length) % keys.length], true);
  });
})();
