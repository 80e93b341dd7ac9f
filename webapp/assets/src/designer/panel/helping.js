// Help with an expression: the names that exist at its place, put in where one writes, and a box to try it with made-up values.
import { button, make } from "../parts.js";
import { say } from "../words.js";

const open = new Set(); // which boxes stand open, and what was typed into them: the panel is drawn anew at every change
const typed = new Map();
const told = new Map(); // where the answer stands now
let count = 0;

// `helping`: { ask(what, values), file, element, own }; `field` is what is written in, or finds it.
export function helped(entry, field, helping) {
  const where = () => (typeof field === "function" ? field() : field);
  const place = make("div", { className: "stack" });
  const key = `${helping.file}#${helping.element}#${entry.name}`;
  const words = () => (open.has(key) ? say("Close the help with the expression") : say("Names and a try"));
  const toggle = button(words(), () => {
    if (!open.delete(key)) open.add(key);
    toggle.textContent = words();
    toggle.setAttribute("aria-expanded", open.has(key));
    show();
  }, { className: "button button-plain", name: `help-${entry.name}`, "aria-expanded": String(open.has(key)) });
  const show = () => place.replaceChildren(...(open.has(key) ? [names(where, helping), trying(where, helping, key)] : []));
  show();
  return make("div", { className: "stack designer-helping" }, toggle, place);
}

function names(where, helping) {
  count += 1;
  const id = `names-${count}`;
  const select = make("select", { className: "input", id, name: id }, make("option", { value: "" }, "…"));
  const put = button(say("Put it in"), () => {
    const field = where();
    if (!field || !select.value) return;
    const [from, to] = [field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length];
    field.setRangeText(select.value, from, to, "end");
    field.focus();
  });
  helping.ask("names", { file: helping.file, element: helping.element }).then(({ known = [], before = [], own = [] }) => {
    select.append(...[...(helping.own ? own : before), ...known].map((one) => make("option", { value: one }, one)));
  });
  return make("div", { className: "field" }, make("label", { htmlFor: id }, say("Names that exist here")), make("div", { className: "row" }, select, put));
}

function trying(where, helping, key) {
  const fields = make("div", { className: "stack" });
  const result = make("p", { role: "status", className: "designer-tried" }, told.get(key)?.textContent ?? "");
  told.set(key, result);
  const show = (words) => {
    told.get(key).textContent = words;
  };
  const source = () => where()?.value.trim() ?? "";
  const said = async (values) => helping.ask("expression", { expression: source(), values });
  const prepare = async () => {
    const { asked = [], sentence } = await said({});
    if (sentence) show(sentence);
    fields.replaceChildren(...asked.map((one) => field(one, key)));
    return sentence ? null : asked;
  };
  const compute = async () => {
    const shown = [...fields.querySelectorAll("input")].map((one) => one.dataset.path).join();
    const asked = await prepare();
    if (!asked || (asked.length && shown !== asked.map((one) => one.path).join())) return;
    const values = Object.fromEntries([...fields.querySelectorAll("input")].map((one) => [one.dataset.path, one.value]));
    const { value, sentence } = await said({ "": "", ...values });
    show(sentence ?? say("It comes to: {value}", { value }));
  };
  if (source()) prepare();
  return make("div", { className: "stack" }, fields, button(say("Try it"), compute), result);
}

function field({ path, text }, key) {
  count += 1;
  const id = `tried-${count}`;
  const kept = `${key}#${path}`;
  const input = make("input", { className: "input designer-code", id, "data-path": path, value: typed.get(kept) ?? text, autocomplete: "off", spellcheck: false });
  input.addEventListener("input", () => typed.set(kept, input.value));
  return make("div", { className: "field" }, make("label", { htmlFor: id }, path), input);
}
