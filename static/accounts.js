// What scripts add to pages about accounts: passwords that can be shown, a code that can be copied and printed.
"use strict";
(() => {
  function button(words, act, place) {
    const one = document.createElement("button");
    one.type = "button";
    one.className = "btn alt";
    one.textContent = words;
    one.onclick = () => act(one);
    place.append(one);
  }

  for (const field of document.querySelectorAll("[type=password]")) {
    button(field.dataset.show, (one) => {
      const shows = field.type === "text";
      field.type = shows ? "password" : "text";
      one.textContent = shows ? field.dataset.show : field.dataset.hide;
    }, field.parentElement);
  }

  // Only the fields of the way that was chosen; without scripts all are there, and the choice says which are meant.
  const ways = document.querySelectorAll(".way");
  function choose() {
    for (const way of ways) {
      for (const field of way.querySelectorAll(".field")) field.hidden = !way.querySelector("[name=way]").checked;
    }
  }
  for (const way of ways) way.addEventListener("change", choose);
  choose();

  const code = document.querySelector(".resume-code, .one-time");
  if (code) {
    const place = document.getElementById("code-buttons");
    const say = () => { document.getElementById("code-status").textContent = code.dataset.copied; };
    if (navigator.clipboard) {
      button(code.dataset.copy, () => navigator.clipboard.writeText(code.textContent).then(say, () => {}), place);
    }
    button(code.dataset.print, () => print(), place);
  }
})();
