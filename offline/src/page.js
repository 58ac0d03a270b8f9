// The page itself: a file or the text of a code in, three lists out.

import { NotJudged } from "./bytes.js";
import { readCode } from "./codes.js";
import { judge } from "./judge.js";
import { judgeShown } from "./showing.js";
import { shownWords, offlineWords } from "./told.js";
import { readTrust } from "./trust.js";
import { broken, CODE_UNCHECKED, codeLines, DOUBTS, GRADES, held, chinaTime, RECEIPT_DROPPED, unchecked } from "./words.js";

const place = (id) => document.getElementById(id);

function list(id, lines) {
  place(`${id}-part`).hidden = lines.length === 0;
  place(id).replaceChildren(
    ...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })),
  );
}

function show(band, holds, breaks, left) {
  const result = place("result");
  result.hidden = false;
  place("verdict").dataset.signal = band.signal;
  place("mark").textContent = band.mark;
  place("words").textContent = band.words;
  list("holds", holds);
  list("breaks", breaks);
  list("left", left);
  result.dataset.done = String(Number(result.dataset.done ?? 0) + 1);
  place("words").focus();
}

const read = async (file) => (file ? new Uint8Array(await file.arrayBuffer()) : null);

let judgedWith = null; // the receipt that stood beside the file before

// Whoever chose the receipt first and then its file means both; one that belongs to the file before is
// not held against the next one, and that it was laid aside is said.
async function judgedBeside(bytes, trust, now, beside, carried) {
  const verdict = await judge(bytes, trust, now, await read(beside));
  if (!carried || !verdict.doubts.includes("misdated")) return { verdict, dropped: [] };
  if (place("receipt").files[0] === beside) place("receipt").value = "";
  return { verdict: await judge(bytes, trust, now), dropped: [RECEIPT_DROPPED] };
}

async function judgedFile(trust, chosen) {
  const beside = place("receipt").files[0] ?? null;
  const carried = chosen === "file" && beside !== null && beside === judgedWith;
  const now = Date.now();
  const bytes = await read(place("file").files[0]);
  if (bytes === null) return;
  judgedWith = beside;
  try {
    const { verdict, dropped } = await judgedBeside(bytes, trust, now, beside, carried);
    const left = [...dropped, ...unchecked(verdict, trust.made, now)];
    show(GRADES[verdict.grade], held(verdict), broken(verdict), left);
  } catch (error) {
    const doubt = error instanceof NotJudged ? error.doubt : "unreadable";
    show(GRADES.unjudged, [], [DOUBTS[doubt]], unchecked({ seals: [], doubts: [] }, trust.made, now));
  }
}

async function judgedCode(told, trust) {
  try {
    const found = readCode(told, trust.site);
    if (found.kind === "show") {
      const judged = await judgeShown(found.text, trust, Date.now());
      const { band: first, holds, breaks, left } = shownWords(judged, found, trust.made);
      show(first, holds, breaks, left);
      return;
    }
    const doubtful = found.kind === "other" || found.whose === "strange";
    const words = doubtful ? "这个码先不要信" : "码读出来了，真假要联网核对";
    const band = { words, signal: doubtful ? "stop" : "warn", mark: doubtful ? "✗" : "！" };
    const { holds, breaks } = codeLines(found);
    show(band, holds, breaks, [CODE_UNCHECKED]);
  } catch (error) {
    if (!(error instanceof NotJudged)) throw error;
    show({ words: "这不是码里的网址", signal: "stop", mark: "✗" }, [], ["读不出网址"], [CODE_UNCHECKED]);
  }
}

async function scanned() {
  const video = place("video");
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  let found = [];
  for (let tries = 0; !found.length && tries < 600; tries += 1) {
    found = await detector.detect(video);
    await new Promise((go) => { setTimeout(go, 100); });
  }
  stream.getTracks().forEach((track) => track.stop());
  video.hidden = true;
  return found[0]?.rawValue ?? "";
}

function camera(trust) {
  const button = place("scan");
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    place("code").value = await scanned().catch(() => "");
    judgedCode(place("code").value, trust);
  });
}

async function start() {
  const trust = await readTrust(JSON.parse(place("trust").textContent));
  place("made").textContent = chinaTime(trust.made);
  for (const id of ["file", "receipt"]) place(id).addEventListener("change", () => judgedFile(trust, id));
  place("read").addEventListener("click", () => judgedCode(place("code").value, trust));
  camera(trust);
  // For whoever wants the verdict as values, in the console or a test.
  window.dengbu = {
    judge: (bytes, now = Date.now(), receipt = null) => judge(bytes, trust, now, receipt),
    shown: async (text, now = Date.now()) => {
      const { outcome, code } = await judgeShown(text, trust, now);
      return { outcome, words: code === null ? [] : offlineWords(code) };
    },
  };
  document.documentElement.dataset.ready = "yes";
}

// A browser that cannot check a signature must not call one false.
async function able() {
  try {
    await crypto.subtle.importKey("raw", new Uint8Array(32), { name: "Ed25519" }, false, ["verify"]);
    return typeof DecompressionStream === "function";
  } catch {
    return false;
  }
}

able().then((yes) => {
  place("unsafe").hidden = yes;
  return yes ? start() : null;
});
