/* 事件: small helps for staff forms. Every page works without this file. */
(() => {
  "use strict";
  const changed = (control) => control.dispatchEvent(new Event("change", { bubbles: true }));

  /* A found item or a suggested type fills its field. */
  if (!window.sxStaff) {
    window.sxStaff = true;
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-fill]");
      if (!button) return;
      const control = document.getElementById(button.dataset.fill);
      if (!control) return;
      control.value = button.dataset.value;
      changed(control);
      control.focus();
    });

    /* 选全部符合条件的: ticks and greys the rows. */
    document.addEventListener("change", (event) => {
      if (!event.target.matches("[data-bulk-all]")) return;
      document.querySelectorAll("input[form=bulk][name=pick]").forEach((box) => {
        box.checked = event.target.checked;
        box.disabled = event.target.checked;
      });
    });

    /* 粘贴: screenshots and copied pictures go to the page's file picker. */
    document.addEventListener("paste", (event) => {
      const input = document.querySelector("input[type=file][data-paste]");
      const files = [...(event.clipboardData ? event.clipboardData.files : [])];
      if (!input || !files.length) return;
      event.preventDefault();
      const kept = new DataTransfer();
      [...input.files].forEach((file) => kept.items.add(file));
      files.forEach((file, index) => {
        const dot = file.type.split("/")[1] || "png";
        const name = file.name && file.name !== "image.png" ? file.name : `paste-${input.files.length + index + 1}.${dot}`;
        kept.items.add(new File([file], name, { type: file.type }));
      });
      input.files = kept.files;
      changed(input);
    });
  }

  const form = document.getElementById("intake");
  if (!form) return;

  /* 边写边看: ask the server a moment after the typing stops. */
  let waiting;
  const ask = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => window.htmx && window.htmx.trigger(document.body, "hint"), 350);
  };
  form.addEventListener("input", (event) => event.target.dataset.hint && ask());
  form.addEventListener("change", (event) => event.target.dataset.hint && ask());
  if (form.elements.description.value) ask();

  /* Earlier matters of the caller: asked by POST, so that no number stands in a log. */
  const phone = document.getElementById("id_phone");
  phone.addEventListener("change", () => {
    if (!window.htmx) return;
    const values = { phone: phone.value, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value };
    window.htmx.ajax("POST", form.dataset.earlier, { target: "#earlier", swap: "innerHTML", values });
  });

  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  /* The shared map says where the pin is: the hint follows. */
  form.addEventListener("map:place", ask);
})();
