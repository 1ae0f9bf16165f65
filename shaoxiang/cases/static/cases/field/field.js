/* The pages of whoever works on the spot. What is written goes into the telephone first and from there to the server, with or without a network. */
import * as store from "./store.js";
import { Offline, SignedOut, configure, send } from "./send.js";
import { smaller, recorder } from "./capture.js";

const app = document.getElementById("field");
const config = app.dataset;
const words = document.getElementById("field-words").dataset;
const offline = config.offline === "1";
const say = (name, values = {}) => Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), words[name] || "");
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const cookie = (name) => (document.cookie.match(new RegExp(`(?:^|; )${name}=([^;]*)`)) || ["", ""])[1];
const able = window.isSecureContext && "indexedDB" in window && Boolean(window.crypto && crypto.subtle);
const AGAIN_MS = [5000, 15000, 30000, 60000];
const post = Number(config.post || cookie("shaoxiang_field")) || null;
let kit = null;
let state = "";
let failed = 0;
let timer = 0;

const when = (iso) => new Date(iso).toLocaleString(document.documentElement.lang === "en" ? "en-GB" : "zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
/** What is cut short because the page is left is no fault: everything is on the disk, and the next page goes on. */
const safely = (work) => work.catch((error) => console.warn(error));
const hexOf = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/* -- the line that is always there ------------------------------------------------------------------------------- */

const mine = async () => (await store.items()).filter((item) => item.post === post);

const showUnsent = async () => {
  const rows = await store.items();
  const own = rows.filter((item) => item.post === post);
  const refused = own.filter((item) => item.state === "refused").length;
  const line = document.getElementById("unsent");
  line.hidden = false;
  line.classList.toggle("has-unsent", own.length > 0);
  line.classList.toggle("has-refused", refused > 0);
  const parts = [own.length ? say(state === "sending" ? "sending" : "unsent", { n: own.length }) : say("allSent")];
  if (refused) parts.push(say("refused", { n: refused }));
  if (own.length > refused && (state === "signIn" || state === "noNetwork")) parts.push(say(state));
  if (rows.length > own.length) parts.push(say("otherPost", { n: rows.length - own.length }));
  one("[data-unsent-words]").textContent = parts.join(" · ");
  line.dataset.count = own.length;
  document.cookie = `shaoxiang_unsent=${own.length}; path=/; SameSite=Lax; max-age=${own.length ? 2592000 : 0}`;
  const leave = one("[data-field-sign-out]");
  if (leave) {
    if (own.length) leave.dataset.confirm = say("leave", { n: own.length });
    else delete leave.dataset.confirm;
  }
  await showQueue(own);
};

const flash = (text, kind = "success") => {
  const note = document.getElementById("words-alert").content.firstElementChild.cloneNode(true);
  note.classList.add(`alert-${kind}`);
  one("p", note).textContent = text;
  document.getElementById("flash").replaceChildren(note);
};

/* -- sending ------------------------------------------------------------------------------------------------------ */

const told = ({ id, share }) => {
  const row = document.getElementById(`item-${id}`);
  if (row) one(".state", row).textContent = `${say("uploading")} ${Math.round(share * 100)}%`;
};

const sendNow = async () => {
  if (!able || state === "sending") return;
  clearTimeout(timer);
  const own = await mine();
  if (!own.some((item) => item.state !== "refused")) return showUnsent();
  state = "sending";
  await showUnsent();
  try {
    const results = await send(told);
    state = "";
    failed = 0;
    results.forEach((result) => flash(answerOf(result), result.outcome === "kept" ? "warning" : "success"));
  } catch (error) {
    if (error instanceof SignedOut) state = "signIn";
    else if (error instanceof Offline) state = "noNetwork";
    else {
      state = "noNetwork";
      console.error(error);
    }
    failed += 1;
  }
  await showUnsent();
  if ((await mine()).some((item) => item.state !== "refused")) timer = setTimeout(() => safely(sendNow()), AGAIN_MS[Math.min(failed, AGAIN_MS.length - 1)]);
};

const answerOf = (result) => {
  const text = say(result.outcome === "kept" ? "kept" : result.kind === "report" || !result.kind ? "sent" : "acted", { number: result.number });
  return result.code ? `${text} ${say("code", { code: result.code })}` : text;
};

/* -- the queue ---------------------------------------------------------------------------------------------------- */

const showQueue = async (own) => {
  const list = one("[data-queue-list]");
  if (!list) return;
  const editing = list.contains(document.activeElement) && document.activeElement.matches("textarea");
  if (!editing) list.replaceChildren(...own.map(queueRow));
  one("[data-state]").textContent = state === "signIn" || state === "noNetwork" ? say(state) : own.length ? "" : say("allSent");
  one("[data-send-now]").hidden = !own.some((item) => item.state !== "refused") || state === "signIn";
  one("[data-go-sign-in]").hidden = state !== "signIn";
  const sent = post ? await store.sent() : [];
  one("[data-sent-part]").hidden = !sent.length;
  one("[data-sent-list]").replaceChildren(...sent.map(sentRow));
};

const queueRow = (item) => {
  const row = one("#queue-row").content.firstElementChild.cloneNode(true);
  row.id = `item-${item.id}`;
  row.classList.toggle("is-refused", item.state === "refused");
  one(".what", row).textContent = item.title;
  one(".when", row).textContent = [say("when", { when: when(item.made_at) }), item.files.length ? `${say("photo")} ${item.files.length}` : ""].filter(Boolean).join(" · ");
  one(".state", row).textContent = item.state === "refused" ? say("back", { reason: item.reason }) : say("waiting");
  const mend = one("[data-mend]", row);
  mend.textContent = say("mend");
  mend.hidden = item.kind !== "report";
  mend.href = `${config.report}#${item.id}`;
  if (item.kind !== "report" && item.state === "refused") row.append(mendWords(item));
  const again = one("[data-again]", row);
  again.hidden = item.state !== "refused";
  again.addEventListener("click", () => safely(store.put({ ...item, state: "" }).then(sendNow)));
  const drop = one("[data-drop]", row);
  drop.textContent = say("drop");
  drop.addEventListener("click", () => window.confirm(say("dropAsk")) && safely(store.drop(item).then(showUnsent)));
  return row;
};

/** A move has one text: it is mended in place. */
const mendWords = (item) => {
  const name = Object.keys(item.fields).find((key) => key === "outcome" || key === "words") || "words";
  const box = document.createElement("textarea");
  box.className = "form-control";
  box.value = item.fields[name] || "";
  box.setAttribute("aria-label", item.title);
  box.addEventListener("change", () => safely(store.put({ ...item, fields: { ...item.fields, [name]: box.value }, state: "" }).then(sendNow)));
  return box;
};

const sentRow = (line) => {
  const row = document.createElement("li");
  const link = document.createElement(line.url ? "a" : "span");
  if (line.url) link.href = line.url;
  const title = document.createElement("b");
  title.textContent = line.title;
  const small = document.createElement("span");
  small.className = "text-secondary";
  small.textContent = [answerOf(line), when(line.at)].join(" · ");
  link.append(title, small);
  row.append(link);
  return row;
};

/* -- writing an item ---------------------------------------------------------------------------------------------- */

const packFile = async (blob, name, role) => ({ key: crypto.randomUUID(), blob, name, role, sha256: hexOf(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer())), done: false });

