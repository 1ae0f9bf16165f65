/* 标记: what a page draws beside the cases: whistles by state, bases of teams. Where people are is never among them. */
import { getJson } from "./kept.js";

export class Marks {
  constructor(owner) {
    this.owner = owner;
    this.map = owner.map;
    this.map.on("click", "mark-ground", (event) => this.popup(event.features[0]));
    this.map.on("mouseenter", "mark-ground", () => (this.map.getCanvas().style.cursor = "pointer"));
    this.map.on("mouseleave", "mark-ground", () => (this.map.getCanvas().style.cursor = ""));
  }

  /** Read anew; what was drawn stays where the server does not answer. */
  async draw() {
    try {
      const data = await getJson(this.owner.words.marks);
      this.owner.put("marks", data);
      this.owner.root.dataset.mapMarks = String(data.features.length);
    } catch {
      this.owner.root.dataset.mapMarks ||= "0";
    }
  }

  popup(feature) {
    const { number, title, words, url } = feature.properties;
    const line = document.createElement(url ? "a" : "span");
    if (url) line.href = url;
    line.textContent = [number, title].filter(Boolean).join(" ");
    const state = document.createElement("p");
    state.className = "mb-0";
    state.textContent = words;
    const card = document.createElement("div");
    card.append(line, state);
    this.owner.card?.remove(); // a mark lies over the cases below it
    this.owner.card = new this.owner.library.Popup({ maxWidth: "20rem" }).setLngLat(feature.geometry.coordinates).setDOMContent(card).addTo(this.map);
  }
}
