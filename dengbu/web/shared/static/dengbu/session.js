// A form outlives the sign-in: before anything is sent the page asks whether somebody is still signed
// in and takes the token of now. When nobody is, it stays, says so, and what was typed is kept.

const NOTICE = "[data-signed-out]";
const asking = new WeakSet();
const asked = new WeakSet();

const place = document.querySelector('meta[name="session"]')?.content;

const asHtmx = () => ({ "HX-Request": "true", "HX-Current-URL": location.href });

const showNotice = (html) => {
  const area = document.getElementById("faults");
  if (area) area.innerHTML = html;
};

const takeToken = (token) => {
  const meta = document.querySelector('meta[name="csrf-token"]');
  if (meta) meta.content = token;
  for (const field of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) {
    field.value = token;
  }
  if (document.querySelector(NOTICE)) showNotice("");
};

// True: send it. An answer of another kind is no reason to keep anybody from sending.
const mayLeave = async () => {
  let answer;
  try {
    answer = await fetch(place, { headers: asHtmx(), cache: "no-store" });
    if (answer.status === 401) {
      showNotice(await answer.text());
      return false;
    }
    if (answer.ok) takeToken((await answer.json()).token);
    return true;
  } catch {
    if (answer) return true;
    document.dispatchEvent(new Event("dengbu:offline"));
    return false;
  }
};

const guarded = (form) => place && form.matches('form[method="post"]:not([data-unguarded])');

const sendOnce = async (form, submitter) => {
  asking.add(form);
  const may = await mayLeave();
  asking.delete(form);
  if (!may) {
    document.querySelector(`${NOTICE} a`)?.focus();
    return;
  }
  asked.add(form);
  if (submitter?.isConnected) form.requestSubmit(submitter);
  else form.requestSubmit();
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !guarded(form) || asked.delete(form)) return;
  event.preventDefault();
  if (!asking.has(form)) sendOnce(form, event.submitter);
});

document.addEventListener("htmx:confirm", (event) => {
  if (!place || event.detail.verb === "get") return;
  event.preventDefault();
  mayLeave().then((may) => may && event.detail.issueRequest(false));
});
