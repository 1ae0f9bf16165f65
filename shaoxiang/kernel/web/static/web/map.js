/* 地图: outlines, a pin or a marker, points. Without WebGL2 the picture stays and everything but dragging still works. */
const FONT = ["PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"];
const INK = "#1c2733";
const STEP_PX = 8;
const GRID_ZOOM = 12;

const hasWebGL2 = () => {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
};
const finite = (text) => (text === "" || text === undefined || !Number.isFinite(Number(text)) ? null : Number(text));
const nameField = () => (document.documentElement.lang.startsWith("en") ? "label_en" : "label");
const empty = () => ({ type: "FeatureCollection", features: [] });
const getJson = async (url) => {
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  const body = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(body.error || answer.statusText), { told: body.error });
  return body;
};
const addStyle = (href) =>
  new Promise((done) => {
    if (document.querySelector(`link[href="${href}"]`)) return done();
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    link.addEventListener("load", done);
    link.addEventListener("error", done);
    document.head.append(link);
  });

/** A circle of `metres` round a point, as a polygon, for the accuracy of a fix. */
const circle = (lon, lat, metres) => {
  const north = metres / 111200;
  const east = north / Math.cos((lat * Math.PI) / 180);
  const ring = Array.from({ length: 49 }, (_each, step) => {
    const turn = (step / 48) * 2 * Math.PI;
    return [lon + east * Math.cos(turn), lat + north * Math.sin(turn)];
  });
  return { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [ring] } };
};

const bounds = (collection) => {
  const box = [180, 90, -180, -90];
  const walk = (part) => {
    if (typeof part[0] === "number") {
      box[0] = Math.min(box[0], part[0]);
      box[1] = Math.min(box[1], part[1]);
      box[2] = Math.max(box[2], part[0]);
      box[3] = Math.max(box[3], part[1]);
    } else part.forEach(walk);
  };
  collection.features.forEach((feature) => walk(feature.geometry.coordinates));
  return box[0] > box[2] ? null : [[box[0], box[1]], [box[2], box[3]]];
};

const pinDrawing = () => {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 36 44");
  svg.setAttribute("aria-hidden", "true");
  const drop = document.createElementNS(space, "path");
  drop.setAttribute("d", "M18 43C10 31 4 25 4 17a14 14 0 1 1 28 0c0 8-6 14-14 26z");
  drop.setAttribute("fill", "#b3261e");
  drop.setAttribute("stroke", "#fff");
  drop.setAttribute("stroke-width", "2");
  const eye = document.createElementNS(space, "circle");
  eye.setAttribute("cx", "18");
  eye.setAttribute("cy", "17");
  eye.setAttribute("r", "5");
  eye.setAttribute("fill", "#fff");
  svg.append(drop, eye);
  return svg;
};

const label = (id, minzoom, size) => ({
  id, source: id, minzoom, type: "symbol",
  layout: { "text-field": ["get", nameField()], "text-font": FONT, "text-size": size, "text-max-width": 7, "text-padding": 6 },
  paint: { "text-color": INK, "text-halo-color": "#fff", "text-halo-width": 1.6 },
});
/** One point per outline for its name: a name drawn in the outline itself would stand once in every tile. */
const nameFeatures = (features) => ({
  type: "FeatureCollection",
  features: features.map(({ properties }) => ({ type: "Feature", properties, geometry: { type: "Point", coordinates: properties.at } })),
});
const lines = (id, source, color, width, minzoom = 0) => ({ id, source, minzoom, type: "line", paint: { "line-color": color, "line-width": width } });
const source = (data = empty()) => ({ type: "geojson", data });

