/* The page as it is sent: what it shows and says of itself, without programs, styles and what was typed into it. */
(function () {
  "use strict";
  var copy = document.documentElement.cloneNode(true);
  var without = "script:not([type='application/ld+json']),style,svg,iframe,object,embed,input,textarea,select";
  copy.querySelectorAll(without).forEach(function (element) { element.remove(); });
  return { copytaster: "page", html: copy.outerHTML, url: location.href.split("#")[0], title: document.title };
})();
