/* 坐标: what is stored is WGS-84; a base layer in GCJ-02 shifts everything drawn on it. The same sums as kernel/geo/coordinates.py. */
const AXIS = 6378245.0;
const ECCENTRICITY_2 = 0.00669342162296594323;
const inside = (lon, lat) => lon >= 72.004 && lon <= 137.8347 && lat >= 0.8293 && lat <= 55.8271;

export const gcjFromWgs = (lon, lat) => {
  if (!inside(lon, lat)) return [lon, lat];
  const { PI, sin, cos, sqrt, abs } = Math;
  const x = lon - 105;
  const y = lat - 35;
  const root = sqrt(abs(x));
  const ripple = ((20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2) / 3;
  let east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple;
  east += ((20 * sin(x * PI) + 40 * sin((x / 3) * PI)) * 2) / 3;
  east += ((150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3;
  let north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple;
  north += ((20 * sin(y * PI) + 40 * sin((y / 3) * PI)) * 2) / 3;
  north += ((160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30)) * 2) / 3;
  const slope = (lat / 180) * PI;
  const magic = 1 - ECCENTRICITY_2 * sin(slope) ** 2;
  return [
    lon + (east * 180) / ((AXIS / sqrt(magic)) * cos(slope) * PI),
    lat + (north * 180) / (((AXIS * (1 - ECCENTRICITY_2)) / (magic * sqrt(magic))) * PI),
  ];
};

/** The point that the shift moves to (lon, lat): smooth, so a few corrections find it to a fraction of a millimetre. */
export const wgsFromGcj = (lon, lat) => {
  if (!inside(lon, lat)) return [lon, lat];
  let [x, y] = [lon, lat];
  for (let turn = 0; turn < 12; turn += 1) {
    const [movedLon, movedLat] = gcjFromWgs(x, y);
    x += lon - movedLon;
    y += lat - movedLat;
    if (Math.abs(lon - movedLon) < 1e-10 && Math.abs(lat - movedLat) < 1e-10) break;
  }
  return [x, y];
};

const same = (lon, lat) => [lon, lat];
/** `out`: stored (WGS-84) to drawn; `back`: drawn to stored. */
export const FRAMES = { wgs84: { name: "wgs84", out: same, back: same }, gcj02: { name: "gcj02", out: gcjFromWgs, back: wgsFromGcj } };

const movedPart = (part, out) => (typeof part[0] === "number" ? out(part[0], part[1]) : part.map((each) => movedPart(each, out)));
/** A FeatureCollection as it is drawn in a frame. */
export const drawnIn = (frame, data) => {
  if (frame.name === "wgs84") return data;
  const features = data.features.map((feature) => ({
    ...feature, geometry: { ...feature.geometry, coordinates: movedPart(feature.geometry.coordinates, frame.out) },
  }));
  return { ...data, features };
};
export const round = (number, decimals) => Number(number.toFixed(decimals));
