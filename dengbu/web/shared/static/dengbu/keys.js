// Keyboard for people who do this all day. Elements name their key (data-key="a"); rows are
// data-row, their list may say data-rows="open" to open as one moves; the button that sends is
// data-send. Character keys rest while one types, and can be switched off (WCAG 2.1.4).

const root = document.documentElement;
const TYPING = "input:not([type=checkbox],[type=radio],[type=range],[type=submit],[type=button])," +
  "textarea,select,[contenteditable=true]";

const usable = (element) => !element.disabled && element.getClientRects().length > 0;

const rows = () => [...document.querySelectorAll("[data-row]")].filter(usable);

const target = (row) => (row.matches("a,button") ? row : row.querySelector("a,button") ?? row);

const move = (step) => {
  const all = rows();
  if (all.length === 0) return;
  const here = all.findIndex((row) => row.contains(document.activeElement));
  const marked = all.findIndex((row) => row.matches('[aria-current],[aria-selected="true"]'));
  const from = here >= 0 ? here : marked;
  const next = all[Math.max(0, Math.min(all.length - 1, from < 0 ? 0 : from + step))];
  const goal = target(next);
  goal.focus();
  next.scrollIntoView({ block: "nearest" });
  if (next.closest("[data-rows=open]") && next !== all[from]) goal.click();
};

const press = (key) => {
  const element = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}" i]`)].find(usable);
  if (!element) return false;
  element.focus();
  element.click();
  return true;
};

const send = (from) => {
  const near = from.closest?.("form")?.querySelector("[data-send]");
  const element = near && usable(near) ? near : [...document.querySelectorAll("[data-send]")].find(usable);
  if (!element) return false;
  element.click();
  return true;
};

const search = () => {
  const field = document.querySelector("[data-search]");
  if (!field) return false;
  field.focus();
  field.select?.();
  return true;
};

const help = () => {
  const dialog = document.getElementById("keys");
  if (!dialog || dialog.open) return false;
  dialog.showModal();
  return true;
};

const character = (key) => {
  if (key === "/") return search();
  if (key === "?") return help();
  if (key === "j" || key === "k") {
    move(key === "j" ? 1 : -1);
    return true;
  }
  return press(key);
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const from = event.target instanceof Element ? event.target : document.body;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    if (send(from)) event.preventDefault();
    return;
  }
  if (event.key === "Escape" && from.matches("[data-search]")) from.blur();
  const off = root.classList.contains("no-letter-keys");
  if (off || event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
  if (from.matches(TYPING) || from.closest("dialog[open]")) return;
  if (character(event.key.toLowerCase())) event.preventDefault();
});