const enqueue = async (item, files) => {
  try {
    await store.put({ state: "", made_at: new Date().toISOString(), post, ...item, files: files.map((file) => file.key) }, files);
  } catch (error) {
    console.error(error);
    flash(say("full"), "danger");
    return false;
  }
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
  await showUnsent();
  flash(say("stored"));
  return true;
};

const fieldsOf = (form) => {
  const skipped = new Set(["csrfmiddlewaretoken", "once", "next", "photos"]);
  const given = {};
  new FormData(form).forEach((value, name) => {
    if (typeof value === "string" && value !== "" && !skipped.has(name)) given[name] = value;
  });
  return given;
};

/** The shell lets a form be posted once; this one is not posted, and may be used again at once. */
const free = (form) => {
  delete form.dataset.sent;
  all("[aria-busy]", form).forEach((button) => button.removeAttribute("aria-busy"));
};

/* 动作: a move on one matter. */
const listenToAct = (form) =>
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    free(form);
    const text = one("textarea", form);
    if (text && text.required && !text.value.trim()) {
      flash(say("wordsNeeded"), "danger");
      return text.focus();
    }
    const picker = one("input[type=file]", form);
    const role = form.dataset.act.startsWith("verify") ? "VERIFY" : "HANDLE";
    const files = picker ? await Promise.all([...picker.files].map(async (file) => packFile(await smaller(file), file.name, role))) : [];
    const label = form.closest("details") ? one("summary", form.closest("details")).textContent.trim() : "";
    const item = { id: crypto.randomUUID(), kind: form.dataset.act, number: form.dataset.number, seen: form.dataset.seen, title: `${label} ${form.dataset.number}`, fields: fieldsOf(form) };
    if (!(await enqueue(item, files))) return;
    form.reset();
    if (form.closest("details")) form.closest("details").open = false;
    await sendNow();
  });

