/* The shell: small, without a framework. Everything also works with a plain form post when this file does not load. */
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  /* 折起来的一段: <details data-keep="name"> stays as the person left it in this browser; where one is stays open. */
  document.querySelectorAll("details[data-keep]").forEach((part) => {
    const name = `sx-${part.dataset.keep}`;
    try {
      const kept = localStorage.getItem(name);
      if (kept && !part.querySelector("[aria-current]")) part.open = kept === "open";
      part.querySelector("summary").addEventListener("click", () => localStorage.setItem(name, part.open ? "closed" : "open"));
    } catch {
      /* a browser that keeps nothing: as the server said */
    }
  });

  /* 确认: <button data-confirm="…"> or <form data-confirm="…"> asks in the page's own dialog. */
  const dialog = document.getElementById("confirm");
  const ask = (text, title) =>
    new Promise((answer) => {
      if (!dialog || !dialog.showModal) return answer(window.confirm(text));
      dialog.querySelector("[data-confirm-text]").textContent = text;
      const heading = dialog.querySelector("[data-confirm-title]");
      heading.textContent = title || heading.dataset.confirmTitle;
      dialog.returnValue = "";
      dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
      dialog.showModal();
    });
  const confirmed = new WeakSet();
  const textOf = (form, button) => (button && button.dataset.confirm) || form.dataset.confirm || "";

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      const button = event.submitter;
      const text = textOf(form, button);
      if (text && !confirmed.has(form)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        ask(text, (button && button.dataset.confirmTitle) || form.dataset.confirmTitle).then((yes) => {
          if (!yes) return;
          confirmed.add(form);
          form.requestSubmit(button || undefined);
          confirmed.delete(form);
        });
        return;
      }
      /* 连点: one press, one post. The server keeps the promise too (once token). */
      if (form.method === "post" && !form.target) {
        if (form.dataset.sent === "1") {
          event.preventDefault();
          event.stopImmediatePropagation();
          return;
        }
        form.dataset.sent = "1";
        if (button) button.setAttribute("aria-busy", "true");
        setTimeout(() => released(form), 8000);
      }
    },
    true,
  );
  const released = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach((b) => b.removeAttribute("aria-busy"));
  };
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest && event.target.closest("form");
    if (form) released(form);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(released));
  document.addEventListener("htmx:confirm", (event) => {
    const from = event.target;
    if (from.tagName === "FORM" || !from.dataset || !from.dataset.confirm) return;
    event.preventDefault();
    ask(from.dataset.confirm, from.dataset.confirmTitle).then((yes) => yes && event.detail.issueRequest(true));
  });

  /* The network or the server is gone: say so, keep what was typed. */
  const flash = document.getElementById("flash");
  const say = (id) => {
    const words = document.getElementById(id);
    if (flash && words) flash.replaceChildren(words.content.cloneNode(true));
  };
  document.addEventListener("htmx:sendError", () => say("words-offline"));
  document.addEventListener("htmx:timeout", () => say("words-offline"));

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-toggle],[data-dismiss],[data-print],[data-back],[data-copy]");
    if (!button) return;
    if (button.dataset.toggle) {
      const target = document.getElementById(button.dataset.toggle);
      if (!target) return;
      const open = target.classList.toggle("is-open");
      button.setAttribute("aria-expanded", String(open));
      document.body.classList.toggle("has-drawer", open);
      if (open) (target.querySelector("a,button") || target).focus();
    } else if (button.dataset.dismiss !== undefined) {
      button.closest("[data-dismissable]").remove();
    } else if (button.dataset.print !== undefined) {
      window.print();
    } else if (button.dataset.back !== undefined) {
      event.preventDefault();
      history.back();
    } else if (button.dataset.copy) {
      navigator.clipboard && navigator.clipboard.writeText(button.dataset.copy).then(() => button.classList.add("is-done"));
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      document.querySelectorAll(".is-open").forEach((drawer) => {
        drawer.classList.remove("is-open");
        const opener = document.querySelector(`[data-toggle="${drawer.id}"]`);
        if (opener) {
          opener.setAttribute("aria-expanded", "false");
          opener.focus();
        }
      });
      document.body.classList.remove("has-drawer");
      document.querySelectorAll("details.menu[open]").forEach((menu) => menu.removeAttribute("open"));
    }
    if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName) && !document.activeElement.isContentEditable) {
      const box = document.getElementById("shell-search");
      if (box) {
        event.preventDefault();
        box.focus();
      }
    }
  });
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.removeAttribute("open");
    });
  });

  /* 选文件: the chosen names and sizes under the picker, each removable. */
  const sizes = (bytes) => (bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`);
  const show = (input) => {
    const list = document.getElementById(`${input.id}-list`);
    if (!list) return;
    list.replaceChildren(
      ...[...input.files].map((file, index) => {
        const row = document.createElement("li");
        const name = document.createElement("span");
        name.textContent = `${file.name}（${sizes(file.size)}）`;
        const remove = document.createElement("button");
        remove.type = "button";
        remove.className = "btn btn-link btn-sm";
        remove.textContent = list.dataset.remove;
        remove.setAttribute("aria-label", `${list.dataset.remove} ${file.name}`);
        remove.addEventListener("click", () => {
          const kept = new DataTransfer();
          [...input.files].forEach((each, other) => other !== index && kept.items.add(each));
          input.files = kept.files;
          show(input);
          input.focus();
        });
        row.append(name, remove);
        return row;
      }),
    );
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[type=file][data-file-list]")) show(event.target);
    if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
  });

  /* After a swap or a failed post, the error summary takes the focus, so that it is read aloud. */
  const focusErrors = (scope) => {
    const summary = scope.querySelector && scope.querySelector(".error-summary");
    if (summary && !summary.closest("[data-quiet]")) summary.focus();
  };
  document.addEventListener("htmx:afterSwap", (event) => focusErrors(event.target));
  focusErrors(document);
})();
