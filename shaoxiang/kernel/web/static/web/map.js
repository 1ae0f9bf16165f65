/* 地图: outlines, base layers, a pin or a marker, cases. Without WebGL2 the picture stays and everything but dragging still works. */
import { chosenLayer, layersOf, offer, show as showBase } from "./map/base.js";
import { Cases } from "./map/cases.js";
import { drawnIn, FRAMES, round } from "./map/frame.js";
import { getJson, getKept } from "./map/kept.js";
import { Marks } from "./map/marks.js";
import { bounds, circle, GRID_ZOOM, nameFeatures, pinDrawing, style } from "./map/style.js";
import { baseSwitch, coordinates, myPosition, search } from "./map/tools.js";

const STEP_PX = 8;

const hasWebGL2 = () => {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
};
const finite = (text) => (text === "" || text === undefined || !Number.isFinite(Number(text)) ? null : Number(text));
const addStyle = (href) =>
  new Promise((done) => {
    if (document.querySelector(`link[href="${href}"]`)) return done();
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    link.addEventListener("load", done);
    link.addEventListener("error", done);
    document.head.append(link);
    return undefined;
  });

class PlaceMap {
  constructor(root) {
    this.root = root;
    this.words = root.dataset;
    this.stage = root.querySelector("[data-map-stage]");
    this.picture = root.querySelector("[data-map-picture]");
    this.found = root.querySelector("[data-map-found]");
    this.note = root.querySelector("[data-map-note]");
    this.picks = "pick" in root.dataset;
    this.frame = FRAMES.wgs84;
    this.held = {};
    this.loadedStreets = new Set();
    this.asked = 0;
    if (this.picks) this.listen();
    const lon = finite(root.dataset.lon);
    const lat = finite(root.dataset.lat);
    this.pin = lon === null || lat === null ? null : { lon, lat };
    if (hasWebGL2()) this.draw().catch(() => this.back());
    else root.dataset.mapState = "picture";
    if (this.picks && this.pin) this.locate(this.pin);
  }

  field(name) {
    return this.root.querySelector(`[name="${name}"]`);
  }

  set(values) {
    Object.entries(values).forEach(([name, value]) => {
      const input = this.field(name);
      if (input) input.value = value === null || value === undefined ? "" : String(value);
    });
  }

  say(text) {
    if (this.note) this.note.textContent = text || "";
  }

  /* -- choosing a place: whatever is drawn, what is kept is WGS-84 ------------------------------------------- */

