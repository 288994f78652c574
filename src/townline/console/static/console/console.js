// Enhancement only. One key does what the marked element does; j and k walk the rows; the script of a call shows what is asked.
const typing = (target) => target.isContentEditable || target.closest("input:not([type=checkbox], [type=radio]), textarea, select");

document.addEventListener("keydown", (event) => {
  if (event.altKey && !event.ctrlKey && !event.metaKey) return access(event);
  if (event.ctrlKey || event.metaKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "j" || event.key === "k") walk(event.key === "j" ? 1 : -1, event);
  else press(event);
});

// Browsers differ in what goes with an access key; with Alt it works in all of them.
function access(event) {
  const target = document.querySelector(`[accesskey="${CSS.escape(event.key)}"]`);
  if (target) use(target, event);
}

function press(event) {
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"], [data-key-of="${CSS.escape(event.key)}"] a`);
  if (target) use(target, event);
}

function use(target, event) {
  event.preventDefault();
  if (target.matches("input:not([type=submit]), textarea, select")) target.focus();
  else target.click();
}

function walk(step, event) {
  const rows = [...document.querySelectorAll(".tl-queue__number a")];
  if (!rows.length) return;
  event.preventDefault();
  const at = rows.indexOf(document.activeElement);
  const next = at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + step));
  rows[next].focus();
  rows[next].scrollIntoView({ block: "nearest" });
}

// What the answers so far lead to: the server says which questions are asked now; what is typed elsewhere is left alone.
function asked() {
  const said = document.querySelector("[data-asked]");
  if (!said) return;
  const codes = new Set(said.dataset.asked.split(" "));
  for (const question of document.querySelectorAll("[data-question]")) {
    question.hidden = !codes.has(question.dataset.question);
  }
}

function opened(event) {
  // A form that was fetched into the page is what the person wants to fill in now.
  if (event.target.id === "verb-form") event.target.querySelector("input:not([type=hidden]), select, textarea, button")?.focus();
  if (event.target.id === "contact") event.target.querySelector("[tabindex]")?.focus();
}

document.addEventListener("htmx:afterSettle", (event) => {
  asked();
  opened(event);
});
for (const extra of document.querySelectorAll("[data-without-script]")) extra.hidden = true;
document.addEventListener("change", (event) => {
  const says = event.target.dataset?.outcome;
  const field = document.getElementById("q-outcome");
  if (says === undefined || !field) return;
  // Words of one's own are never replaced.
  const offered = [...document.querySelectorAll("[data-outcome]")].map((option) => option.dataset.outcome);
  if (!field.value.trim() || offered.includes(field.value.trim())) field.value = says;
});

document.querySelector(".tl-pages [rel=next]")?.setAttribute("data-key", "n");
document.querySelector(".tl-pages [rel=prev]")?.setAttribute("data-key", "p");
document.getElementById("q-caller_name")?.setAttribute("accesskey", "n");
for (const [at, link] of document.querySelectorAll(".tl-header__nav a").entries()) link.accessKey = String(at + 1);
if (window.innerWidth < 900) document.querySelector(".tc-filter .tl-filter")?.removeAttribute("open");
if (!document.querySelector(".govuk-error-summary, .tl-notice[role=alert]")) document.querySelector(".tc-start a, .tc-start input[type=search], .tc-start textarea")?.focus();
// In a field of several lines Enter starts a new one; with Ctrl it sends the form.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.ctrlKey && event.target.matches("textarea")) event.target.form?.requestSubmit();
});
