// Putting in order by buttons: a row moves up or down, and the numbers follow. Only on pages with such a question.
"use strict";
(() => {
  const field = (row) => row.querySelector("select");
  const say = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // Rows stand by their numbers, those without one last; the moved row stays, so that its button keeps the focus.
  function move(list, row, by, item) {
    const rows = [...list.children];
    const number = (one) => Number(field(one).value) || rows.length + 1;
    rows.sort((one, other) => number(one) - number(other));
    const from = rows.indexOf(row);
    const to = Math.min(Math.max(from + by, 0), rows.length - 1);
    rows.splice(to, 0, ...rows.splice(from, 1));
    row.before(...rows.slice(0, to));
    row.after(...rows.slice(to + 1));
    rows.forEach((one, place) => { field(one).value = place + 1; });
    row.scrollIntoView({ block: "nearest" });
    row.closest(".q").querySelector(".status").textContent = say(list.dataset.moved, { item, place: to + 1 });
  }

  function button(list, row, by) {
    const item = row.querySelector("label").textContent.trim();
    const one = document.createElement("button");
    one.type = "button";
    one.className = "move";
    one.innerHTML = `<span class="visually-hidden"></span><span aria-hidden="true">${by < 0 ? "↑" : "↓"}</span>`;
    one.firstChild.textContent = say(by < 0 ? list.dataset.up : list.dataset.down, { item });
    one.onclick = () => move(list, row, by, item);
    return one;
  }

  function equip() {
    for (const list of document.querySelectorAll(".moving")) {
      if (list.querySelector(".move")) continue;
      for (const row of list.children) row.append(button(list, row, -1), button(list, row, 1));
    }
  }

  equip();
  document.addEventListener("htmx:after:swap", equip);
})();
