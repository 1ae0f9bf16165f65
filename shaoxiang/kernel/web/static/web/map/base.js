/* 底图: raster layers under the outlines, in Web Mercator (w) as they come, in degrees (c) redrawn row by row. */
const CHOICE = "sx-map-base";
const SIZE = 256;

export const layersOf = (text) => {
  try {
    return JSON.parse(text || "[]");
  } catch {
    return [];
  }
};
export const chosenLayer = (layers) => {
  let kept = null;
  try {
    kept = localStorage.getItem(CHOICE);
  } catch {
    /* storage is shut: the first layer */
  }
  return kept === "none" ? null : layers.find((layer) => layer.code === kept) || layers[0] || null;
};
export const keepChoice = (layer) => {
  try {
    localStorage.setItem(CHOICE, layer ? layer.code : "none");
  } catch {
    /* storage is shut: chosen for this page only */
  }
};

const addressOf = (urls, z, x, y) => urls[(x + y) % urls.length].replaceAll("{z}", z).replaceAll("{x}", x).replaceAll("{y}", y);

/** Tiles cut in degrees (EPSG:4490 and 4326, level n = 2ⁿ columns): columns are those of Web Mercator, rows are stretched. */
const redrawn = async (urls, z, x, y, signal) => {
  const degrees = 360 / 2 ** z;
  const latAt = (row) => {
    const n = Math.PI - (2 * Math.PI * (y + row / SIZE)) / 2 ** z;
    return (Math.atan(Math.sinh(n)) * 180) / Math.PI;
  };
  const rowOf = (lat) => (90 - lat) / degrees;
  const [first, last] = [Math.floor(rowOf(latAt(0.5))), Math.floor(rowOf(latAt(SIZE - 0.5)))];
  const pictures = new Map();
  const wanted = Array.from({ length: last - first + 1 }, (_each, turn) => first + turn);
  await Promise.all(wanted.map(async (row) => {
    const answer = await fetch(addressOf(urls, z, x, row), { signal });
    if (answer.ok) pictures.set(row, await createImageBitmap(await answer.blob()));
  }));
  const canvas = new OffscreenCanvas(SIZE, SIZE);
  const pen = canvas.getContext("2d");
  for (let line = 0; line < SIZE; line += 1) {
    const at = rowOf(latAt(line + 0.5));
    const picture = pictures.get(Math.floor(at));
    if (picture) pen.drawImage(picture, 0, Math.min((at - Math.floor(at)) * picture.height, picture.height - 1), picture.width, 1, 0, line, SIZE, 1);
  }
  return (await canvas.convertToBlob()).arrayBuffer();
};

let known = [];
export const offer = (library, layers) => {
  known = layers;
  library.addProtocol("sxdegrees", async ({ url }, abort) => {
    const [code, picture, z, x, y] = url.replace("sxdegrees://", "").split("/");
    const layer = known.find((each) => each.code === code);
    return { data: await redrawn(layer.pictures[Number(picture)], Number(z), Number(x), Number(y), abort.signal) };
  });
};

const ids = (map) => map.getStyle().layers.map((layer) => layer.id).filter((id) => id.startsWith("base-"));

/** Show a layer (or none): its pictures in order, under everything of ours. */
export const show = (map, layer) => {
  ids(map).forEach((id) => {
    map.removeLayer(id);
    map.removeSource(id);
  });
  map.setPaintProperty("street-fill", "fill-opacity", layer ? 0.06 : 1);
  (layer ? layer.pictures : []).forEach((urls, turn) => {
    const id = `base-${turn}`;
    const tiles = layer.set === "c" ? [`sxdegrees://${layer.code}/${turn}/{z}/{x}/{y}`] : urls.map((url) => new URL(url, location.href).href.replaceAll("%7B", "{").replaceAll("%7D", "}"));
    map.addSource(id, { type: "raster", tiles, tileSize: SIZE, maxzoom: layer.maxzoom, scheme: layer.flipped ? "tms" : "xyz" });
    map.addLayer({ id, type: "raster", source: id, paint: { "raster-fade-duration": 0 } }, "street-fill");
  });
};
