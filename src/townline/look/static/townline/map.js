// Draws maps from the data block beside them: the town's own streets and districts as lines, tiles only when a setting names them.
const STATES = ["open", "in_work", "held", "late", "soon", "closed"];

export function drawMaps(L, places) {
  for (const place of places) {
    if (place.dataset.place) drawPicker(L, place);
    else drawList(L, place);
  }
}

function read(id) {
  return JSON.parse(document.getElementById(`${id}-data`).textContent);
}

function start(L, canvas, data, center = data.center, zoom = data.zoom) {
  const quiet = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(canvas, { preferCanvas: true, zoomSnap: 0.25, zoomAnimation: !quiet, fadeAnimation: !quiet, scrollWheelZoom: false });
  map.attributionControl.setPrefix(false);
  // Leaflet makes no marks before it knows where it looks.
  look(L, map, { ...data, center, zoom });
  if (data.tiles) L.tileLayer(data.tiles, { attribution: data.credit, maxZoom: 19 }).addTo(map);
  else drawTown(L, map, data);
  return map;
}

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function drawTown(L, map, data) {
  for (const district of data.districts ?? []) {
    L.polygon(district.ring, { color: token("--edge"), weight: 1.5, dashArray: "6 4", fill: false, interactive: false }).addTo(map);
    const middle = L.latLngBounds(district.ring).getCenter();
    const name = L.divIcon({ className: "tl-map__district", html: "", iconSize: [120, 16] });
    const label = L.marker(middle, { icon: name, interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(map);
    label.getElement().textContent = district.name;
  }
  L.polyline(data.streets ?? [], { color: token("--edge"), weight: 2, opacity: 0.6, interactive: false }).addTo(map);
}

function pin(L, marker) {
  const state = STATES.includes(marker.state) ? marker.state : "open";
  const icon = L.divIcon({ className: `tl-map__pin tl-map__pin--${state}`, html: String(Number(marker.n) || ""), iconSize: [28, 28], iconAnchor: [1, 27] });
  return L.marker([marker.lat, marker.long], { icon, title: marker.label, alt: marker.label });
}

function bounds(L, data) {
  const points = (data.markers ?? []).map((marker) => [marker.lat, marker.long]);
  const streets = (data.streets ?? []).flat();
  if (data.whole && streets.length) return L.latLngBounds([...streets, ...points]);
  return points.length ? L.latLngBounds(points).pad(0.2) : L.latLngBounds(streets);
}

function look(L, map, data) {
  const around = bounds(L, data);
  if (data.center) map.setView(data.center, data.zoom ?? 15);
  else if (around.isValid()) map.fitBounds(around, { maxZoom: 17, padding: [8, 8], animate: false });
  else map.setView([0, 0], 2);
}

function drawList(L, place) {
  const id = place.dataset.map;
  const canvas = document.getElementById(id);
  const data = read(id);
  canvas.hidden = false;
  place.classList.add("tl-map--drawn");
  const map = start(L, canvas, data);
  for (const marker of data.markers ?? []) {
    const drawn = pin(L, marker).addTo(map);
    const item = document.getElementById(`${id}-item-${marker.n}`);
    drawn.on("click", () => show(place, item));
    item?.addEventListener("pointerenter", () => raise(drawn, true));
    item?.addEventListener("pointerleave", () => raise(drawn, false));
    item?.addEventListener("focusin", () => raise(drawn, true));
    item?.addEventListener("focusout", () => raise(drawn, false));
  }
}

function raise(marker, up) {
  marker.setZIndexOffset(up ? 1000 : 0);
  marker.getElement()?.classList.toggle("tl-map__pin--raised", up);
}

function show(place, item) {
  for (const other of place.querySelectorAll(".tl-map__item--shown")) other.classList.remove("tl-map__item--shown");
  item?.classList.add("tl-map__item--shown");
  item?.scrollIntoView({ block: "nearest" });
  item?.querySelector("a")?.focus({ preventScroll: true });
}

function drawPicker(L, place) {
  const id = `map-${place.dataset.place}`;
  const [lat, long] = [place.querySelector("[data-place-lat]"), place.querySelector("[data-place-long]")];
  const says = place.querySelector("[data-place-says]");
  const data = read(id);
  place.querySelector(".tl-place__map").hidden = false;
  const chosen = lat.value ? [[lat.value, long.value], 17] : [];
  const map = start(L, document.getElementById(id), data, ...chosen);
  const mark = L.marker(map.getCenter(), {
    icon: L.divIcon({ className: "tl-map__pin tl-map__pin--chosen", html: "", iconSize: [28, 28], iconAnchor: [1, 27] }),
    interactive: false,
    keyboard: false,
  });
  const put = (at) => {
    lat.value = at.lat.toFixed(6);
    long.value = at.lng.toFixed(6);
    mark.setLatLng(at).addTo(map);
    says.textContent = `Marked on the map: ${lat.value}, ${long.value}.`;
  };
  if (lat.value) put(L.latLng(lat.value, long.value));
  map.on("click", (event) => put(event.latlng));
  place.querySelector("[data-place-center]").addEventListener("click", () => put(map.getCenter()));
  place.querySelector("[data-place-clear]").addEventListener("click", () => {
    lat.value = "";
    long.value = "";
    mark.remove();
    says.textContent = "No place marked on the map.";
  });
}
