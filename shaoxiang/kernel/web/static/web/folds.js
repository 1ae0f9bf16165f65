/* On a narrow screen: twenty rows of a long register at a time, its chapters closed, its filters in a fold. On paper, on a wide screen and without this file all of it stands open. */
(() => {
  "use strict";
  const words = document.getElementById("words-folds");
  if (!words || !matchMedia("(max-width: 767.98px)").matches) return;
  const STEP = 20;
  const SLACK = 5; // nobody presses a button for three more rows
  const said = (name, values) => words.dataset[name].replace(/\{(\w)\}/g, (_all, key) => values[key]);
  const drawn = (icon) => words.content.querySelector(`[data-icon=${icon}]`).firstElementChild.cloneNode(true);

  /* 一张长表: <table class="table-cards">, or <ul class="long-list">. A row that is ticked or linked to is never put away. */
  const shorten = (table) => {
    if (table.dataset.shown) return;
    const rows = table.tBodies ? [...table.tBodies].flatMap((body) => [...body.rows]) : [...table.children];
    const needed = rows.reduce((last, row, at) => (row.querySelector(":checked:not(option), .field-error") || row.matches(":target") ? at + 1 : last), 0);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-outline more-rows";
    const show = (wanted) => {
      table.dataset.shown = String(wanted);
      const left = rows.length - wanted;
      rows.forEach((row, at) => row.classList.toggle("is-later", at >= wanted));
      button.hidden = left <= 0;
      button.replaceChildren(drawn("chevron-down"), said("more", { n: Math.min(STEP, left), m: left }));
    };
    show(Math.max(STEP, needed));
    if (rows.length - Math.max(STEP, needed) <= SLACK) return show(rows.length);
    button.addEventListener("click", () => {
      const from = Number(table.dataset.shown);
      show(rows.length - from - STEP <= SLACK ? rows.length : from + STEP);
      const first = rows[from].querySelector("a, button, input") || rows[from];
      if (first === rows[from]) first.tabIndex = -1;
      first.focus({ preventScroll: true });
    });
    (table.closest(".table-wrap") || table).after(button);
    table.addEventListener("sx:reveal", (event) => show(Math.max(Number(table.dataset.shown), rows.indexOf(event.detail) + 1)));
  };

  /* 分章: <section class="chapter"><h2>…</h2>…</section>. Together they are the index; one that is linked to is open. */
  const foldChapters = (scope) => {
    const chapters = [...scope.querySelectorAll(".chapter")].filter((each) => !each.dataset.folds);
    const rows = chapters.reduce((sum, each) => sum + each.querySelectorAll("tbody tr, li").length, 0);
    if (chapters.length < 2 || rows <= STEP + SLACK) return;
    chapters.forEach((chapter) => {
      const heading = chapter.querySelector("h2, h3");
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes, drawn("chevron-down"));
      heading.append(button);
      const turn = (open) => {
        chapter.dataset.folds = open ? "open" : "closed";
        button.setAttribute("aria-expanded", String(open));
      };
      turn(Boolean(chapter.querySelector(":target, :checked:not(option), .field-error") || chapter.matches(":target")));
      button.addEventListener("click", () => turn(chapter.dataset.folds === "closed"));
      chapter.addEventListener("sx:open", () => turn(true));
    });
  };

  /* 筛选: <form class="filters">. What is searched in words stays; the rest is one press away, with how many are set. */
  const today = new Date().toLocaleDateString("sv", { timeZone: "Asia/Shanghai" });
  const isSet = (control) => {
    if (control.type === "hidden") return false;
    if (control.tagName === "SELECT") return control.selectedIndex > 0;
    if (control.type === "checkbox" || control.type === "radio") return control.checked && control.value !== "";
    return control.value !== "" && !(control.type === "date" && control.value === today);
  };
  const foldFilters = (form) => {
    const parts = [...form.children].filter((each) => each.querySelector("select, input:not([type=hidden])") && !each.querySelector("[type=search], [name=q], button"));
    if (form.dataset.folds || parts.length < 2) return;
    const searched = form.querySelector("[type=search], [name=q]:not([type=hidden])");
    const set = parts.filter((part) => [...part.querySelectorAll("select, input")].some(isSet)).length;
    const button = document.createElement("button");
    const send = form.querySelector("button:not([type=button])");
    button.type = "button";
    button.className = "btn btn-outline filters-toggle";
    button.append(drawn("filter"), set ? said("set", { n: set }) : words.dataset.filters);
    const turn = (open) => {
      form.dataset.folds = open ? "open" : "closed";
      button.setAttribute("aria-expanded", String(open));
    };
    parts.forEach((part) => part.classList.add("filter-part"));
    if (send && !searched) send.classList.add("filter-part");
    turn(false);
    button.addEventListener("click", () => turn(form.dataset.folds === "closed"));
    const beside = [...form.children].find((each) => each.contains(send));
    if (searched && beside) beside.after(button);
    else form.prepend(button);
  };

  /* An address with # leads to what is put away: it is brought out first. */
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const chapter = target.closest(".chapter");
    const row = target.closest(".is-later");
    if (chapter) chapter.dispatchEvent(new CustomEvent("sx:open"));
    if (row) row.parentElement.closest("[data-shown]").dispatchEvent(new CustomEvent("sx:reveal", { detail: row }));
    if (chapter || row) target.scrollIntoView();
  };
  const fold = (scope) => {
    scope.querySelectorAll("table.table-cards, .long-list").forEach(shorten);
    scope.querySelectorAll("form.filters[method=get]:not([data-whole])").forEach(foldFilters);
    foldChapters(scope);
  };
  fold(document);
  reveal();

  /* 页签: the one we are on is in sight, and what goes on to the right fades. */
  document.querySelectorAll(".tabs").forEach((tabs) => {
    const here = tabs.querySelector("[aria-current]");
    const mark = () => tabs.classList.toggle("has-more", tabs.scrollLeft + tabs.clientWidth < tabs.scrollWidth - 4);
    if (here) tabs.scrollLeft = here.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - here.clientWidth) / 2;
    tabs.addEventListener("scroll", mark, { passive: true });
    mark();
  });
  window.addEventListener("hashchange", reveal);
  document.addEventListener("htmx:load", (event) => event.target !== document.body && fold(event.target.parentElement || document));
})();