/* 上报 */
class ReportPage {
  constructor(form) {
    this.form = form;
    this.files = [];
    this.editing = null;
    form.addEventListener("submit", (event) => this.submitted(event));
    form.addEventListener("input", () => this.look());
    form.addEventListener("change", (event) => event.target.type === "file" && this.picked(event.target));
    one("#find-type").addEventListener("input", (event) => this.find(event.target.value));
    all("[data-quick]").forEach((button) => button.addEventListener("click", () => this.quick(button.dataset.quick)));
    this.here();
    this.voice();
    document.addEventListener("kit", () => this.filled());
    window.addEventListener("hashchange", () => safely(this.mend()));
    this.look();
  }

  filled() {
    if (kit && !one("[data-tiles] .type-tile")) this.tiles();
    if (kit && offline) this.grids();
    this.look();
    safely(this.mend());
  }

  /** The shell has no tiles of its own. */
  tiles() {
    const tile = (type) => {
      const made = one("#tile").content.firstElementChild.cloneNode(true);
      const input = one("input", made);
      input.value = type.code;
      Object.assign(input.dataset, { photo: type.photo, enough: type.enough ? "1" : "", numbers: type.numbers.join(",") });
      one("span", made).textContent = type.name;
      return made;
    };
    one("[data-tiles]").replaceChildren(...kit.types.slice(0, 8).map(tile));
    const groups = Map.groupBy ? Map.groupBy(kit.types, (type) => type.group) : kit.types.reduce((found, type) => found.set(type.group, [...(found.get(type.group) || []), type]), new Map());
    one("[data-all-tiles]").replaceChildren(
      ...[...groups].map(([name, types]) => {
        const group = document.createElement("fieldset");
        group.className = "type-class";
        const legend = document.createElement("legend");
        legend.textContent = name;
        const tiles = document.createElement("div");
        tiles.className = "type-tiles small-tiles";
        tiles.append(...types.map(tile));
        group.append(legend, tiles);
        return group;
      }),
    );
  }

  grids() {
    const choice = one("[name=grid_id]", this.form);
    if (choice.options.length > 1) return;
    kit.grids.forEach(({ id, name }) => choice.add(new Option(name, id)));
    if (kit.grids.length === 1) choice.value = kit.grids[0].id;
  }

  find(sought) {
    const wanted = sought.trim().toLowerCase();
    all("[data-all-tiles] .type-class").forEach((group) => {
      const shown = all(".type-tile", group).filter((tile) => (tile.hidden = !tile.textContent.toLowerCase().includes(wanted)) === false);
      group.hidden = !shown.length;
    });
  }

