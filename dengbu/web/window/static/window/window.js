// Window: arrows go from the search box into the hits; a chosen file says its name; the bill follows.

const search = document.querySelector("[data-search]");

search?.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown") return;
  const first = document.querySelector("#hits [data-row]");
  if (!first) return;
  event.preventDefault();
  first.focus();
});

document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.("#hits [data-row]");
  if (!row || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  const rows = [...document.querySelectorAll("#hits [data-row]")];
  const next = rows[rows.indexOf(row) + (event.key === "ArrowDown" ? 1 : -1)];
  event.preventDefault();
  (next ?? (event.key === "ArrowUp" ? search : row)).focus();
});

document.addEventListener("change", (event) => {
  const input = event.target;
  if (!input.matches(".paper-file input[type=file]") || !input.files.length) return;
  input.closest(".paper-file").querySelector("span span").textContent = input.files[0].name;
  const way = input.closest(".paper").querySelector("select");
  if ([...way.options].some((option) => option.value === "UPLOAD")) way.value = "UPLOAD";
});

// What the bill and the estimates of taxes depend on; the server counts them again.
const COUNTED =
  /^(price|tax_cleared|tax_note|small_enterprise|separate_certificates|co_ownership|parties\.\d+\.(bank|name|id_type|id_no))$/;

document.addEventListener("change", (event) => {
  if (COUNTED.test(event.target.name ?? "")) recount();
});

// What departments are asked about; the server asks again when the request is sent.
const ASKED =
  /^(small_enterprise|more_units|price|death\.who|\w+\.(release_)?document_no|parties\.\d+\.(bank|name|id_type|id_no))$/;

document.addEventListener("change", (event) => {
  if (!ASKED.test(event.target.name ?? "")) return;
  document.querySelector("#departments")?.dispatchEvent(new CustomEvent("ask"));
});

// A form that is drawn again asks the departments anew: what was asked for the old one has no place.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id !== "request") return;
  document
    .querySelector("#departments")
    ?.dispatchEvent(new CustomEvent("htmx:abort", { bubbles: true, detail: {} }));
});

// People come and go with the mortgage that was chosen: who pays changes with them.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id === "request") recount();
});

function recount() {
  document.querySelector("#fees")?.dispatchEvent(new CustomEvent("recount"));
}
