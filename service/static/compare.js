/* Side by side: the two texts scroll together along their aligned passages. */
(() => {
  "use strict";
  const app = window.copytaster;
  const a = document.querySelector('[data-pane="a"]');
  const b = document.querySelector('[data-pane="b"]');
  if (!a || !b) return;
  const passages = [...a.querySelectorAll(".p[id]")];
  const keys = passages.map((passage) => passage.dataset.p);
  const passagesOf = (key) => document.querySelectorAll(`.p[data-p="${key}"]`);

  /* ——— scrolling ——— */
  const top = (pane, e) => e.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop;
  /* Pairs of heights that belong together; between them the way is straight. Crossing pairs are left out. */
  let rails = null;
  function measured() {
    const found = [[0, 0]];
    for (const passage of passages) {
      const other = document.getElementById("b" + passage.dataset.p);
      if (!other) continue;
      const pair = [top(a, passage), top(b, other)];
      const last = found.at(-1);
      if (pair[0] > last[0] && pair[1] > last[1]) found.push(pair);
    }
    found.push([a.scrollHeight, b.scrollHeight]);
    return found;
  }
  function across(from, y) {
    const to = 1 - from;
    rails ??= measured();
    const after = rails.findIndex((pair, i) => i > 0 && y <= pair[from]);
    if (after < 0) return rails.at(-1)[to];
    const [low, high] = [rails[after - 1], rails[after]];
    const way = (y - low[from]) / Math.max(1, high[from] - low[from]);
    return low[to] + (high[to] - low[to]) * way;
  }
  /* The pane that the reader moves; the other one's scrolling is not the reader's. */
  let leader = null;
  let release;
  function lead(pane, milliseconds) {
    leader = pane;
    clearTimeout(release);
    release = setTimeout(() => { leader = null; }, milliseconds);
  }
  function follow(pane, other, from) {
    function scroll() {
      if (leader && leader !== pane) return;
      lead(pane, 120);
      const eye = pane.clientHeight / 3;
      other.scrollTop = across(from, pane.scrollTop + eye) - eye;
    }
    pane.addEventListener("scroll", scroll, { passive: true });
  }
  follow(a, b, 0);
  follow(b, a, 1);
  window.addEventListener("resize", () => { rails = null; });

  /* ——— one passage on both sides ——— */
  function light(key, focus) {
    for (const e of document.querySelectorAll(".p.on")) e.classList.remove("on");
    for (const e of passagesOf(key)) e.classList.add("on");
    const left = document.getElementById("a" + key);
    const right = document.getElementById("b" + key);
    lead(a, 400);
    if (left) a.scrollTop = top(a, left) - a.clientHeight / 3;
    if (right) b.scrollTop = top(b, right) - b.clientHeight / 3;
    if (focus && left) left.focus({ preventScroll: true });
  }
  document.addEventListener("click", (event) => {
    const passage = event.target.closest(".text .p");
    if (!passage || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const key = passage.dataset.p;
    light(key, false);
    history.replaceState(null, "", "#a" + key);
    if (event.detail !== 0) return;
    const side = passage.closest("[data-pane]") === a ? "b" : "a"; /* by key: to the other side */
    document.getElementById(side + key)?.focus({ preventScroll: true });
  });
  document.addEventListener("pointerover", (event) => {
    const passage = event.pointerType === "mouse" && event.target.closest(".text .p");
    for (const e of document.querySelectorAll(".p.near")) e.classList.remove("near");
    if (passage) for (const e of passagesOf(passage.dataset.p)) e.classList.add("near");
  });
  function fromAddress() {
    const hit = /^#[ab](\d+)$/.exec(location.hash);
    if (!hit || !keys.length) return;
    const away = (key) => Math.abs(Number(key) - Number(hit[1]));
    light(keys.reduce((best, key) => (away(key) < away(best) ? key : best)), true);
  }
  window.addEventListener("hashchange", fromAddress);
  fromAddress();

  /* ——— keys ——— */
  function step(by) {
    const at = keys.indexOf(a.querySelector(".p.on")?.dataset.p);
    light(keys[at < 0 ? 0 : (at + by + keys.length) % keys.length], true);
  }
  app.key((event) => {
    const swap = document.querySelector("[data-swap]");
    if (event.key === "s" && swap) location.href = swap.href;
    else if ((event.key === "j" || event.key === "k") && keys.length) {
      event.preventDefault();
      step(event.key === "j" ? 1 : -1);
    }
  });
})();