  get type() {
    return one("[name=type_code]:checked", this.form);
  }

  get text() {
    return one("[name=description]", this.form).value;
  }

  /** Danger first, then the photo and its reason. */
  look() {
    const clauses = this.text.split(/[。！!？?；;\n]/);
    const numbers = new Set(this.type && this.type.dataset.numbers ? this.type.dataset.numbers.split(",") : []);
    Object.entries((kit && kit.danger) || {}).forEach(([number, danger]) => clauses.some((clause) => danger.some((word) => clause.includes(word))) && numbers.add(number));
    one("[data-danger-now]").hidden = !numbers.size;
    all("[data-number]", one("[data-danger-now]")).forEach((link) => (link.hidden = !numbers.has(link.dataset.number)));
    const reason = this.type ? this.type.dataset.photo : "";
    one("[data-why-photo]").hidden = !reason;
    one("[data-why-photo] span").textContent = reason ? say("photoWanted", { reason }) : "";
    one("[data-no-photo]").hidden = !reason;
  }

  quick(text) {
    const box = one("[name=outcome]", this.form);
    box.value = box.value.includes(text) ? box.value : [box.value.trim(), text].filter(Boolean).join("，");
  }

  /* 位置: once, when asked for. */
  here() {
    const button = one("[data-here]");
    if (!navigator.geolocation || !window.isSecureContext) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      this.located("locating");
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          const lon = coords.longitude.toFixed(6);
          const lat = coords.latitude.toFixed(6);
          const m = Math.round(coords.accuracy);
          this.place({ lon, lat, raw_lon: lon, raw_lat: lat, accuracy: m, crs: "wgs84" });
          this.located(m > 100 ? "rough" : "located", { m });
          if (this.map) openMap(this.opener, this); // drawn anew, round the new place
        },
        (error) => this.located(error.code === 1 ? "denied" : "nofix"),
        { enableHighAccuracy: true, timeout: 15000, maximumAge: 15000 },
      );
    });
  }

  located(name, values) {
    one("[data-here-said]").textContent = say(name, values);
  }

  place(given) {
    ["lon", "lat", "raw_lon", "raw_lat", "accuracy", "crs"].forEach((name) => (this.form.elements[name].value = given[name] ?? ""));
  }

  mapOpened(map) {
    this.map = map;
    all("input,select", map).forEach((input) => input.setAttribute("form", "none")); // the map's own fields are read, not posted
    const fill = (name) => {
      const input = one(`[name=${name}]`, map);
      if (input) input.value = this.form.elements[name].value;
    };
    ["lon", "lat", "raw_lon", "raw_lat", "accuracy", "crs"].forEach(fill);
    map.dataset.lon = this.form.elements.lon.value;
    map.dataset.lat = this.form.elements.lat.value;
    this.onMap = JSON.stringify(this.mapPlace());
    ["pointerup", "keyup", "map:place"].forEach((name) => map.addEventListener(name, () => setTimeout(() => this.fromMap(), 60)));
  }

  mapPlace() {
    const value = (name) => one(`[name=${name}]`, this.map).value;
    return Object.fromEntries(["lon", "lat", "raw_lon", "raw_lat", "accuracy", "crs"].map((name) => [name, value(name)]));
  }

  /** The map moved the pin since it was last looked at: its place counts, the device's own fix stays beside it. */
  fromMap() {
    if (!this.map) return;
    const now = this.mapPlace();
    if (!now.lon || JSON.stringify(now) === this.onMap) return;
    this.onMap = JSON.stringify(now);
    this.place(now);
    this.located("onMap");
  }

  /* 照片 and 录音 */
  async picked(input) {
    const chosen = [...input.files];
    input.value = "";
    document.getElementById(`${input.id}-list`)?.replaceChildren();
    for (const file of chosen) this.files.push(await packFile(await smaller(file), file.name, "REPORT"));
    this.showFiles();
  }

  voice() {
    const button = one("[data-record]");
    recorder(button, { able, words: { record: say("record"), recording: say("recording") }, refused: () => flash(say("noMicrophone"), "warning"),
      done: async (blob, ending) => {
        this.files.push(await packFile(blob, `voice.${ending}`, "REPORT"));
        this.showFiles();
      } });
  }

  showFiles() {
    one("[data-files]").replaceChildren(
      ...this.files.map((file) => {
        const row = document.createElement("li");
        const sound = file.blob.type.startsWith("audio/");
        const shown = document.createElement(sound ? "audio" : "img");
        shown.src = URL.createObjectURL(file.blob);
        if (sound) shown.controls = true;
        else Object.assign(shown, { alt: say("photo"), width: 96, height: 72 });
        const remove = document.createElement("button");
        remove.type = "button";
        remove.className = "btn btn-outline";
        remove.textContent = say("remove");
        remove.addEventListener("click", () => {
          this.files = this.files.filter((other) => other !== file);
          this.showFiles();
        });
        row.append(shown, remove);
        return row;
      }),
    );
    this.look();
  }

  wrong() {
    const field = this.form.elements;
    const sound = this.files.some((file) => file.blob.type.startsWith("audio/"));
    const pictures = this.files.some((file) => file.blob.type.startsWith("image/"));
    if (!(this.type && this.type.dataset.enough) && !this.text.trim() && !sound) return [say("nothing"), one("[data-tiles] input", this.form) || field.description];
    if (this.type && this.type.dataset.photo && !pictures && !field.no_photo.checked) return [say("photoWanted", { reason: this.type.dataset.photo }), field.no_photo];
    if (field.proxy.checked && !field.consent.checked) return [say("consent"), field.consent];
    if (field.proxy.checked && !field.name.value.trim() && !field.phone.value.trim()) return [say("contact"), field.name];
    return null;
  }

  async submitted(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    free(this.form);
    if (this.busy) return;
    this.fromMap();
    const wrong = this.wrong();
    if (wrong) {
      flash(wrong[0], "danger");
      document.getElementById("flash").scrollIntoView({ block: "center" });
      const fold = wrong[1].closest("details");
      if (fold) fold.open = true;
      return wrong[1].focus({ preventScroll: true });
    }
    this.busy = true;
    const fields = fieldsOf(this.form);
    const settled = Boolean(fields.outcome);
    const files = this.files.map((file) => (settled && file.blob.type.startsWith("image/") ? { ...file, role: "HANDLE" } : file));
    const name = this.type ? this.type.nextElementSibling.textContent : "";
    const kinds = [fields.proxy ? say("proxy") : "", settled ? say("settled") : say("report")].filter(Boolean).join(" · ");
    const item = { ...(this.editing || { id: crypto.randomUUID() }), kind: "report", state: "", title: `${kinds}：${[name, (fields.description || "").slice(0, 30)].filter(Boolean).join(" ")}`, fields };
    const stored = await enqueue(item, files);
    this.busy = false;
    if (!stored) return;
    this.clear();
    window.scrollTo(0, 0);
    await sendNow();
  }

  clear() {
    this.form.reset();
    this.place({});
    this.files = [];
    this.editing = null;
    this.showFiles();
    this.located("");
    all("details[data-fold]", this.form).forEach((fold) => (fold.open = false));
    if (location.hash) history.replaceState(null, "", location.pathname);
  }

  /** 改一改: an item of the queue back in the form. */
  async mend() {
    const id = location.hash.slice(1);
    const item = id && !(this.editing && this.editing.id === id) ? await store.item(id) : null;
    if (!item || item.kind !== "report" || item.post !== post) return;
    const { id: kept, made_at, post: owner } = item;
    this.editing = { id: kept, made_at, post: owner };
    this.files = await store.filesOf(item);
    Object.entries(item.fields).forEach(([name, value]) => {
      if (name === "type_code") {
        const tile = one(`[name=type_code][value="${CSS.escape(value)}"]`, this.form);
        if (tile) tile.checked = true;
        return;
      }
      const input = this.form.elements[name];
      if (!input) return;
      if (input.type === "checkbox") input.checked = value === "on";
      else input.value = value;
    });
    ["outcome", "proxy"].forEach((name) => (one(`[data-fold=${name}]`, this.form).open = Boolean(item.fields[name])));
    if (item.fields.no_photo) one("[data-no-photo]").hidden = false;
    this.showFiles();
    if (item.reason) flash(say("back", { reason: item.reason }), "warning");
  }
}

