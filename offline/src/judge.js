// One verdict on a file, by what the trust block says: its seals and the proof that it carries.

import { NotJudged, refuse } from "./bytes.js";
import { attachedToOfd, judgeOfd } from "./ofd.js";
import { attachedToPdf, judgePdf } from "./pdf.js";
import { checkProof, checkReceipt } from "./proofs.js";

export const PROOF = "inclusion.tlog-proof";
const LARGEST = 64 * 1024 * 1024; // bytes of a file
const ZIP = [0x50, 0x4b, 0x03, 0x04];
const STRANGE = ["stranger", "elsewhere", "clock"];

const isOfd = (bytes) => ZIP.every((byte, n) => bytes[n] === byte);

function doubtsOf(seal, known, by) {
  const found = new Set(seal.more);
  if (!seal.intact && !["unsigned", "foreign", "weak"].some((one) => found.has(one))) found.add("changed");
  if (!seal.whole) found.add("added");
  if (!seal.trusted) found.add("stranger");
  // A PDF of others may be closed in another way; an OFD of others is not judged here at all.
  if (!seal.closed && (found.size === 0 || seal.form !== "PAdES")) found.add("loose");
  if (!known) found.add("elsewhere");
  else if (isLate(seal, known, by)) found.add("revoked");
  return [...found];
}

// The file says when it was sealed, and whoever has the key writes that: what counts is by when it
// was sealed at the latest, which is now where no receipt says better.
function isLate(seal, { revoked }, by) {
  return revoked !== null && Math.max(by, seal.signedAt ?? by) >= revoked.from;
}

async function proofOf(bytes, trust, offices) {
  const told = isOfd(bytes) ? attachedToOfd(bytes, PROOF) : await attachedToPdf(bytes, PROOF);
  if (told === null) return { proof: null, unproven: false };
  try {
    const proof = await checkProof(told, trust);
    refuse(!offices.includes(proof.office), "a proof of another office");
    return { proof, unproven: false };
  } catch (error) {
    if (!(error instanceof NotJudged)) throw error;
    return { proof: null, unproven: true };
  }
}

function grade(seals, doubts) {
  if (!doubts.length) return "good";
  if (doubts.length === 1 && doubts[0] === "clock") return "unclocked";
  const whole = seals.every((one) => one.intact && one.whole);
  return whole && doubts.every((one) => STRANGE.includes(one)) ? "strange" : "wrong";
}

async function receiptOf(bytes, told, trust) {
  if (told === null) return { receipt: null, misdated: false };
  try {
    const receipt = await checkReceipt(told, bytes, trust);
    return { receipt, misdated: receipt.witnessedAt === null };
  } catch (error) {
    if (!(error instanceof NotJudged)) throw error;
    return { receipt: null, misdated: true };
  }
}

// Throws NotJudged where there is nothing to judge. `told`: the receipt beside the file, null for none.
export async function judge(bytes, trust, now, told = null) {
  refuse(bytes.length > LARGEST, "the file is larger than is judged", "too-large");
  const { receipt, misdated } = await receiptOf(bytes, told, trust);
  // The page was made, so it is later than that, whatever this clock says; how much later nobody knows.
  const dated = receipt?.witnessedAt ?? null;
  const by = dated ?? Math.max(now, trust.made);
  const found = isOfd(bytes) ? await judgeOfd(bytes, trust, by) : await judgePdf(bytes, trust, by);
  const seals = found.map((seal) => {
    const known = trust.seals.get(seal.fingerprint);
    const revoked = known?.revoked?.reason ?? "";
    return { ...seal, office: known?.office ?? "", revoked, doubts: doubtsOf(seal, known, by) };
  });
  const offices = seals.map((one) => one.office).filter(Boolean);
  const { proof, unproven } = await proofOf(bytes, trust, offices);
  const doubts = [...new Set(seals.flatMap((one) => one.doubts))];
  if (unproven) doubts.push("unproven");
  if (misdated) doubts.push("misdated");
  if (dated === null && now < trust.made) doubts.push("clock");
  return { grade: grade(seals, doubts), seals, doubts, proof, receipt };
}
