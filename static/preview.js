// Reloads the page when a file of the course was saved. Part of the author's preview only.
"use strict";
const seen = document.querySelector("[data-epoch]").dataset.epoch;
setInterval(async () => {
  const answer = await fetch("/preview/epoch").catch(() => null);
  if (answer?.ok && String((await answer.json()).epoch) !== seen) location.reload();
}, 1000);
