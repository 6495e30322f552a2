// Reloads the page when a file of the course was saved, and keeps the bar as open as it was. Author's preview only.
"use strict";
const bar = document.querySelector(".preview-bar");
const list = bar.querySelector("details");
list.open = sessionStorage.getItem("preview-open") === "yes";
list.addEventListener("toggle", () => sessionStorage.setItem("preview-open", list.open ? "yes" : "no"));
setInterval(async () => {
  const answer = await fetch("/preview/epoch").catch(() => null);
  if (answer?.ok && String((await answer.json()).epoch) !== bar.dataset.epoch) location.reload();
}, 1000);
