// What is said of a code of showing (亮证): never more than it knows, and never that a paper is valid.

import { IN_FORCE, SEIZED } from "./showing.js";
import { addressLine, chinaTime, CLOCK_REMEDY } from "./words.js";

export const OUTCOMES = {
  TOLD: "码是登记机构做的，还没有过 60 秒",
  UNREADABLE: "这个码读不出来，可能被裁剪、涂改，或者没有扫全",
  KEY_UNKNOWN: "这一页不认识签这个码的钥匙：码是假的，或者登记机构在这一页以后换了钥匙",
  FORGED: "码里的内容被改过，签名对不上，码是假的",
  KEY_REVOKED: "签这个码的钥匙已经作废，码不能信",
  KEY_ENDED: "签这个码的钥匙那时已经停用，码不能信",
  FUTURE: "码上的时间比现在还晚，可能有一方的时钟不对，不能信",
  CLOCK: "这台设备的时间比这一页做出来的时间还早，算不出码过没过 60 秒",
  EXPIRED: "码过期了：一个码只管 60 秒，截图和旧码不能用",
};
const TOLD_BITS = [
  [SEIZED, "被查封", "没有查封"], [4, "有抵押", "没有抵押"], [8, "有预告登记", "没有预告登记"],
  [16, "有异议登记", "没有异议登记"], [32, "有居住权", "没有居住权"], [64, "有地役权", "没有地役权"],
  [128, "被限制交易", "没有限制交易"],
];
const UNTOLD = [[4, "抵押"], [8, "预告登记"], [16, "异议登记"], [32, "居住权"], [64, "地役权"], [128, "限制交易"]];
const UNHEARD = "没有联网，不知道从那一刻到现在有没有变，也不知道这个码是不是已经有人核对过";

function stood({ found, told }) {
  const force = found & IN_FORCE ? "证有效" : "证已经不再有效";
  const rests = TOLD_BITS.filter(([bit]) => told & bit).map(([bit, yes, no]) => (found & bit ? yes : no));
  return `做这个码的那一刻，登记簿上：${[force, ...rests].join("，")}`;
}

export function offlineWords(code) {
  const untold = UNTOLD.filter(([bit]) => !(code.told & bit)).map(([, name]) => name);
  return [stood(code), ...(untold.length ? [`没有告诉您：有没有${untold.join("、")}`] : []), UNHEARD];
}

function bandOf({ outcome, code }, whose) {
  const stop = (words) => ({ words, signal: "stop", mark: "✗" });
  if (outcome === "EXPIRED") return { words: "这个码已经过期", signal: "warn", mark: "！" };
  if (outcome === "CLOCK") return { words: "这台设备的时间不对，码是真是假说不了", signal: "warn", mark: "！" };
  if (outcome !== "TOLD") return stop("这个码不能信");
  if (whose === "strange") return stop("码是真的，网址不是登记机构的，先不要打开");
  if (!(code.found & IN_FORCE)) return stop("码是真的，证已经不再有效");
  if (code.found & SEIZED) return stop("码是真的，但被查封了");
  if (whose === "plain") return { words: "码是登记机构刚做的，可是网址没有加密", signal: "warn", mark: "！" };
  return { words: "码是登记机构刚做的", signal: "ok", mark: "✓" };
}

// Band and three lists of a judged code; `whose`: its address, as `readCode` found it.
export function shownWords(judged, { host, whose }, made) {
  const strange = whose === "ours" ? [] : [addressLine({ host, whose })];
  const band = bandOf(judged, whose);
  if (judged.outcome !== "TOLD") {
    const anew = "请对方在手机上换一个新码，您再扫一次；不放心就带证到登记窗口核对";
    const ask = judged.outcome === "CLOCK" ? `${CLOCK_REMEDY}，${anew}` : anew;
    return { band, holds: [], breaks: [OUTCOMES[judged.outcome], ...strange], left: [ask] };
  }
  const { code, key } = judged;
  const [said, ...rest] = offlineWords(code);
  const holds = [
    `${OUTCOMES.TOLD}：${key.name}的钥匙，${chinaTime(code.moment)} 做的`,
    `证号 ${code.number}`,
    `给您看来做：${key.purposes[code.purpose] ?? code.purpose}`,
    said,
  ];
  const left = [
    ...rest,
    `${chinaTime(made)} 以后钥匙作没作废：这一页只知道这一天以前的事`,
    "拿码来的是不是本人：看身份证。姓名、坐落要联网核对才看得到",
  ];
  return { band, holds, breaks: strange, left };
}
