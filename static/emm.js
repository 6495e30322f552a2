// What pages can do beyond plain forms: keep focus with the reader, and say so when the connection fails.
"use strict";
(() => {
  const SLOW = 400; // milliseconds before "Checking…" shows
  const cardOf = (event) => event.target.closest?.(".q");
  const statusOf = (card) => card.querySelector(".status");
  const words = (name) => document.documentElement.dataset[name];

  function say(card, text) {
    statusOf(card).textContent = text;
  }

  function offerRetry(card, form, text) {
    say(card, text + " ");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn alt";
    button.textContent = words("retry");
    button.addEventListener("click", () => form.requestSubmit(form.querySelector("button")));
    statusOf(card).append(button);
  }

  document.addEventListener("htmx:before:request", (event) => {
    const card = cardOf(event);
    if (!card) return;
    card.slow = setTimeout(() => {
      card.setAttribute("aria-busy", "true");
      say(card, words("checking"));
    }, SLOW);
  });

  document.addEventListener("htmx:finally:request", (event) => {
    const card = cardOf(event);
    if (!card) return;
    clearTimeout(card.slow);
    card.removeAttribute("aria-busy");
    if (statusOf(card).textContent === words("checking")) say(card, "");
  });

  document.addEventListener("htmx:response:error", (event) => {
    const card = cardOf(event);
    const told = new DOMParser().parseFromString(event.detail.ctx.text, "text/html");
    const problem = told.querySelector(".prob");
    if (card && problem) offerRetry(card, event.target.closest("form"), problem.querySelector("p").textContent);
  });

  document.addEventListener("htmx:error", (event) => {
    const card = cardOf(event);
    if (card) offerRetry(card, event.target.closest("form"), words("offline"));
  });

  document.addEventListener("htmx:after:swap", (event) => {
    const card = document.getElementById(event.detail.ctx.target.id);
    for (const spot of ["[data-focus]", "input:checked", "input:not([type=hidden]), select, textarea"]) {
      const found = card?.querySelector(spot);
      if (found) return found.focus();
    }
  });
})();
