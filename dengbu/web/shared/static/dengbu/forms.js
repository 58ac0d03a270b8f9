// Forms: one press sends once, errors get the focus, half filled forms are not lost unasked.

const resting = new WeakMap();

const rest = (button) => {
  const before = resting.get(button);
  if (!before) return;
  resting.delete(button);
  button.removeAttribute("aria-busy");
  button.style.minWidth = "";
  before.place.textContent = before.words;
};

const busy = (button) => {
  if (!button || resting.has(button)) return;
  const place = button.querySelector("[data-busy-words]") ?? button.querySelector("span") ?? button;
  if (place === button && button.children.length > 0) return;
  resting.set(button, { place, words: place.textContent });
  button.style.minWidth = `${button.offsetWidth}px`;
  button.setAttribute("aria-busy", "true");
  if (button.dataset.busy || button.classList.contains("button-primary")) {
    place.textContent = button.dataset.busy || "正在办…";
  }
};

// Pressed twice: the second press does nothing while the first is on its way.
document.addEventListener("click", (event) => {
  const button = event.target.closest('button[aria-busy="true"]');
  if (button) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method === "dialog") return;
  event.target.dataset.sent = "yes";
  const { submitter } = event;
  if (submitter?.matches(".button") && !event.target.matches("[data-downloads]")) {
    setTimeout(() => busy(submitter));
  }
});

const pressed = (event) => {
  const element = event.detail.elt;
  if (element.matches("button")) return element;
  return event.detail.requestConfig?.triggeringEvent?.submitter ?? null;
};

document.addEventListener("htmx:beforeSend", (event) => busy(pressed(event)));
document.addEventListener("htmx:afterRequest", (event) => {
  const button = pressed(event);
  if (button) rest(button);
  const form = event.detail.elt.closest?.("form");
  if (form && !event.detail.successful) delete form.dataset.sent;
});

addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) delete form.dataset.sent;
  for (const button of document.querySelectorAll('button[aria-busy="true"]')) rest(button);
});

// Half filled: the browser asks before the page is left.
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-guard]")) form.dataset.changed = "yes";
});

addEventListener("beforeunload", (event) => {
  const open = document.querySelector("form[data-guard][data-changed]:not([data-sent])");
  if (open) event.preventDefault();
});

// A page that comes back with errors: the list at the top is read first.
document.querySelector("[data-error-summary]")?.focus();

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-error-summary] a[href^='#']");
  if (!link) return;
  const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!target) return;
  event.preventDefault();
  const control = target.matches("fieldset") ? target.querySelector("input") : target;
  (control ?? target).focus();
  target.scrollIntoView({ block: "center" });
});
