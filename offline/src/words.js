// What is said of a file, in three lists: what holds, what does not, and what could not be checked.

export const CLOCK_REMEDY = "先到设备的设置里把日期和时间改成自动";
const CLOCK = "这台设备的时间比这一页做出来的时间还早";
export const DOUBTS = {
  unreadable: "文件读不出来：不是 PDF 或者 OFD，或者坏了、被改过",
  "too-large": "文件太大，或者解开以后太大",
  unsealed: "文件上没有电子印章",
  changed: "盖章以后内容被改过",
  added: "盖章以后又加过内容",
  loose: "文件里有印章管不到的内容，不是发证时的原样",
  unsigned: "印章的签名不对",
  weak: "用的算法已经不安全，不能作数",
  foreign: "印章是别的格式，这一页判断不了，请联网核对",
  stranger: "发章的机构不认识",
  forged: "印章本身不是制章机构做的",
  unlisted: "盖章的人没有用这枚印章的资格",
  untimely: "盖章的时候印章不在有效期里",
  elsewhere: "不是这张清单上的印章",
  revoked: "印章已经作废，没有回执能说明是作废以前盖的",
  unproven: "文件里的存证证明和公开日志的钥匙对不上",
  undated: "印章的有效期已经过了，没有回执能说明是有效期里盖的",
  clock: `${CLOCK}，印章现在过没过期、作没作废说不了：${CLOCK_REMEDY}，再重新打开这一页选文件`,
  misdated: "回执不是这个文件的，或者和公开日志、见证方的钥匙对不上",
};
export const GRADES = {
  good: { words: "文件是登记机构盖章的原样，一个字节都没有改过", signal: "ok", mark: "✓" },
  unclocked: { words: "这台设备的时间不对，文件能不能信还说不了", signal: "warn", mark: "！" },
  strange: { words: "印章完好，但不是登记机构的印章", signal: "warn", mark: "！" },
  wrong: { words: "文件不可信", signal: "stop", mark: "✗" },
  unjudged: { words: "这个文件判断不了", signal: "stop", mark: "✗" },
};
const OLD = 30; // days after which a list should be fetched anew
const DAY = 24 * 3600 * 1000;
const FORMS = { PAdES: " PDF 电子签名（PAdES）", "SES V4": "国标电子签章（GB/T 38540）" };

export function chinaTime(at) {
  const told = new Date(at + 8 * 3600 * 1000).toISOString();
  const [year, month, day] = told.slice(0, 10).split("-").map(Number);
  return `${year}年${month}月${day}日 ${told.slice(11, 16)}`;
}

const VOUCHED = "日志只担保有这一条；文件上的字由印章担保，字和这一条是不是一回事，证明里看不出来";

function proved(proof) {
  const held = `它的存证在公开日志 ${proof.origin} 的第 ${proof.index} 条`;
  const who = proof.witnesses.join("、");
  if (proof.witnessedAt === null) return `${held}，日志的签名对得上。${VOUCHED}`;
  return `${held}，见证方 ${who} 在 ${chinaTime(proof.witnessedAt)} 以前签过。${VOUCHED}`;
}

export const RECEIPT_DROPPED = "前面选的回执和这个文件对不上，没有用它；有这个文件的回执，请再选一次";

const isSound = ({ seals }) => seals.length > 0 && seals.every((one) => one.intact);

export function held({ seals, proof, receipt }) {
  const lines = seals.filter((one) => one.intact).map((one) => {
    const at = one.signedAt === null ? "没有写盖章时间" : `文件自己写的盖章时间是 ${chinaTime(one.signedAt)}`;
    return `${one.name || "没有名字"}的${FORMS[one.form]}对得上；${at}`;
  });
  const sound = isSound({ seals });
  if (sound && seals.every((one) => one.whole && one.closed)) lines.push("印章管着整个文件，没有别的内容");
  if (sound && proof) lines.push(proved(proof));
  if (receipt && receipt.witnessedAt !== null) {
    lines.push(`回执：${receipt.witnesses.join("、")} 见证，${chinaTime(receipt.witnessedAt)} 以前这个文件已经盖好，就是登记机构发出的那一份`);
  }
  return lines;
}

export function broken({ doubts, seals }) {
  const reasons = [...new Set(seals.map((one) => one.revoked).filter(Boolean))];
  return doubts.map((one) =>
    one === "revoked" ? `${DOUBTS.revoked}：${reasons.join("；")}` : DOUBTS[one]);
}

export function unchecked({ seals, doubts, proof, receipt }, made, now) {
  const age = Math.floor((now - made) / DAY);
  const lines = [
    "上面写的现在还有没有效：文件不会变，登记簿会变，付款、放款前请联网再查一次",
    `${chinaTime(made)} 以后印章作没作废：这一页只知道这一天以前的事`,
    "拿文件来的是不是本人：看身份证",
  ];
  if (proof && !isSound({ seals })) lines.push(`里面的证明是公开日志第 ${proof.index} 条的，文件变过，它什么也说明不了`);
  if (isSound({ seals }) && !receipt) {
    lines.push("盖章的时间、是不是登记机构发出的那一份：要有回执（联网核对时可以下载）才知道");
  }
  if (isSound({ seals }) && !proof) lines.push("它的存证在不在公开日志里：文件里没有能用的存证证明");
  if (isSound({ seals }) && proof && proof.witnessedAt === null) lines.push("日志有没有给别人看过另一本：证明上没有足够的见证方签名");
  if (age > OLD) lines.push(`这一页已经 ${age} 天，请向登记机构换一张新的`);
  if (age < 0 && !doubts.includes("clock")) lines.push(`${CLOCK}，日期不能作准：${CLOCK_REMEDY}`);
  return lines;
}

const WHOSE = {
  ours: "是登记机构的",
  plain: "在这张清单上，可是开头是 http，没有加密，打开的页面路上可能被人换掉：联网核对请用 https 开头的网址",
  strange: "不在这张清单上：可能是假网站，先不要打开",
};
export const addressLine = ({ host, whose }) => `网址是 ${host}，${WHOSE[whose]}`;

// What a code says, and what is wrong with it; the address belongs to one of them.
export function codeLines({ kind, host, whose, number, code }) {
  if (kind === "other") return { holds: [], breaks: ["这个码不是登记证书上的码"] };
  const paper = kind === "paper" ? "证书或者证明" : "查询结果";
  const said = [`码上写的是${paper} ${number || "（没有写号码）"}`, `核对码 ${code || "（没有）"}`];
  const address = addressLine({ host, whose });
  if (whose === "strange") return { holds: [], breaks: [...said, address] };
  return whose === "ours" ? { holds: [...said, address], breaks: [] } : { holds: said, breaks: [address] };
}

export const CODE_UNCHECKED = "码只是一个网址：号码和核对码对不对、证有没有效，都要联网才知道。有原来的文件，请核对文件";
