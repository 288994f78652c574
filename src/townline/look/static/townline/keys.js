// The key help opens with "?", and with its button; keys are never taken while somebody types.
export function bindKeys() {
  const help = document.getElementById("key-help");
  if (!help) return;
  for (const button of document.querySelectorAll("[data-opens-keys]")) {
    button.hidden = false;
    button.addEventListener("click", () => help.showModal());
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    event.preventDefault();
    if (help.open) help.close();
    else help.showModal();
  });
}

function isTyping(target) {
  return target.isContentEditable || target.closest("input:not([type=checkbox], [type=radio]), textarea, select");
}
