/* 事件: what lies in the window, gathered by the server; with each move the picture, the list and the address follow. */
import { getJson, keepCases, keptCases } from "./kept.js";
import { round } from "./frame.js";
import { empty } from "./style.js";

const SETTLED_MS = 180;
const CLOSE = 17.6; // from here on a cluster opens its list instead of a closer window

export class Cases {
  constructor(owner) {
    this.owner = owner;
    this.map = owner.map;
    this.words = owner.words;
    this.pending = null;
    this.map.on("moveend", (event) => this.moved(event));
    this.map.on("click", "clusters", (event) => this.closer(event.features[0]));
    this.map.on("click", "points", (event) => owner.popup(event.features[0]));
    if (this.quiet) return;
    window.addEventListener("popstate", () => this.back());
    document.addEventListener("click", (event) => this.follow(event));
    document.addEventListener("input", (event) => this.slid(event));
    document.addEventListener("change", (event) => this.slid(event, true));
  }

  /** Part of a larger page: its address and its parts are left alone. */
  get quiet() {
    return "quiet" in this.words;
  }

  get heat() {
    return !this.quiet && new URLSearchParams(location.search).get("view") === "heat";
  }

  /** The window in stored coordinates: west, south, east, north. */
  box() {
    const edges = this.map.getBounds();
    const { back } = this.owner.frame;
    const [west, south] = back(edges.getWest(), edges.getSouth());
    const [east, north] = back(edges.getEast(), edges.getNorth());
    return [Math.max(west, -180), Math.max(south, -85), Math.min(east, 180), Math.min(north, 85)].map((edge) => round(edge, 6));
  }

  moved() {
    clearTimeout(this.pending);
    this.pending = setTimeout(() => this.refresh(), SETTLED_MS);
  }

  async refresh({ push = false, address = "" } = {}) {
    if (this.quiet) return void (await this.draw());
    const url = new URL(address || location.href, location.href);
    url.searchParams.delete("cursor");
    if (!address || this.touched) url.searchParams.set("bbox", this.box().map((edge) => edge.toFixed(5)).join(","));
    if (url.href !== location.href) history[push || this.pushNext ? "pushState" : "replaceState"](null, "", url);
    this.pushNext = false;
    this.touched = true;
    await Promise.allSettled([this.draw(), this.parts()]);
  }

  /** The filter is the page's address; where it is asked for is the component's. */
  source() {
    if (this.quiet) return this.words.cases;
    const asked = new URLSearchParams(location.search);
    ["bbox", "zoom", "cursor"].forEach((name) => asked.delete(name));
    const path = (this.heat ? this.words.heat : this.words.cases).split("?")[0];
    return `${path}?${asked}`;
  }

  async draw() {
    if (this.asking) this.asking.abort();
    const asking = new AbortController();
    this.asking = asking;
    const from = this.source();
    const empties = this.heat ? "points" : "heat";
    try {
      const data = await getJson(`${from}&bbox=${this.box().join(",")}&zoom=${round(this.map.getZoom(), 2)}`, asking.signal);
      this.owner.put(empties, empty());
      this.owner.put(this.heat ? "heat" : "points", data);
      keepCases(from, data);
      this.owner.say("");
      this.owner.root.dataset.mapTotal = data.total;
    } catch (error) {
      if (error.name === "AbortError") return;
      const kept = keptCases(from);
      if (kept) this.owner.put(this.heat ? "heat" : "points", kept);
      this.owner.say(kept ? this.words.wordKept : error.told || this.words.wordFailed);
    } finally {
      if (this.asking === asking) this.owner.root.dataset.mapRead = String(Number(this.owner.root.dataset.mapRead || 0) + 1);
    }
  }

  /** Picture, list, legend and time, as the server writes them for this address. */
  async parts(href = location.href) {
    const answer = await fetch(href, { headers: { "HX-Request": "true" }, cache: "no-store" }); // kept, "back" would show the parts as the page
    if (!answer.ok) return;
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    holder.content.querySelectorAll("[data-part]").forEach((part) => {
      const place = document.querySelector(`[data-map-page] [data-part="${part.dataset.part}"]`);
      if (!place) return;
      const focused = place.contains(document.activeElement) && document.activeElement.id;
      place.replaceChildren(...part.childNodes);
      if (focused) document.getElementById(focused)?.focus();
    });
    document.querySelectorAll("[data-map-days]").forEach((slider) => (slider.hidden = false));
  }

  closer(cluster) {
    const box = typeof cluster.properties.box === "string" ? JSON.parse(cluster.properties.box) : cluster.properties.box;
    this.pushNext = true;
    const { out } = this.owner.frame;
    if (this.map.getZoom() >= CLOSE && !this.quiet) {
      const asked = new URL(location.href);
      asked.searchParams.set("bbox", box.join(","));
      this.parts(asked.href).then(() => this.openList());
      return;
    }
    this.map.fitBounds([out(box[0], box[1]), out(box[2], box[3])], { padding: 60, animate: false, maxZoom: 18.5 });
  }

  openList() {
    const sheet = document.querySelector("[data-map-sheet]");
    if (!sheet) return;
    sheet.classList.add("is-open");
    sheet.querySelector("[data-map-sheet-toggle]")?.setAttribute("aria-expanded", "true");
    sheet.querySelector("a")?.focus();
  }

  back() {
    const box = new URLSearchParams(location.search).get("bbox");
    const { out } = this.owner.frame;
    const edges = box ? box.split(",").map(Number) : null;
    if (edges && edges.length === 4 && edges.every(Number.isFinite)) this.map.fitBounds([out(edges[0], edges[1]), out(edges[2], edges[3])], { animate: false });
    else this.owner.home();
    this.moved();
  }

  /** Time steps and further pages of the list stay on this page. */
  follow(event) {
    const link = event.target.closest("a[data-map-go], a[data-map-more]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !link.closest("[data-map-page]")) return;
    event.preventDefault();
    if ("mapMore" in link.dataset) this.parts(link.href).then(() => document.querySelector("#map-list a")?.focus());
    else this.refresh({ push: true, address: link.href });
  }

  slid(event, done = false) {
    const slider = event.target.closest?.("[data-map-days]");
    if (!slider) return;
    const day = slider.dataset.mapDays.split(",")[Number(slider.value)];
    slider.setAttribute("aria-valuetext", day);
    if (!done) return;
    const asked = new URL(location.href);
    asked.searchParams.set("on", day);
    this.refresh({ push: true, address: asked.href });
  }
}
