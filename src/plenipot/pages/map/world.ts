// Makes map/world.json, the outlines of the map of Member States: `npm run world`.
// The outlines are those of Natural Earth (public domain) at 1:110m, as world-atlas packs them.
import { geoEqualEarth, geoStream } from "d3-geo";
import type { FeatureCollection, Geometry } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import atlas from "world-atlas/countries-110m.json" with { type: "json" };

const WIDTH = 2000;
const ANTARCTICA = "010";

const topology = atlas as unknown as Topology<{ countries: GeometryCollection<{ name: string }> }>;
const all = feature(topology, topology.objects.countries) as FeatureCollection<Geometry, { name: string }>;
const features = all.features.filter((each) => each.id !== ANTARCTICA);
const projection = geoEqualEarth().fitWidth(WIDTH, { type: "FeatureCollection", features });

/** Serializes outlines with relative integer coordinates: half the size of decimals, at less than a pixel of error. */
function path(shape: Geometry): string {
  let drawn = "";
  let line = false;
  let first = true;
  let [x, y] = [0, 0];
  const stream = projection.stream({
    point(longitude, latitude) {
      const [toX, toY] = [Math.round(longitude), Math.round(latitude)];
      if (first) drawn += `M${toX},${toY}`;
      else if (toX !== x || toY !== y) drawn += `l${toX - x},${toY - y}`;
      [x, y, first] = [toX, toY, false];
    },
    lineStart() {
      first = true;
      line = true;
    },
    lineEnd() {
      if (line) drawn += "z";
      line = false;
    },
    polygonStart() {},
    polygonEnd() {},
  });
  geoStream(shape, stream);
  return drawn.replaceAll(",-", "-");
}

const [left, top] = projection.translate();
const paths = features.map((each) => ({ code: each.id ?? null, name: each.properties.name, path: path(each.geometry) }));
const south = projection([0, -56])?.[1] ?? 0;
console.log(
  JSON.stringify({
    source: "Natural Earth, 1:110m, version 4.1 (public domain), as packed by world-atlas 2",
    width: WIDTH,
    height: Math.round(south),
    scale: projection.scale(),
    translate: [left, top],
    paths,
  }),
);
