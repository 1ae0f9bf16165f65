/* What the map looks like: outlines, a pin's accuracy, cases, heat. Meaning is never in colour alone. */
export const FONT = ["PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"];
export const GRID_ZOOM = 12;
const INK = "#1c2733";
const VIOLET = "#5b3f9e";
const HEAT = ["#fff3c4", "#fbd38d", "#f6993f", "#d9480f", "#8c1d06"];

const nameField = () => (document.documentElement.lang.startsWith("en") ? "label_en" : "label");
export const empty = () => ({ type: "FeatureCollection", features: [] });
const source = (data = empty()) => ({ type: "geojson", data });
const lines = (id, from, color, width, minzoom = 0) => ({ id, source: from, minzoom, type: "line", paint: { "line-color": color, "line-width": width } });
const label = (id, minzoom, size) => ({
  id, source: id, minzoom, type: "symbol",
  layout: { "text-field": ["get", nameField()], "text-font": FONT, "text-size": size, "text-max-width": 7, "text-padding": 6 },
  paint: { "text-color": INK, "text-halo-color": "#fff", "text-halo-width": 1.6 },
});
/** One point per outline for its name: a name drawn in the outline itself would stand once in every tile. */
export const nameFeatures = (features) => ({
  type: "FeatureCollection",
  features: features.map(({ properties }) => ({ type: "Feature", properties, geometry: { type: "Point", coordinates: properties.at } })),
});

const many = ["any", ["has", "point_count"], ["has", "n"]];
const count = ["coalesce", ["get", "n"], ["get", "point_count"], 1];
const late = [">", ["coalesce", ["get", "late"], 0], 0];

export const style = (gathered, lateWords) => {
  const [before, after] = lateWords.split("{n}");
  return {
    version: 8,
    sources: {
      street: source(), community: source(), grid: source(), accuracy: source(), me: source(), heat: source(), marks: source(),
      "street-label": source(), "community-label": source(), "grid-label": source(),
      points: gathered ? { ...source(), cluster: true, clusterRadius: 36, clusterMaxZoom: 14 } : source(),
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": "#ffffff" } },
      { id: "street-fill", source: "street", type: "fill", paint: { "fill-color": "#f1f5fa" } },
      { id: "heat-fill", source: "heat", type: "fill", paint: { "fill-color": ["match", ["get", "step"], 0, HEAT[0], 1, HEAT[1], 2, HEAT[2], 3, HEAT[3], HEAT[4]], "fill-opacity": 0.72 } },
      { id: "special-fill", source: "grid", type: "fill", minzoom: GRID_ZOOM - 0.5, filter: ["==", ["get", "special"], true], paint: { "fill-color": "#efeafa" } },
      { id: "found", source: "grid", type: "fill", filter: ["==", ["get", "code"], ""], paint: { "fill-color": "#ffd77a", "fill-opacity": 0.55 } },
      lines("grid-line", "grid", "#9aa8b7", 0.8, GRID_ZOOM - 0.5),
      lines("community-line", "community", "#5f7388", 1, 10),
      lines("street-line", "street", "#17568f", 2),
      { id: "accuracy-fill", source: "accuracy", type: "fill", paint: { "fill-color": "#0b63ce", "fill-opacity": 0.12 } },
      lines("accuracy-line", "accuracy", "#0b63ce", 1.5),
      { id: "me", source: "me", type: "circle", paint: { "circle-radius": 7, "circle-color": "#0b63ce", "circle-stroke-color": "#fff", "circle-stroke-width": 3 } },
      { id: "clusters", source: "points", type: "circle", filter: many,
        paint: { "circle-color": "#17568f", "circle-radius": ["step", count, 14, 20, 18, 100, 23, 1000, 27, 10000, 32],
          "circle-stroke-color": ["case", late, "#b3261e", "#fff"], "circle-stroke-width": ["case", late, 3, 2] } },
      { id: "points", source: "points", type: "circle", filter: ["!", many],
        paint: { "circle-radius": 8, "circle-stroke-color": "#fff", "circle-stroke-width": 2,
          "circle-color": ["match", ["get", "light"], "RED", "#b3261e", "YELLOW", "#8a5300", "GREEN", "#1b6e3c", "#4a5868"] } },
      label("grid-label", 14.2, 11),
      label("community-label", 12.2, 12),
      label("street-label", 0, 13),
      { id: "heat-label", source: "heat", type: "symbol", layout: { "text-field": ["to-string", ["get", "n"]], "text-font": FONT, "text-size": 11 }, paint: { "text-color": INK, "text-halo-color": "#fff", "text-halo-width": 1.4 } },
      { id: "point-mark", source: "points", type: "symbol", filter: ["!", many],
        layout: { "text-field": ["match", ["get", "light"], "RED", "!", "YELLOW", "~", "DONE", "✓", ""], "text-font": FONT, "text-size": 11, "text-allow-overlap": true }, paint: { "text-color": "#fff" } },
      { id: "cluster-label", source: "points", type: "symbol", filter: many,
        layout: { "text-field": ["to-string", count], "text-font": FONT, "text-size": 12, "text-allow-overlap": true }, paint: { "text-color": "#fff" } },
      { id: "cluster-late", source: "points", type: "symbol", minzoom: 10, filter: ["all", ["has", "n"], late],
        layout: { "text-field": ["concat", before, ["to-string", ["get", "late"]], after || ""], "text-font": FONT, "text-size": 10.5, "text-offset": [0, 2.4] },
        paint: { "text-color": "#8c1d18", "text-halo-color": "#fff", "text-halo-width": 1.8 } },
      { id: "mark-ground", source: "marks", type: "circle",
        paint: { "circle-radius": ["match", ["get", "mark"], "whistle", 11, 9], "circle-color": ["match", ["get", "mark"], "whistle", VIOLET, "#fff"],
          "circle-stroke-width": ["match", ["get", "mark"], "whistle", 3, 2], "circle-stroke-color": ["match", ["get", "mark"], "base", "#17568f",
            ["match", ["get", "light"], "RED", "#b3261e", "YELLOW", "#c07a00", "#fff"]] } },
      { id: "mark-letter", source: "marks", type: "symbol",
        layout: { "text-field": ["match", ["get", "mark"], "whistle", "哨", "队"], "text-font": FONT, "text-size": 12, "text-allow-overlap": true },
        paint: { "text-color": ["match", ["get", "mark"], "whistle", "#fff", "#17568f"] } },
      { id: "mark-words", source: "marks", type: "symbol", minzoom: 11,
        layout: { "text-field": ["get", "words"], "text-font": FONT, "text-size": 11, "text-offset": [0, 1.5], "text-anchor": "top", "text-optional": true },
        paint: { "text-color": INK, "text-halo-color": "#fff", "text-halo-width": 1.8 } },
    ],
  };
};

/** A circle of `metres` round a point (WGS-84), as a polygon, for the accuracy of a fix. */
export const circle = (lon, lat, metres) => {
  const north = metres / 111200;
  const east = north / Math.cos((lat * Math.PI) / 180);
  const ring = Array.from({ length: 49 }, (_each, step) => {
    const turn = (step / 48) * 2 * Math.PI;
    return [lon + east * Math.cos(turn), lat + north * Math.sin(turn)];
  });
  return { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [ring] } };
};

export const bounds = (collection) => {
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

export const pinDrawing = () => {
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
