/* 工具: my position (asked on a tap, drawn, never sent), a place to fly to, the coordinates of the middle, which base layer. */
import { chosenLayer, keepChoice } from "./base.js";
import { gcjFromWgs, round } from "./frame.js";
import { getJson } from "./kept.js";
import { circle } from "./style.js";

const TYPED_MS = 250;
const collection = (...features) => ({ type: "FeatureCollection", features });

export const myPosition = (owner) => {
  const { words } = owner;
  if (!window.isSecureContext || !navigator.geolocation) return owner.say(words.wordInsecure);
  owner.say(words.wordLocating);
  const taken = ({ coords }) => {
    const { longitude, latitude, accuracy } = coords;
    owner.put("accuracy", collection(circle(longitude, latitude, accuracy)));
    owner.put("me", collection({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [longitude, latitude] } }));
    owner.say(words.wordMine.replace("{n}", Math.round(accuracy)));
    owner.map.jumpTo({ center: owner.frame.out(longitude, latitude), zoom: Math.max(owner.map.getZoom(), 15) });
  };
  const failed = (error) => owner.say(error.code === 1 ? words.wordDenied : words.wordNofix);
  return navigator.geolocation.getCurrentPosition(taken, failed, { enableHighAccuracy: true, timeout: 15000, maximumAge: 10000 });
};

export const search = (owner, form) => {
  const [input, results] = [form.querySelector("input"), form.querySelector("[data-map-results]")];
  let turn = 0;
  let waiting = null;
  const close = () => {
    results.hidden = true;
    results.replaceChildren();
  };
  const fly = (place) => {
    const { out } = owner.frame;
    close();
    if (owner.cases) owner.cases.pushNext = true;
    owner.map.fitBounds([out(place.box[0], place.box[1]), out(place.box[2], place.box[3])], { padding: 30, animate: false });
    if (place.code.length === 15) owner.mark(place.code);
    owner.loadGrids([place.code.slice(0, 12)]);
  };
  const line = (place) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = [place.name, place.above].filter(Boolean).join(" · ");
    const level = document.createElement("small");
    level.textContent = ` ${place.level}`;
    button.append(level);
    button.addEventListener("click", () => fly(place));
    item.append(button);
    return item;
  };
  const look = async () => {
    const words = input.value.trim();
    const mine = ++turn;
    if (!words) return close();
    try {
      const { found } = await getJson(`${owner.words.find}?${new URLSearchParams({ q: words })}`);
      if (mine !== turn) return undefined;
      const nothing = document.createElement("li");
      nothing.textContent = owner.words.wordNothing;
      results.replaceChildren(...(found.length ? found.map(line) : [nothing]));
      results.hidden = false;
    } catch {
      owner.say(owner.words.wordFailed);
    }
    return undefined;
  };
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, TYPED_MS);
  });
  form.addEventListener("keydown", (event) => event.key === "Escape" && close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    await look();
    results.querySelector("button")?.focus();
  });
};

export const coordinates = (owner, button) => {
  const panel = document.createElement("div");
  panel.className = "sx-map-coordinates";
  panel.hidden = true;
  const cross = document.createElement("span");
  cross.className = "sx-map-cross";
  cross.setAttribute("aria-hidden", "true");
  cross.hidden = true;
  const heading = document.createElement("strong");
  heading.textContent = owner.words.wordCentre;
  const rows = ["WGS-84", "GCJ-02"].map((system) => {
    const row = document.createElement("p");
    const output = document.createElement("output");
    const copy = document.createElement("button");
    copy.type = "button";
    copy.className = "btn btn-sm btn-outline";
    copy.textContent = owner.words.wordCopy;
    copy.setAttribute("aria-label", `${owner.words.wordCopy} ${system}`);
    copy.addEventListener("click", async () => {
      await navigator.clipboard?.writeText(output.value).catch(() => {});
      copy.textContent = owner.words.wordCopied;
      setTimeout(() => (copy.textContent = owner.words.wordCopy), 1500);
    });
    row.append(`${system} `, output, " ", copy);
    return { row, output };
  });
  panel.append(heading, ...rows.map(({ row }) => row));
  owner.stage.append(cross, panel);
  const show = () => {
    const middle = owner.map.getCenter();
    const stored = owner.frame.back(middle.lng, middle.lat);
    [stored, gcjFromWgs(...stored)].forEach((point, turn) => (rows[turn].output.value = point.map((each) => round(each, 6).toFixed(6)).join(",")));
  };
  owner.map.on("move", () => !panel.hidden && show());
  button.addEventListener("click", () => {
    panel.hidden = !panel.hidden;
    cross.hidden = panel.hidden;
    button.setAttribute("aria-expanded", String(!panel.hidden));
    if (!panel.hidden) show();
  });
};

/** One choice per layer and "none": radio buttons, so that keyboards and screen readers know them. */
export const baseSwitch = (owner, layers) => {
  const box = document.createElement("details");
  box.className = "sx-map-base";
  const summary = document.createElement("summary");
  summary.textContent = owner.words.wordBase;
  const list = document.createElement("div");
  const now = chosenLayer(layers);
  [...layers, null].forEach((layer) => {
    const line = document.createElement("label");
    const input = document.createElement("input");
    input.type = "radio";
    input.name = "sx-map-base";
    input.value = layer ? layer.code : "none";
    input.checked = (layer ? layer.code : "none") === (now ? now.code : "none");
    input.addEventListener("change", () => {
      keepChoice(layer);
      owner.setBase(layer);
      box.open = false;
    });
    line.append(input, ` ${layer ? layer.name : owner.words.wordNone}`);
    list.append(line);
  });
  box.append(summary, list);
  owner.stage.append(box);
};