/* -- the map: only when asked for ---------------------------------------------------------------------------------- */

const openMap = (button, report) => {
  button.hidden = true;
  if (report && button.closest("form")) report.opener = button;
  const holder = one("[data-map-place]", button.parentElement);
  const template = report && button.closest("form") ? one("#report-map") : one("#home-map");
  const drawn = template.content.cloneNode(true);
  const map = one("[data-map]", drawn);
  const within = config.within || (kit && kit.within) || "";
  if (offline && !map.dataset.within) map.dataset.within = button.closest("form") ? within : ((kit && kit.grids[0]) || {}).code || within;
  if (button.closest("form")) map.dataset.within = within;
  const picture = one("[data-map-picture]", map);
  if (picture && map.dataset.within) picture.src = `${config.picture}?within=${map.dataset.within.slice(0, 12)}`;
  if (button.closest("form")) report.mapOpened(map);
  holder.replaceChildren(drawn);
  holder.dispatchEvent(new CustomEvent("htmx:afterSwap", { bubbles: true })); // where the map's script runs already, this is how it hears of a new map
};

/** Outlines of the own street and grids, fetched once while there is a network, so that the worker holds them. */
const warm = (given) => {
  const asked = (level, within) => `${config.outline}?${new URLSearchParams(within ? { level, within } : { level })}`;
  const { within } = given;
  if (!within) return;
  const grids = given.grids.slice(0, 3).map(({ code }) => code);
  const addresses = [asked("street"), asked("street", within), asked("community"), asked("grid", within), `${config.picture}?within=${within}`,
    ...grids.flatMap((code) => [asked("community", code.slice(0, 12)), asked("grid", code), `${config.picture}?within=${code.slice(0, 12)}`])];
  return Promise.allSettled([...new Set(addresses)].map((address) => fetch(address)));
};

