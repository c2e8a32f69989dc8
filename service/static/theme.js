/* Before the first paint: the reader's choice of colours, if there is one. */
(() => {
  "use strict";
  document.documentElement.classList.add("js");
  try {
    const theme = localStorage.getItem("copytaster.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch { /* storage is closed to us: the system's colours stand */ }
})();
