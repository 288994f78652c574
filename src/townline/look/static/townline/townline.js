// Enhancement only: every page works without this file.
import { bindKeys } from "./keys.js";
import { bindAnswers } from "./answers.js";
import { bindQueue } from "./queue.js";

const { govuk, moj, leaflet } = document.querySelector("script[data-govuk]").dataset;

async function components() {
  const [first, second] = await Promise.all([import(govuk), import(moj)]);
  first.initAll();
  second.initAll();
}

async function maps() {
  const places = document.querySelectorAll("[data-map], [data-place]");
  if (!places.length) return;
  await import(leaflet);
  const { drawMaps } = await import("./map.js");
  drawMaps(window.L, places);
}

function focusNotice() {
  // After a form was sent, the answer is what the reader came for; error summaries take the focus themselves.
  document.querySelector(".tl-notice[role=alert]")?.focus({ preventScroll: true });
}

function foldFilters() {
  // On a narrow screen the work comes first; the filters are one tap away.
  if (!window.matchMedia("(width < 700px)").matches) return;
  for (const filter of document.querySelectorAll(".tl-filter")) filter.open = false;
}

bindKeys();
bindAnswers();
bindQueue();
focusNotice();
foldFilters();
components();
maps();