/* -- the kit ------------------------------------------------------------------------------------------------------- */

const refreshKit = async () => {
  if (!cookie("shaoxiang_field")) await store.forget(); // signed out since: only what is unsent stays
  kit = (await store.kit()) || null;
  if (!offline) {
    try {
      const answer = await fetch(config.kit, { redirect: "manual" });
      if (answer.ok) {
        const fresh = await answer.json();
        if (!kit || kit.post !== fresh.post) await store.forget();
        await store.putKit(fresh);
        kit = await store.kit();
        await ready;
        await warm(fresh);
        config.ready = "1"; // everything on board
      }
    } catch {
      /* without a network the kept one serves */
    }
  } else if (kit && kit.post !== post) kit = { ...kit, tasks: [], inCharge: [], grids: [], within: "" };
  document.dispatchEvent(new CustomEvent("kit"));
};

/** The shell keeps the words of the page it was fetched for: another language or size of letters, another shell. */
const ready = (async () => {
  if (!("serviceWorker" in navigator) || !window.isSecureContext) return;
  try {
    const held = await navigator.serviceWorker.register(config.worker);
    await navigator.serviceWorker.ready;
    const mark = `${document.documentElement.lang}:${document.documentElement.className.replace("js", "").trim()}`;
    const known = await store.kit("shell");
    if (!offline && held.active && (!known || known.mark !== mark)) {
      const cache = (await caches.keys()).filter((name) => name.startsWith("shaoxiang-shell-"));
      await Promise.all(cache.map(async (name) => (await caches.open(name)).add(new Request(config.shell, { cache: "reload" }))));
      await store.putKit({ mark }, "shell");
    }
  } catch (error) {
    console.warn("no service worker", error);
  }
})();

