// The fields of a panel: a label, a field, a hint, and what is written when it was changed.
import { button, make } from "../parts.js";
import { say } from "../words.js";
import { helped } from "./helping.js";

let count = 0;

// `entry`: { name, kind, label, hint, options, get(), set(value) }; a value is a text, true/false, or a list of rows.
export function control(entry) {
  if (entry.kind === "rows") return rows(entry);
  count += 1;
  const id = `property-${count}`;
  const described = entry.hint ? `${id}-hint` : undefined;
  const field = FIELDS[entry.kind ?? "text"](entry, { id, name: entry.name, "aria-describedby": described });
  const label = make("label", { htmlFor: id }, say(entry.label));
  const hint = entry.hint && make("p", { className: "hint", id: described }, say(entry.hint, entry));
  if (entry.kind === "check") return make("div", { className: "field" }, make("span", { className: "row" }, field, label), hint);
  return make("div", { className: "field" }, label, field, entry.after, hint, entry.helping && helped(entry, field, entry.helping));
}

const FIELDS = {
  text: (entry, given) => typed("input", entry, { ...given, className: "input", autocomplete: "off", spellcheck: false }),
  area: (entry, given) => typed("textarea", entry, { ...given, className: "input", rows: 2 }),
  expression: (entry, given) => typed("textarea", entry, { ...given, className: "input designer-code", rows: rowsOf(entry.get()), spellcheck: false }),
  check: (entry, given) => make("input", { ...given, type: "checkbox", checked: Boolean(entry.get()), onchange: (event) => entry.set(event.target.checked) }),
  choice: (entry, given) => chosen(entry, given),
  suggested: (entry, given) => suggested(entry, given),
};

const rowsOf = (text) => Math.min(5, Math.max(1, Math.ceil((text ?? "").length / 34)));

function typed(name, entry, given) {
  const field = make(name, { ...given, value: entry.get() ?? "" });
  field.addEventListener("change", () => entry.set(field.value.trim() || undefined));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (name === "input" || event.ctrlKey)) entry.set(field.value.trim() || undefined);
  });
  return field;
}

// What stands there and is not among the answers is kept, and can be seen.
function chosen(entry, given) {
  const value = entry.get() ?? "";
  const offered = [["", "—"], ...entry.options];
  if (!offered.some(([one]) => one === value)) offered.push([value, value]);
  const options = offered.map(([one, words]) => make("option", { value: one, selected: one === value }, words));
  return make("select", { ...given, className: "input", onchange: (event) => entry.set(event.target.value || undefined) }, ...options);
}

// A field to type into, with what is usual as suggestions.
function suggested(entry, given) {
  const list = `${given.id}-list`;
  entry.after = make("datalist", { id: list }, ...entry.options.map((one) => make("option", { value: one })));
  return typed("input", entry, { ...given, className: "input designer-code", autocomplete: "off", spellcheck: false, list });
}

// A list of rows of two fields: assignments, parameters, answers to choose from.
function rows(entry) {
  const [first, second, third] = entry.columns;
  const values = entry.get();
  const change = (at, part, value) => entry.set(values.map((row, here) => (here === at ? { ...row, [part]: value } : row)));
  const cell = (at, part, words) =>
    make("input", {
      className: "input designer-code",
      name: `${entry.name}-${at}-${part}`,
      value: values[at][part] ?? "",
      "aria-label": `${say(words)} ${at + 1}`,
      placeholder: say(words),
      autocomplete: "off",
      spellcheck: false,
      onchange: (event) => change(at, part, event.target.value.trim()),
    });
  const line = (_row, at) =>
    make(
      "li",
      { className: "designer-row" },
      cell(at, ...first),
      cell(at, ...second),
      third && cell(at, ...third),
      button("×", () => entry.set(values.filter((_one, here) => here !== at)), { className: "button button-plain", "aria-label": say("Remove {what}", { what: values[at][first[0]] || at + 1 }) }),
    );
  const add = () => entry.set([...values, Object.fromEntries(entry.columns.map(([part]) => [part, ""]))]);
  const list = make("ul", { className: "designer-rows" }, ...values.map(line));
  let last = null;
  list.addEventListener("focusin", (event) => event.target.matches(`[name$="-${second[0]}"]`) && (last = event.target));
  return make(
    "fieldset",
    { className: "field" },
    make("legend", {}, say(entry.label)),
    list,
    button(say("Add a line"), add),
    entry.hint && make("p", { className: "hint" }, say(entry.hint)),
    entry.helping && values.length > 0 && helped(entry, () => last ?? list.querySelector(`[name$="-${second[0]}"]`), entry.helping),
  );
}
