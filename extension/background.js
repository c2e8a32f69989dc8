/* One click: the page in this tab is handed to the service's own page, where the reader sends it. The extension keeps
   the address of the service and nothing else: no key, no password, no page. */
"use strict";

chrome.action.onClicked.addListener((tab) => send(tab.id));

function pattern(service) {
  const address = new URL(service);
  return `${address.protocol}//${address.hostname}/*`;
}

async function send(tabId) {
  const { service } = await chrome.storage.local.get("service");
  if (!service || !(await chrome.permissions.contains({ origins: [pattern(service)] }))) {
    await chrome.runtime.openOptionsPage();
    return;
  }
  const [read] = await chrome.scripting.executeScript({ target: { tabId }, files: ["page.js"] });
  const clip = await chrome.tabs.create({ url: `${service}/clip` });
  const there = await loaded(clip.id);
  if (new URL(there.url).origin !== service || new URL(there.url).pathname !== "/clip") return;
  await chrome.scripting.executeScript({ target: { tabId: clip.id }, func: hand, args: [read.result] });
}

function hand(page) {
  window.postMessage(page, location.origin);
}

function loaded(tabId) {
  return new Promise((resolve) => {
    function look(id, change, tab) {
      if (id !== tabId || change.status !== "complete") return;
      chrome.tabs.onUpdated.removeListener(look);
      resolve(tab);
    }
    chrome.tabs.onUpdated.addListener(look);
    chrome.tabs.get(tabId).then((tab) => { if (tab.status === "complete") look(tabId, tab, tab); });
  });
}