/* -- the shell: the part the address asks for ---------------------------------------------------------------------- */

const showShell = () => {
  const path = location.pathname;
  const view = path.startsWith(config.report) ? "report" : path.startsWith(config.queue) ? "queue" : path.includes("/tasks/") ? "tasks" : "home";
  all("[data-view]").forEach((part) => (part.hidden = part.dataset.view !== view));
  all("[data-tab]").forEach((tab) => (tab.dataset.tab === view ? tab.setAttribute("aria-current", "page") : tab.removeAttribute("aria-current")));
  one("[data-retry]").href = location.href;
  document.addEventListener("kit", () => fillShell());
};

const fillShell = () => {
  all("[data-as-of]").forEach((line) => (line.textContent = kit && kit.at ? say("asOf", { when: when(kit.at) }) : say("noKit")));
  if (!kit) return;
  if (kit.grids.length === 1) all("[data-kit-grid], .brand .name").forEach((heading) => (heading.textContent = kit.grids[0].name));
  const picture = one("[data-outline-picture]");
  if (kit.grids.length) picture.src = `${config.picture}?within=${kit.grids[0].code.slice(0, 12)}`;
  else picture.hidden = true;
  one("[data-in-charge]").replaceChildren(
    ...kit.inCharge.map(({ what, who, phone }) => {
      const row = document.createElement("li");
      const said = document.createElement("span");
      said.textContent = [what, who].filter(Boolean).join(" ");
      row.append(said);
      if (phone) {
        const call = document.createElement("a");
        call.className = "btn btn-outline";
        call.href = `tel:${phone}`;
        call.textContent = phone;
        row.append(call);
      }
      return row;
    }),
  );
  const tasks = one("[data-kit-tasks]");
  tasks.replaceChildren(...kit.tasks.map(taskRow));
  if (!kit.tasks.length) tasks.textContent = say("noTasks");
};

const taskRow = (task) => {
  const row = one("#task").content.firstElementChild.cloneNode(true);
  row.classList.add("is-task");
  one(".awaits", row).textContent = [task.awaited, task.due].filter(Boolean).join(" · ");
  one("b", row).textContent = task.title;
  one("span", row).textContent = [task.number, task.status, task.place].filter(Boolean).join(" · ");
  one("p", row).textContent = [task.words, task.outcome].filter(Boolean).join("\n→ ");
  task.moves.forEach(({ name }) => {
    const template = document.getElementById(`act-${name}`);
    if (!template) return;
    const part = template.content.firstElementChild.cloneNode(true);
    const form = one("form", part);
    Object.assign(form.dataset, { number: task.number, seen: task.seen });
    all("[id]", form).forEach((field) => (field.id = `${field.id}-${task.number}`));
    all("label[for]", form).forEach((label) => (label.htmlFor = `${label.htmlFor}-${task.number}`));
    listenToAct(form);
    row.append(part);
  });
  return row;
};

/* -- begin --------------------------------------------------------------------------------------------------------- */

const begin = async () => {
  all("[data-open-map]").forEach((button) => (button.hidden = false));
  if (!able) {
    flash(say("insecure"), "warning"); // forms are posted as they are
    all("[data-open-map]").forEach((button) => button.addEventListener("click", () => openMap(button, null)));
    return;
  }
  configure(config);
  if (offline) showShell();
  const form = document.getElementById("report-form");
  const report = form && post ? new ReportPage(form) : null;
  all("[data-open-map]").forEach((button) => button.addEventListener("click", () => openMap(button, report)));
  all("form[data-act]").forEach(listenToAct);
  const press = one("[data-send-now]");
  if (press) press.addEventListener("click", () => safely(sendNow()));
  if (offline && !post) state = "signIn";
  await showUnsent();
  await Promise.all([refreshKit(), post && sendNow()]);
  window.addEventListener("online", () => safely(sendNow()));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && safely(sendNow()));
};

safely(begin());
