// What every page needs: safe htmx, copying, dialogs, text size, short words at the bottom.
// Pages work without this file; it only shortens the way.

const root = document.documentElement;
const YEAR = 365 * 24 * 3600;

const remember = (name, value) => {
  const secure = location.protocol === "https:" ? ";secure" : "";
  document.cookie = `${name}=${value};path=/;max-age=${YEAR};samesite=lax${secure}`;
};

let toastTimer = 0;

const say = (words) => {
  const area = document.getElementById("toast");
  if (!area) return;
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.textContent = words;
  area.replaceChildren(toast);
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => area.replaceChildren(), 4000);
};

// htmx: the token goes with each request; answers that are faults go to the list at the top.
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  if (token) event.detail.headers["X-CSRFToken"] = token;
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status < 400 || xhr.status === 422) return;
  event.detail.shouldSwap = Boolean(xhr.getResponseHeader("HX-Retarget"));
  if (!event.detail.shouldSwap) say("没办成：系统没有回应，填的内容还在，请再试一次");
});

for (const event of ["htmx:sendError", "dengbu:offline"]) {
  document.addEventListener(event, () => say("网络断了，填的内容还在，连上再试"));
}
document.addEventListener("htmx:timeout", () => say("等得太久，可能没办成，请再试一次"));

document.addEventListener("htmx:afterSettle", (event) => {
  readyCodes(event.target);
  const summary = event.target.querySelector?.("[data-error-summary]");
  if (summary) summary.focus();
});

// Codes: a click or Enter copies the bare code.
const copy = async (element) => {
  try {
    await navigator.clipboard.writeText(element.dataset.copy);
    say(`抄好了：${element.dataset.copy}`);
  } catch {
    say("浏览器不让抄，请选中后按 Ctrl C");
  }
};

function readyCodes(within) {
  for (const element of within.querySelectorAll("[data-copy]:not([role])")) {
    element.setAttribute("role", "button");
    element.tabIndex = 0;
    element.title = "点一下就抄走";
  }
}

// Dialogs: buttons carry command and commandfor; older browsers are helped here.
const nativeCommands = "commandForElement" in HTMLButtonElement.prototype;

const openDialog = (button) => {
  const dialog = document.getElementById(button.getAttribute("commandfor"));
  if (dialog && !dialog.open) dialog.showModal();
};

const sizeText = (form) => {
  const large = !root.classList.contains("large-text");
  root.classList.toggle("large-text", large);
  remember("dengbu_text", large ? "large" : "normal");
  const button = form.querySelector("button");
  button.querySelector("span").textContent = large ? "改回原来的字" : "把字放大";
  button.value = large ? "normal" : "large";
};

document.addEventListener("click", (event) => {
  const code = event.target.closest("[data-copy]");
  if (code && String(getSelection()) === "") copy(code);
  const opener = event.target.closest('[command="show-modal"]');
  if (opener && !nativeCommands) openDialog(opener);
  if (event.target.closest("[data-print]")) print();
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target) || opener) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const code = event.target.closest?.("[data-copy][role=button]");
  if (code && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    copy(code);
  }
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-text-size]")) return;
  event.preventDefault();
  sizeText(event.target);
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-letter-keys]")) return;
  root.classList.toggle("no-letter-keys", !event.target.checked);
  remember("dengbu_keys", event.target.checked ? "on" : "off");
});

// A list that scrolls shows the row that is open, without moving the page.
for (const row of document.querySelectorAll("[data-rows] [aria-current]")) {
  const list = row.closest("[tabindex]");
  const below = row.getBoundingClientRect().bottom - list?.getBoundingClientRect().bottom;
  if (below > 0) list.scrollTop += below;
}

const letters = document.querySelector("[data-letter-keys]");
if (letters) letters.checked = !root.classList.contains("no-letter-keys");
readyCodes(document);
root.classList.add("js");
