// Enhancement only: every page works without this file.
import { bindKeys } from "./keys.js";
import { bindAnswers } from "./answers.js";
import { bindQueue } from "./queue.js";

const { govuk, moj, leaflet } = document.querySelector("script[data-govuk]").dataset;

async function components(scope) {
  const [first, second] = await Promise.all([import(govuk), import(moj)]);
  first.initAll(scope);
  second.initAll(scope);
}

async function maps(scope) {
  const places = [...scope.querySelectorAll("[data-map], [data-place]")];
  if (scope.matches?.("[data-map], [data-place]")) places.push(scope);
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
components(document);
maps(document);

// What is fetched into the page later comes alive too.
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt === document.body) return;
  components(event.detail.elt);
  maps(event.detail.elt);
});
