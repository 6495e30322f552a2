// Buttons that need a script: the page of a certificate says in words what they do, for browsers without one.
"use strict";
(() => {
  const place = document.querySelector("[data-print]");
  const { print, copy, copied, link } = place.dataset;

  function add(text, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn alt";
    button.textContent = text;
    button.onclick = act;
    place.append(button);
  }

  const status = document.createElement("p");
  status.setAttribute("role", "status");
  add(print, () => window.print());
  if (navigator.clipboard) add(copy, async () => {
    await navigator.clipboard.writeText(link);
    status.textContent = copied;
  });
  place.append(status);
})();
