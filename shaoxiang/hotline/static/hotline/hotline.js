/* 接电话: keyboard first; what is typed is kept as it is typed. The page works without this file. */
(() => {
  "use strict";
  const form = document.getElementById("intake");
  if (!form || !form.dataset.keep) return;
  const kept = document.getElementById("kept");

  /* Enter goes to the next field and never registers; in the long texts it is a new line. */
  const stops = () => [...form.querySelectorAll("input:not([type=hidden]), select, textarea")].filter((each) => !each.disabled && each.offsetParent !== null);
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (!/^(INPUT|SELECT)$/.test(event.target.tagName)) return;
    event.preventDefault();
    if (event.target.id === "ask") return window.htmx && window.htmx.trigger(event.target, "asked");
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
    const all = stops();
    const next = all[all.indexOf(event.target) + 1];
    if (next) next.focus();
  });

  /* Ctrl + Enter registers: the button that says so, not the first one. */
  const register = form.querySelector("button[value=register]");
  form.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      form.requestSubmit(register);
    },
    true,
  );

  const keys = new Map([...form.querySelectorAll("[data-key]")].map((each) => [each.dataset.key, each]));
  keys.set("F8", document.getElementById("ask"));
  document.addEventListener("keydown", (event) => {
    const target = keys.get(event.key);
    if (!target || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    target.focus();
    if (target.id === "ask" && window.htmx) window.htmx.trigger(target, "asked");
  });

  /* 照这个答: the entry is remembered, and it is a question. */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-answer]");
    if (!button) return;
    form.elements.answer_entry.value = button.dataset.answer;
    const consult = form.querySelector("input[name=kind][value=CONSULT]");
    if (consult) consult.checked = true;
  });

  /* 边接边存: a moment after the typing stops, one request at a time. */
  let waiting;
  let busy = false;
  let again = false;
  let sent = false;
  const keep = async () => {
    if (sent) return;
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      const data = new FormData(form);
      data.append("key", form.elements.once.value);
      const answer = await fetch(form.dataset.keep, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" }, redirect: "error" });
      if (answer.ok) {
        const found = await answer.json();
        if (found.call) {
          form.elements.call.value = found.call;
          if (kept) kept.textContent = kept.dataset.word;
        }
      }
    } catch {
      if (kept) kept.textContent = "";
    }
    busy = false;
    if (again) {
      again = false;
      keep();
    }
  };
  const soon = () => {
    if (kept) kept.textContent = "";
    clearTimeout(waiting);
    waiting = setTimeout(keep, 900);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("map:place", soon);
  form.addEventListener("submit", () => {
    sent = true;
    clearTimeout(waiting);
  });
})();