const style = (clustered) => ({
  version: 8,
  sources: {
    street: source(), community: source(), grid: source(), accuracy: source(),
    "street-label": source(), "community-label": source(), "grid-label": source(),
    points: { ...source(), cluster: clustered, clusterRadius: 36, clusterMaxZoom: 14 },
  },
  layers: [
    { id: "ground", type: "background", paint: { "background-color": "#ffffff" } },
    { id: "street-fill", source: "street", type: "fill", paint: { "fill-color": "#f1f5fa" } },
    { id: "special-fill", source: "grid", type: "fill", minzoom: GRID_ZOOM - 0.5, filter: ["==", ["get", "special"], true], paint: { "fill-color": "#efeafa" } },
    { id: "found", source: "grid", type: "fill", filter: ["==", ["get", "code"], ""], paint: { "fill-color": "#ffd77a", "fill-opacity": 0.55 } },
    lines("grid-line", "grid", "#9aa8b7", 0.8, GRID_ZOOM - 0.5),
    lines("community-line", "community", "#5f7388", 1, 10),
    lines("street-line", "street", "#17568f", 2),
    { id: "accuracy-fill", source: "accuracy", type: "fill", paint: { "fill-color": "#0b63ce", "fill-opacity": 0.12 } },
    lines("accuracy-line", "accuracy", "#0b63ce", 1.5),
    { id: "clusters", source: "points", type: "circle", filter: ["has", "point_count"],
      paint: { "circle-color": "#17568f", "circle-radius": ["step", ["get", "point_count"], 14, 20, 18, 100, 23], "circle-stroke-color": "#fff", "circle-stroke-width": 2 } },
    { id: "points", source: "points", type: "circle", filter: ["!", ["has", "point_count"]],
      paint: { "circle-radius": 7, "circle-stroke-color": "#fff", "circle-stroke-width": 2,
        "circle-color": ["match", ["get", "light"], "RED", "#b3261e", "YELLOW", "#8a5300", "GREEN", "#1b6e3c", "#4a5868"] } },
    label("grid-label", 14.2, 11),
    label("community-label", 12.2, 12),
    label("street-label", 0, 13),
    { ...label("cluster-label", 0, 12), source: "points", filter: ["has", "point_count"],
      layout: { "text-field": ["get", "point_count_abbreviated"], "text-font": FONT, "text-size": 12, "text-allow-overlap": true }, paint: { "text-color": "#fff" } },
  ],
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

  /* -- choosing a place ------------------------------------------------------------------------------------- */

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
      if (this.map) this.map.getSource("accuracy").setData({ type: "FeatureCollection", features: [circle(fix.lon, fix.lat, coords.accuracy)] });
      this.move(fix, true);
    };
    const failed = (error) => this.say(error.code === 1 ? this.words.wordDenied : this.words.wordNofix);
    navigator.geolocation.getCurrentPosition(taken, failed, { enableHighAccuracy: true, timeout: 15000, maximumAge: 10000 });
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
  choose(place) {
    this.set({ point: "", point_read: "" });
    this.move(place, false);
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
    this.grid = answer.grid || "";
    if (this.map && this.map.getLayer("found")) this.map.setFilter("found", ["==", ["get", "code"], this.grid]);
    if (this.map && answer.street) this.loadGrids([answer.street]);
    this.root.dispatchEvent(new CustomEvent("map:place", { bubbles: true, detail: answer }));
  }

  /* -- drawing ---------------------------------------------------------------------------------------------- */

  async draw() {
    const [library, streets] = await Promise.all([import(this.words.library), this.outline("street"), addStyle(this.words.libraryStyle)]);
    const canvas = document.createElement("div");
    canvas.className = "sx-map-canvas";
    this.stage.append(canvas);
    this.root.classList.add("is-live");
    this.library = library;
    const within = this.words.within;
    const home = within.length > 9 ? await this.outline(within.length > 12 ? "grid" : "community") : streets;
    const box = bounds(home.features.length ? home : streets) || [[73, 18], [135, 54]];
    this.map = new library.Map({
      container: canvas, style: style(Boolean(this.words.points)), bounds: box, fitBoundsOptions: { padding: 24 }, attributionControl: false,
      dragRotate: false, pitchWithRotate: false, touchPitch: false, maxZoom: 19, cooperativeGestures: false,
      locale: { "NavigationControl.ZoomIn": this.words.wordZoomin, "NavigationControl.ZoomOut": this.words.wordZoomout, "Map.Title": this.words.wordMap, "Popup.Close": this.words.wordClose },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new library.NavigationControl({ showCompass: false }), "top-right");
    this.map.addControl(new library.ScaleControl({ unit: "metric" }), "bottom-left");
    await this.map.once("load");
    this.put("street", streets);
    this.outline("community").then((data) => this.put("community", data));
    this.map.on("moveend", () => this.gridsInView());
    if (within.length >= 9) this.loadGrids([within]);
    if (this.words.points) await this.showPoints();
    if (this.pin) this.showPin(true);
    if (this.picks) this.map.on("click", (event) => this.choose({ lon: event.lngLat.lng, lat: event.lngLat.lat }));
    if (this.grid) this.map.setFilter("found", ["==", ["get", "code"], this.grid]);
    if (within.length === 15) this.map.setFilter("found", ["==", ["get", "code"], within]);
    this.gridsInView();
    this.map.once("idle", () => (this.root.dataset.mapState = "live"));
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
    return getJson(`${this.words.outline}?${asked}`);
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
    const files = await Promise.all(wanted.map((code) => getJson(`${this.words.outline}?${new URLSearchParams({ level: "grid", within: code })}`)));
    const known = new Map((this.gridFeatures || []).map((feature) => [feature.properties.code, feature]));
    files.flatMap((file) => file.features).forEach((feature) => known.set(feature.properties.code, feature));
    this.gridFeatures = [...known.values()];
    this.put("grid", { type: "FeatureCollection", features: this.gridFeatures });
  }

  put(level, data) {
    if (!this.map) return;
    this.map.getSource(level).setData(data);
    this.map.getSource(`${level}-label`).setData(nameFeatures(data.features));
  }

  showPin(fly) {
    const at = [this.pin.lon, this.pin.lat];
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
      this.marker.on("dragend", () => {
        const { lng, lat } = this.marker.getLngLat();
        this.choose({ lon: lng, lat });
      });
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
    const from = this.map.project([this.pin.lon, this.pin.lat]);
    const { lng, lat } = this.map.unproject([from.x + way[0] * far, from.y + way[1] * far]);
    this.choose({ lon: lng, lat });
  }

  async showPoints() {
    const data = await getJson(this.words.points);
    this.map.getSource("points").setData(data);
    const box = bounds(data);
    if (box && !this.words.within) this.map.fitBounds(box, { padding: 40, maxZoom: 15, animate: false });
    this.map.on("click", "points", (event) => this.popup(event.features[0]));
    this.map.on("click", "clusters", async (event) => {
      const cluster = event.features[0];
      const zoom = await this.map.getSource("points").getClusterExpansionZoom(cluster.properties.cluster_id);
      this.map.jumpTo({ center: cluster.geometry.coordinates, zoom });
    });
    ["points", "clusters"].forEach((layer) => {
      this.map.on("mouseenter", layer, () => (this.map.getCanvas().style.cursor = "pointer"));
      this.map.on("mouseleave", layer, () => (this.map.getCanvas().style.cursor = ""));
    });
  }

  popup(feature) {
    const { title, number, url } = feature.properties;
    const line = document.createElement(url ? "a" : "span");
    if (url) line.href = url;
    line.textContent = [number, title].filter(Boolean).join(" ");
    new this.library.Popup({ maxWidth: "20rem" }).setLngLat(feature.geometry.coordinates).setDOMContent(line).addTo(this.map);
  }
}

const round = (number, decimals) => Number(number.toFixed(decimals));

const start = (scope) =>
  scope.querySelectorAll("[data-map]").forEach((root) => {
    if (!root.placeMap) root.placeMap = new PlaceMap(root);
  });
start(document);
document.addEventListener("htmx:afterSwap", (event) => start(event.target.parentElement || document));