  listen() {
    const here = this.root.querySelector("[data-map-here]");
    const read = this.root.querySelector("[data-map-read]");
    const typed = this.field("point");
    if (navigator.geolocation) {
      here.hidden = false;
      here.addEventListener("click", () => this.myPosition());
    }
    read.hidden = false;
    read.addEventListener("click", () => this.readTyped());
    typed.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.readTyped();
    });
    typed.addEventListener("change", () => typed.value.trim() && this.readTyped());
  }

  myPosition() {
    if (!window.isSecureContext) return this.say(this.words.wordInsecure);
    this.say(this.words.wordLocating);
    const taken = ({ coords }) => {
      const fix = { lon: round(coords.longitude, 6), lat: round(coords.latitude, 6) };
      this.set({ raw_lon: fix.lon, raw_lat: fix.lat, accuracy: Math.round(coords.accuracy), crs: "wgs84", point: "", point_read: "" });
      this.say(this.words.wordAccuracy.replace("{n}", Math.round(coords.accuracy)));
      if (this.map) this.put("accuracy", { type: "FeatureCollection", features: [circle(fix.lon, fix.lat, coords.accuracy)] });
      this.move(fix, true);
    };
    const failed = (error) => this.say(error.code === 1 ? this.words.wordDenied : this.words.wordNofix);
    return navigator.geolocation.getCurrentPosition(taken, failed, { enableHighAccuracy: true, timeout: 15000, maximumAge: 10000 });
  }

  async readTyped() {
    const text = this.field("point").value.trim();
    const crs = this.field("point_crs").value;
    if (!text) return;
    try {
      const answer = await getJson(`${this.words.locate}?${new URLSearchParams({ point: text, crs })}`);
      this.set({ raw_lon: answer.raw_lon, raw_lat: answer.raw_lat, accuracy: "", crs, point_read: text });
      this.say(answer.swapped ? this.words.wordSwapped : "");
      this.move({ lon: answer.lon, lat: answer.lat }, true, answer);
    } catch (error) {
      this.say(error.told || this.words.wordOffline);
    }
  }

  /** A click or a drag: the fix of the device stays beside it, typed text no longer counts. */
  choose({ lng, lat }) {
    const [lon, stored] = this.frame.back(lng, lat);
    this.set({ point: "", point_read: "" });
    this.move({ lon, lat: stored }, false);
  }

  move(place, fly, known) {
    this.pin = { lon: round(place.lon, 6), lat: round(place.lat, 6) };
    this.set({ lon: this.pin.lon, lat: this.pin.lat });
    if (this.map) this.showPin(fly);
    else this.picture.src = `${this.words.picture}?${new URLSearchParams(this.pin)}`;
    if (known) this.show(known);
    else this.locate(this.pin);
  }

  async locate(place) {
    const turn = ++this.asked;
    try {
      const answer = await getJson(`${this.words.locate}?${new URLSearchParams(place)}`);
      if (turn === this.asked) this.show(answer);
    } catch (error) {
      if (turn === this.asked) this.say(error.told || this.words.wordOffline);
    }
  }

  show(answer) {
    if (this.found) this.found.textContent = answer.sentence;
    this.mark(answer.grid || "");
    if (this.map && answer.street) this.loadGrids([answer.street]);
    this.root.dispatchEvent(new CustomEvent("map:place", { bubbles: true, detail: answer }));
  }

  /** One grid stands out. */
  mark(code) {
    this.grid = code;
    if (this.map && this.map.getLayer("found")) this.map.setFilter("found", ["==", ["get", "code"], code]);
  }

  /* -- drawing ---------------------------------------------------------------------------------------------- */

  async draw() {
    const [library, streets] = await Promise.all([import(this.words.library), this.outline("street"), addStyle(this.words.libraryStyle)]);
    const canvas = document.createElement("div");
    canvas.className = "sx-map-canvas";
    this.stage.append(canvas);
    this.root.classList.add("is-live");
    this.library = library;
    this.layers = layersOf(this.words.layers);
    const base = chosenLayer(this.layers);
    this.frame = FRAMES[base ? base.shift : "wgs84"];
    const within = this.words.within;
    const home = within.length > 9 ? await this.outline(within.length > 12 ? "grid" : "community") : streets;
    this.homeBox = bounds(home.features.length ? home : streets) || [[73, 18], [135, 54]];
    this.map = new library.Map({
      container: canvas, style: style(Boolean(this.words.points), this.words.wordLate), bounds: this.opening(), fitBoundsOptions: { padding: this.words.box ? 0 : 24 }, attributionControl: false,
      dragRotate: false, pitchWithRotate: false, touchPitch: false, maxZoom: 19, cooperativeGestures: false, fadeDuration: 0,
      locale: { "NavigationControl.ZoomIn": this.words.wordZoomin, "NavigationControl.ZoomOut": this.words.wordZoomout, "Map.Title": this.words.wordMap, "Popup.Close": this.words.wordClose },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new library.NavigationControl({ showCompass: false }), "top-right");
    this.map.addControl(new library.ScaleControl({ unit: "metric" }), "bottom-left");
    await this.map.once("load");
    this.put("street", streets);
    this.outline("community").then((data) => this.put("community", data)).catch(() => {});
    if (this.layers.length) this.offerBases(base);
    this.map.on("moveend", () => this.gridsInView());
    if (within.length >= 9) this.loadGrids([within]);
    if (this.words.points) await this.showPoints();
    if (this.words.cases) await this.showCases();
    if (this.words.marks) await this.showMarks();
    if (this.pin) this.showPin(true);
    if (this.picks) this.map.on("click", (event) => this.choose(event.lngLat));
    if (this.grid) this.mark(this.grid);
    if (within.length === 15) this.mark(within);
    this.gridsInView();
    this.map.once("idle", () => (this.root.dataset.mapState = "live"));
    setTimeout(() => (this.root.dataset.mapState ||= "live"), 8000); // tiles that never come keep nobody waiting
  }

  /** Where to begin: the box of the page, else the place, as drawn. */
  opening() {
    const edges = this.words.box ? this.words.box.split(",").map(Number) : null;
    const stored = edges && edges.length === 4 ? [[edges[0], edges[1]], [edges[2], edges[3]]] : this.homeBox;
    return stored.map(([lon, lat]) => this.frame.out(lon, lat));
  }

  home() {
    this.map.fitBounds(this.homeBox.map(([lon, lat]) => this.frame.out(lon, lat)), { padding: 24, animate: false });
  }

  back() {
    this.root.classList.remove("is-live");
    this.root.dataset.mapState = "picture";
    this.stage.querySelectorAll(".sx-map-canvas").forEach((canvas) => canvas.remove());
    this.map = null;
  }

  outline(level) {
    const within = this.words.within;
    const asked = new URLSearchParams({ level });
    if (within && level !== "street" && !this.picks) asked.set("within", within.slice(0, level === "community" ? 12 : 15));
    if (within && level === "street" && !this.picks) asked.set("within", within.slice(0, 9));
    return getKept(`${this.words.outline}?${asked}`);
  }

  gridsInView() {
    if (this.map.getZoom() < GRID_ZOOM - 0.5) return;
    const seen = this.map.queryRenderedFeatures({ layers: ["street-fill"] }).map((feature) => feature.properties.code);
    this.loadGrids([...new Set(seen)]);
  }

  async loadGrids(codes) {
    const wanted = codes.filter((code) => !this.loadedStreets.has(code) && ![...this.loadedStreets].some((held) => code.startsWith(held)));
    if (!wanted.length) return;
    wanted.forEach((code) => this.loadedStreets.add(code));
    const files = await Promise.all(wanted.map((code) => getKept(`${this.words.outline}?${new URLSearchParams({ level: "grid", within: code })}`).catch(() => {
      this.loadedStreets.delete(code); // asked again with the next move
      return { features: [] };
    })));
    const known = new Map((this.gridFeatures || []).map((feature) => [feature.properties.code, feature]));
    files.flatMap((file) => file.features).forEach((feature) => known.set(feature.properties.code, feature));
    this.gridFeatures = [...known.values()];
    this.put("grid", { type: "FeatureCollection", features: this.gridFeatures });
  }

  /** Data as stored; it is drawn in the frame of the base layer. */
  put(name, data) {
    if (!this.map) return;
    this.held[name] = data;
    this.map.getSource(name).setData(drawnIn(this.frame, data));
    if (this.map.getSource(`${name}-label`)) this.map.getSource(`${name}-label`).setData(drawnIn(this.frame, nameFeatures(data.features)));
  }

  offerBases(base) {
    offer(this.library, this.layers);
    showBase(this.map, base);
    this.sayApproval(base);
    baseSwitch(this, this.layers);
    this.map.on("error", (event) => event.sourceId?.startsWith("base-") && this.say(this.words.wordTiles));
  }

  /** Another base layer: the same ground stays in view, and all that is drawn moves into its coordinate system. */
  setBase(layer) {
    const middle = this.map.getCenter();
    const stored = this.frame.back(middle.lng, middle.lat);
    this.frame = FRAMES[layer ? layer.shift : "wgs84"];
    showBase(this.map, layer);
    this.sayApproval(layer);
    Object.entries(this.held).forEach(([name, data]) => this.put(name, data));
    if (this.marker) this.marker.setLngLat(this.frame.out(this.pin.lon, this.pin.lat));
    this.map.jumpTo({ center: this.frame.out(...stored) });
  }

  sayApproval(layer) {
    const place = this.root.querySelector("[data-map-approval]");
    if (!place) return;
    const words = layer ? [layer.attribution, layer.approval && `${this.words.wordApproval}${layer.approval}`].filter(Boolean) : [];
    place.textContent = words.length ? ` · ${words.join(" · ")}` : "";
  }

  showPin(fly) {
    const at = this.frame.out(this.pin.lon, this.pin.lat);
    if (!this.marker) {
      const button = document.createElement(this.picks ? "button" : "span");
      button.className = this.picks ? "sx-pin" : "sx-pin is-fixed";
      if (this.picks) {
        button.type = "button";
        button.addEventListener("keydown", (event) => this.nudge(event));
      }
      if (!this.picks) button.setAttribute("role", "img");
      button.append(pinDrawing());
      this.marker = new this.library.Marker({ element: button, anchor: "bottom", draggable: this.picks }).setLngLat(at).addTo(this.map);
      button.setAttribute("aria-label", this.picks ? this.words.wordPin : this.words.wordMap);
      this.marker.on("dragend", () => this.choose(this.marker.getLngLat()));
    }
    this.marker.setLngLat(at);
    if (fly) this.map.jumpTo({ center: at, zoom: Math.max(this.map.getZoom(), 14.5) });
  }

  nudge(event) {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const far = STEP_PX * (event.shiftKey ? 8 : 1);
    const from = this.map.project(this.frame.out(this.pin.lon, this.pin.lat));
    this.choose(this.map.unproject([from.x + way[0] * far, from.y + way[1] * far]));
  }

  /* -- cases ------------------------------------------------------------------------------------------------ */

  /** Points read once, gathered here. */
  async showPoints() {
    const data = await getJson(this.words.points);
    this.put("points", data);
    const box = bounds(data);
    if (box && !this.words.within) this.map.fitBounds(box.map(([lon, lat]) => this.frame.out(lon, lat)), { padding: 40, maxZoom: 15, animate: false });
    this.map.on("click", "points", (event) => this.popup(event.features[0]));
    this.map.on("click", "clusters", async (event) => {
      const cluster = event.features[0];
      const zoom = await this.map.getSource("points").getClusterExpansionZoom(cluster.properties.cluster_id);
      this.map.jumpTo({ center: cluster.geometry.coordinates, zoom });
    });
    this.point();
  }

  /** Cases of the window, gathered by the server; the tools of the page with them. */
  async showCases() {
    const tools = this.root.querySelector("[data-map-tools]");
    this.cases = new Cases(this);
    this.point();
    if (tools) {
      tools.hidden = false;
      tools.querySelector("[data-map-me]").addEventListener("click", () => myPosition(this));
      search(this, tools.querySelector("[data-map-search]"));
      coordinates(this, tools.querySelector("[data-map-coordinates]"));
    }
    const sheet = document.querySelector("[data-map-sheet-toggle]");
    if (sheet) {
      sheet.hidden = false;
      sheet.addEventListener("click", () => sheet.setAttribute("aria-expanded", String(sheet.closest("[data-map-sheet]").classList.toggle("is-open"))));
    }
    document.querySelectorAll("[data-map-days]").forEach((slider) => (slider.hidden = false));
    await this.cases.draw();
  }

  /** Marks of the page's own, beside the cases. */
  async showMarks() {
    this.marks = new Marks(this);
    await this.marks.draw();
  }

  point() {
    ["points", "clusters"].forEach((layer) => {
      this.map.on("mouseenter", layer, () => (this.map.getCanvas().style.cursor = "pointer"));
      this.map.on("mouseleave", layer, () => (this.map.getCanvas().style.cursor = ""));
    });
  }

  /** A small card: number, title, light in words, the way to the case. */
  popup(feature) {
    const { title, number, url, light } = feature.properties;
    const address = url || (this.words.cases && number ? `${this.words.cases.split("map/")[0]}${number}/` : "");
    const line = document.createElement(address ? "a" : "span");
    if (address) line.href = address;
    line.textContent = [number, title].filter(Boolean).join(" ");
    const card = document.createElement("div");
    card.append(line);
    const words = light && document.querySelector(`.map-legend .light-${CSS.escape(light)}`);
    if (words) {
      const mark = document.createElement("p");
      mark.className = "mb-0";
      mark.append(words.cloneNode(true));
      card.append(mark);
    }
    this.card = new this.library.Popup({ maxWidth: "20rem" }).setLngLat(feature.geometry.coordinates).setDOMContent(card).addTo(this.map);
  }
}

const start = (scope) =>
  scope.querySelectorAll("[data-map]").forEach((root) => {
    if (!root.placeMap) root.placeMap = new PlaceMap(root);
  });
start(document);
// on a telephone the map comes first, the filter when it is asked for
if (matchMedia("(max-width: 767.98px)").matches) document.querySelectorAll("[data-map-filters]").forEach((filters) => (filters.open = false));
document.addEventListener("htmx:afterSwap", (event) => start(event.target.parentElement || document));
