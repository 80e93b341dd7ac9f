// Keys for everything, beside the mouse and the finger: single letters while nobody types into a field. They can be switched off.
const off = document.documentElement.dataset.keys === "off";
const FIELDS = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=submit], [type=button])";
const GOOD = ["approve", "confirm", "sign_off", "accept", "grant"];
const seen = (element) => Boolean(element) && element.checkVisibility();
const form = () => document.querySelector("[data-own-form]");
const rows = () => [...document.querySelectorAll(".inbox > li")].filter((row) => row.querySelector("h3 a"));
const here = () => document.activeElement.closest?.(".inbox > li");
const press = (selector, place = document) => {
  const found = place?.querySelector(selector);
  if (seen(found)) found.click();
};

function move(by) {
  const all = rows();
  const at = all.indexOf(here());
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
  const link = next?.querySelector("h3 a");
  link?.focus();
  if (next?.closest("[data-split]")) link.click(); // the step beside the list goes along
}

// Choosing an answer leads on to what is asked next: the reason when one is needed, otherwise the answer itself, never the button
// that sends: a blank that was meant for a sentence must send nothing.
function choose(radio) {
  if (!seen(radio)) return;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  const asked = [...radio.form.querySelectorAll("textarea")].find((field) => seen(field) && field.closest("[data-shown-when]"));
  (asked ?? radio).focus();
}
// Where a form shows a fault, or holds words not sent yet, letters are most likely meant for a sentence: then they do nothing.
const faulty = () => [...document.querySelectorAll(".filled [role=alert], .filled .fault, .banner-late[data-attention]")].some(seen);
const typing = () => [...document.querySelectorAll(".filled")].some((one) => [...one.elements].some((field) => field.matches(FIELDS) && seen(field) && half(field)));
const half = (field) => (field.options ? false : field.value.trim() !== field.defaultValue.trim());
const answers = () => [...(form()?.querySelectorAll("input[type=radio]") ?? [])].filter((radio, _at, all) => radio.name === all[0].name);
// A verdict on a step that nobody has taken yet: say what comes first, and put the hands there.
function firstTake() {
  const place = document.querySelector("[data-key-claim]");
  const words = document.createElement("p");
  words.className = "banner banner-soon";
  words.textContent = place.dataset.keyClaim;
  document.querySelector("#messages").replaceChildren(words);
  place.querySelector("button").focus();
}
const verdict = (good) => (seen(document.querySelector("[data-key-claim]")) ? firstTake() : decide(good));
const decide = (good) => choose(answers().find((radio) => radio.name === "decision" && GOOD.includes(radio.value) === good));

const KEYS = {
  j: () => move(1),
  ArrowDown: () => here() && move(1),
  k: () => move(-1),
  ArrowUp: () => here() && move(-1),
  o: () => (here()?.closest("[data-split]") ? press("#beside [data-open]") : press("h3 a", here())),
  x: () => press("input[type=checkbox]", here()),
  c: () => (here() ? press(".inbox-act button", here()) : press("[data-key-claim] button")),
  "/": () => (document.querySelector("main [role=search] input[type=search]") ?? document.querySelector("#find"))?.focus(),
  a: () => verdict(true),
  r: () => verdict(false),
  n: () => press("[data-key-skip]"),
  b: () => press("[data-key-back]"),
  "?": () => press("[data-key-sheet]"),
};
const AFTER_G = { i: "[data-key-inbox]", h: ".brand", s: "[data-key-find]" };
let before = "";

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const into = event.target;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && into.form?.matches(".filled")) {
    event.preventDefault();
    return into.form.requestSubmit(into.form.querySelector(".button-primary"));
  }
  // An answer is chosen here, not sent: sending has a button, and Ctrl+Enter.
  if (event.key === "Enter" && into.type === "radio" && into.form === form()) return event.preventDefault();
  if (off || event.ctrlKey || event.metaKey || event.altKey || into.matches(FIELDS) || document.querySelector("dialog[open]")) return;
  if (faulty() || typing()) return;
  const radio = event.key.startsWith("Arrow") && into.type === "radio"; // arrows walk among the answers, as everywhere
  const act = before === "g" && AFTER_G[event.key] ? () => press(AFTER_G[event.key]) : KEYS[event.key];
  before = event.key;
  if (/^[1-9]$/.test(event.key) && form()) return choose(answers()[event.key - 1]);
  if (!act || radio || (event.key.startsWith("Arrow") && !here())) return;
  event.preventDefault();
  act();
});

// On a pile the hands stay on the keyboard: what is to be done next is where the focus is, and the page does not jump to it.
if (document.querySelector("[data-pile]") && !document.querySelector("[data-attention]")) {
  (answers()[0] ?? document.querySelector("[data-key-claim] button"))?.focus({ preventScroll: true });
}
