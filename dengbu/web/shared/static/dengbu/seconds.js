// Seconds that run down: `data-seconds` from when the element came, then `data-ended` in its place.

const begun = new WeakMap();

const draw = (element) => {
  if (!begun.has(element)) begun.set(element, performance.now());
  const gone = (performance.now() - begun.get(element)) / 1_000;
  const left = Math.ceil(Number(element.dataset.seconds) - gone);
  const words = left > 0 ? `${left}${element.dataset.after}` : element.dataset.ended;
  if (element.textContent !== words) element.textContent = words;
};

const drawAll = () => document.querySelectorAll("[data-seconds]").forEach(draw);

drawAll();
setInterval(drawAll, 500);
document.addEventListener("htmx:afterSettle", drawAll);
