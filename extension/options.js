"use strict";

const input = document.querySelector("#service");
const said = document.querySelector("#said");

chrome.storage.local.get("service").then(({ service }) => { input.value = service || ""; });

document.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const address = new URL(input.value);
  const here = ["localhost", "127.0.0.1"].includes(address.hostname);
  if (address.protocol !== "https:" && !here) {
    said.textContent = "An address with https:// is needed.";
    return;
  }
  const granted = await chrome.permissions.request({ origins: [`${address.protocol}//${address.hostname}/*`] });
  if (!granted) {
    said.textContent = "Without that permission no page can be handed over.";
    return;
  }
  await chrome.storage.local.set({ service: address.origin });
  said.textContent = "Saved.";
});
