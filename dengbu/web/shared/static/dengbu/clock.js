// Clocks go on by themselves: words and bar each minute, spoken at 30, 15 and 5 minutes.
// The same words and limits as dengbu/web/shared/clock.py; beyond three hours the server's stay.

const MINUTE = 60_000;
const SLACK = 1_000; // what the answer took on its way
const SPOKEN = new Set([30, 15, 5]);
const WORDS_UNTIL = 180;

const lengthWords = (minutes) => {
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const rest = minutes % 60;
  if (days) return hours ? `${days} 天 ${hours} 小时` : `${days} 天`;
  if (hours) return rest ? `${hours} 小时 ${rest} 分` : `${hours} 小时`;
  return rest ? `${rest} 分` : "不到 1 分";
};

const signalOf = (minutes) => (minutes <= 15 ? "stop" : minutes <= 60 ? "warn" : "ink");

// The server's moment counts, not the clock of this machine.
const loaded = performance.now();
const nowOn = (clock) => {
  clock.shownAt ??= document.readyState === "complete" ? performance.now() : loaded;
  return Date.parse(clock.dataset.now) + (performance.now() - clock.shownAt);
};

const draw = (clock) => {
  const due = Date.parse(clock.dataset.due);
  const now = nowOn(clock);
  const left = Math.floor((due - now + SLACK) / MINUTE);
  const before = clock.lastLeft;
  clock.lastLeft = left;
  if (before === left) return;
  const words = clock.querySelector("[data-clock-words]");
  const long = clock.dataset.clock === "long";
  if (now > due) {
    words.textContent = `超时 ${lengthWords(Math.floor((now - due) / MINUTE))}`;
  } else if ((due - now) / MINUTE <= WORDS_UNTIL) {
    words.textContent = `${long ? "还剩" : "剩"} ${lengthWords(left)}`;
  }
  clock.dataset.signal = signalOf(left);
  const spoken = clock.querySelector("[data-clock-spoken]");
  if (spoken && before !== undefined && SPOKEN.has(left)) spoken.textContent = words.textContent;
  if (!clock.dataset.started) return;
  const started = Date.parse(clock.dataset.started);
  const part = Math.max(0, Math.min(100, (100 * (now - started)) / (due - started)));
  clock.querySelector("[data-clock-bar]")?.setAttribute("width", part.toFixed(1));
  const used = clock.querySelector("[data-clock-used]");
  if (used) used.textContent = lengthWords(Math.floor((now - started) / MINUTE));
};

const drawAll = () => document.querySelectorAll("[data-clock]").forEach(draw);

drawAll();
setInterval(drawAll, 5_000); // changes the page only when a minute has passed
document.addEventListener("visibilitychange", drawAll);
document.addEventListener("htmx:afterSettle", drawAll);
