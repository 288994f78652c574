// Arrow keys walk from the field through the results and back; Escape returns to the field.
export function bindAnswers() {
  for (const box of document.querySelectorAll("[data-answer-box]")) {
    box.addEventListener("keydown", (event) => step(box, event));
  }
}

function step(box, event) {
  const field = box.querySelector("input[type=search]");
  const stops = [field, ...box.querySelectorAll("[data-result]")];
  const at = stops.indexOf(document.activeElement);
  if (at < 0) return;
  if (event.key === "Escape" && at > 0) {
    event.preventDefault();
    field.focus();
  }
  const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const next = stops[at + move];
  if (move && next) {
    event.preventDefault();
    next.focus();
  }
}
