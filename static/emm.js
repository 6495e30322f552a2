// Beyond plain pages: focus stays with the reader, an answer that does not arrive is kept, and settings show at once.
"use strict";
(() => {
  const SLOW = 400; // milliseconds before "Checking…" shows
  const words = document.documentElement.dataset;
  const { htmx: address } = document.currentScript.dataset;

  function fetchHtmx() {
    document.head.append(Object.assign(document.createElement("script"), { src: address }));
  }

  // Reading comes first: what replaces parts of a page is fetched when the page has been painted, which one that nobody
  // sees is not. Until it is there, forms are sent as they are without scripts.
  if (document.hidden) fetchHtmx();
  else requestAnimationFrame(() => setTimeout(fetchHtmx));

  function listen(name, act) {
    document.addEventListener("htmx:" + name, (event) => {
      const { ctx } = event.detail;
      const card = ctx?.target?.closest(".q, figure, .settings");
      if (card) act({ ctx, card, status: [...card.querySelectorAll(".status")].pop(), event });
    });
  }

  const isQuestion = (card) => card.matches(".q");

  function offerRetry({ ctx, card, status }, text) {
    const pressed = ctx.request.submitter ?? ctx.sourceElement;
    const button = document.createElement("button");
    button.className = "btn alt";
    button.textContent = words.retry;
    button.onclick = () => {
      pressed.focus({ preventScroll: true }); // this button is about to go
      status.replaceChildren();
      pressed.click();
    };
    status.replaceChildren(isQuestion(card) ? `${text} ${words.kept} ` : `${text} `, button);
    status.scrollIntoView({ block: "nearest" });
  }

  function focusOn(spot) {
    spot?.focus({ preventScroll: true });
    const has = spot && document.activeElement === spot;
    if (has) spot.scrollIntoView({ block: "nearest" });
    return has;
  }

  listen("before:request", ({ ctx, card, status }) => {
    ctx.slow = setTimeout(() => {
      card.setAttribute("aria-busy", "true");
      if (isQuestion(card)) status.textContent = words.checking;
    }, SLOW);
  });

  listen("finally:request", ({ ctx, card, status }) => {
    clearTimeout(ctx.slow);
    card.removeAttribute("aria-busy");
    if (status.textContent === words.checking) status.textContent = "";
  });

  listen("error", (at) => offerRetry(at, words.offline));

  // Only a card may replace a card, and so on: no error page, no sign-in page of a wireless network.
  listen("before:swap", (at) => {
    const came = at.event.detail.tasks.find((task) => task.type === "main")?.fragment;
    if (came?.querySelector(`#${at.ctx.target.id}, [data-outcome]`)) return;
    at.event.preventDefault();
    offerRetry(at, came?.querySelector(".prob p")?.textContent ?? words.offline);
  });

  // Who has gone on to another question meanwhile stays there.
  listen("after:swap", ({ ctx }) => {
    Object.assign(words, document.querySelector("#outcome [data-theme]")?.dataset); // settings hold here too
    const card = document.getElementById(ctx.target.id);
    const active = document.activeElement;
    if (active !== document.body && !card.contains(active)) return;
    const spots = ["[data-focus]", "input:checked", "input:not([type=hidden]), select, textarea"];
    if (spots.some((spot) => focusOn(card.querySelector(spot)))) return;
    card.tabIndex = -1;
    focusOn(card);
  });
})();
