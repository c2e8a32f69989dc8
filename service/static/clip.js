/* Takes a page from whoever opened this one, or from the extension, and shows what would be sent. It sends nothing by
   itself: any site can open this page and hand it something, and what is checked is for the reader to decide. */
(() => {
  "use strict";
  const form = document.querySelector("[data-clip]");
  const said = document.querySelector("[data-clip-said]");
  const most = Number(form.dataset.most);

  function show(page) {
    if (!page || page.copytaster !== "page" || typeof page.html !== "string") return;
    if (page.html.length > most) {
      said.textContent = "This page is too large to be checked.";
      return;
    }
    form.elements.html.value = page.html;
    form.elements.url.value = /^https?:\/\//.test(page.url) ? String(page.url).slice(0, 2000) : "";
    form.elements.title.value = String(page.title || "").slice(0, 1000);
    form.querySelector("[data-clip-title]").textContent = form.elements.title.value || "A page without a title";
    form.querySelector("[data-clip-url]").textContent = form.elements.url.value;
    form.hidden = false;
    said.textContent = "";
    document.querySelector("[data-clip-how]").hidden = true;
    signed();
  }

  /* Whether this browser is signed in: the way here, from another site, does not say. */
  async function signed() {
    const answer = await fetch(form.dataset.asks, { redirect: "manual", credentials: "same-origin" });
    document.querySelector("[data-clip-sign-in]").hidden = answer.ok;
    form.querySelector("button").focus();
  }

  addEventListener("message", (event) => {
    const opener = window.opener && event.source === window.opener;
    if (opener || (event.source === window && event.origin === location.origin)) show(event.data);
  });
  addEventListener("focus", () => { if (!form.hidden) signed(); });
  if (window.opener) window.opener.postMessage("copytaster-ready", "*");
})();
