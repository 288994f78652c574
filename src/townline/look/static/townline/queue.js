// Counts the ticked rows of a queue; the bar itself appears by style alone.
export function bindQueue() {
  for (const form of document.querySelectorAll("form:has(.tl-queue)")) {
    const count = form.querySelector("[data-bulk-count]");
    if (!count) continue;
    form.addEventListener("change", () => {
      const chosen = form.querySelectorAll(".tl-queue tbody input:checked").length;
      count.textContent = chosen === 1 ? "1 chosen" : `${chosen} chosen`;
    });
  }
}
