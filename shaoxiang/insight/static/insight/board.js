/* 一盘棋: one look every few seconds; only what changed is drawn. Hidden tabs do not look, a server that is away is asked ever more seldom. */
(() => {
  "use strict";
  const EVERY_MS = 4000;
  const LONGEST_MS = 30000;
  const STALE_MS = 10000;
  const MAP_MS = 15000;
  const root = document.querySelector("[data-board]");
  const poll = document.getElementById("board-poll");
  if (!root || !poll) return;
  const words = root.dataset;
  const at = root.querySelector("[data-board-at]");
  const stale = root.querySelector("[data-board-stale]");
  const news = root.querySelector("[data-board-news]");
  const clock = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", hour12: false, hour: "2-digit", minute: "2-digit", second: "2-digit" });
  let stamp = words.stamp;
  let wait = EVERY_MS;
  let timer = null;
  let failed = 0;
  let seen = Date.now();
  let drewMap = Date.now();

  /* -- looking ---------------------------------------------------------------------------------------------- */

  const look = () => {
    clearTimeout(timer);
    timer = null;
    if (!document.hidden) poll.dispatchEvent(new Event("board:look"));
  };
  const later = () => {
    clearTimeout(timer);
    timer = document.hidden ? null : setTimeout(look, wait);
  };
  poll.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["If-None-Match"] = stamp;
  });
  poll.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status !== 200) event.detail.shouldSwap = false;
  });
  poll.addEventListener("htmx:afterRequest", (event) => {
    const xhr = event.detail.xhr;
    if (xhr && (xhr.status === 200 || xhr.status === 304)) came(xhr);
    else missed();
    later();
  });
  // the board has words of its own for a server that is away; the shell's are about forms
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach((name) => poll.addEventListener(name, (event) => event.stopPropagation()));

  const came = (xhr) => {
    if (xhr.status === 200) stamp = xhr.getResponseHeader("ETag") || stamp;
    const seconds = Number(xhr.getResponseHeader("X-Board-At"));
    at.textContent = clock.format(seconds ? new Date(seconds * 1000) : new Date());
    failed = 0;
    wait = EVERY_MS;
    seen = Date.now();
    notice();
    if (seen - drewMap > MAP_MS && root.dataset.moved) drawMap();
  };
  const missed = () => {
    failed += 1;
    wait = Math.min(wait * 2, LONGEST_MS);
    notice();
  };
  const notice = () => {
    const old = failed > 0 && Date.now() - seen > STALE_MS;
    if (old === !stale.hidden) return;
    const line = stale.querySelector("[data-words]");
    line.textContent = line.dataset.words.replace("{t}", at.textContent);
    stale.hidden = !old;
    root.classList.toggle("is-stale", old);
  };
  setInterval(notice, 1000);
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : look()));
  window.addEventListener("online", look);

  /* -- drawing: focus stays where it was, new decisions are said once ----------------------------------------- */

  let held = null;
  const keys = () => new Map([...root.querySelectorAll("#board-decide [data-decision]")].map((row) => [row.dataset.decision, row.dataset.what]));
  let known = keys();
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const inside = event.detail.target?.contains(document.activeElement) ? document.activeElement : null;
    held = inside && { part: event.detail.target.id, key: inside.dataset.key, href: inside.getAttribute("href") };
  });
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    const part = document.getElementById(event.detail.target.id) || event.detail.target;
    if (held && held.part === part.id) {
      const again = held.key ? part.querySelector(`[data-key="${CSS.escape(held.key)}"]`) : part.querySelector(`[href="${CSS.escape(held.href || "")}"]`);
      (again || part.closest(".board-scroll"))?.focus({ preventScroll: true });
      held = null;
    }
    if (part.id === "board-decide") tell();
    if (part.id === "board-whistles" || part.id === "board-late") root.dataset.moved = "1";
    lefts();
    fit();
  });
  const tell = () => {
    const now = keys();
    const fresh = [...now].filter(([key]) => !known.has(key)).map(([, what]) => what);
    known = now;
    if (!fresh.length) return;
    news.textContent = words.wordNew + fresh[0] + (fresh.length > 1 ? ` ${words.wordMore.replace("{n}", fresh.length)}` : "");
  };
  const drawMap = () => {
    const map = root.querySelector("[data-map]")?.placeMap;
    delete root.dataset.moved;
    drewMap = Date.now();
    map?.cases?.draw();
    map?.marks?.draw();
  };

  /* -- how long is left: counted here, so that a passing minute asks nothing of the server --------------------- */

  const span = (ms) => {
    const minutes = Math.floor(Math.abs(ms) / 60000);
    if (minutes < 120) return words.wordMinutes.replace("{n}", minutes);
    if (minutes < 2880) return words.wordHours.replace("{n}", Math.floor(minutes / 60));
    return words.wordDays.replace("{n}", Math.floor(minutes / 1440));
  };
  const lefts = () =>
    root.querySelectorAll("[data-left]").forEach((time) => {
      const ms = new Date(time.dateTime) - Date.now();
      let mark = time.nextElementSibling;
      if (!mark || !mark.classList.contains("left")) {
        mark = document.createElement("span");
        mark.className = "left";
        time.after(mark);
      }
      mark.textContent = (ms < 0 ? words.wordLate : words.wordLeft).replace("{t}", span(ms));
    });
  lefts();
  setInterval(lefts, 20000);

  /* -- a wall: nobody can scroll there, so what does not fit whole is counted instead --------------------------- */

  const fit = () => {
    if (!document.body.classList.contains("board-wall")) return;
    root.querySelectorAll(".board-scroll").forEach((scroll) => {
      const items = [...scroll.querySelectorAll(".decision, .whistle, .force, tbody tr")];
      items.forEach((item) => delete item.dataset.cut);
      const floor = scroll.getBoundingClientRect().bottom;
      const cut = items.filter((item) => item.getBoundingClientRect().bottom > floor);
      cut.forEach((item) => (item.dataset.cut = ""));
      const rest = cut.length + Number(scroll.querySelector("[data-beyond]")?.dataset.beyond || 0);
      scroll.parentElement.querySelector("[data-board-rest]").textContent = rest ? words.wordRest.replace("{n}", rest) : "";
    });
  };
  fit();
  window.addEventListener("resize", fit);

  /* -- a telephone: decisions first, the map when it is asked for ---------------------------------------------- */

  if (matchMedia("(max-width: 767.98px)").matches) root.querySelectorAll("[data-board-fold]").forEach((panel) => (panel.open = false));
  later();
})();
