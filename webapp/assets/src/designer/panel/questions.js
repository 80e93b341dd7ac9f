// The properties of one field of a form, or of the form itself.
import { make } from "../parts.js";
import { N_, say } from "../words.js";
import { control } from "./controls.js";

const TEXTUAL = ["textfield", "textarea"];
const CHOOSING = ["radio", "select", "checklist", "taglist"];

export class Questions {
  constructor(place, editor, desk) {
    Object.assign(this, { place, editor, desk });
    editor.on(["selection.changed", "commandStack.changed", "changed"], () => queueMicrotask(() => this.closed || this.draw()));
    this.draw();
  }

  close() {
    this.closed = true;
    this.place.replaceChildren();
  }

  draw() {
    const fields = this.editor.get("formFieldRegistry").getAll();
    const field = this.editor.get("selection").get() ?? fields.find((one) => one.type === "default");
    const focused = this.place.contains(document.activeElement) ? document.activeElement.name : "";
    const groups = groupsOf(field, (name, value) => this.editor.get("modeling").editFormField(field, name, value), this.helping(fields, field));
    this.place.replaceChildren(
      this.list(fields, field),
      ...groups.map(([words, entries]) => make("details", { open: true }, make("summary", {}, say(words)), make("div", { className: "stack" }, ...entries.map(control)))),
    );
    if (focused) this.place.querySelector(`[name="${CSS.escape(focused)}"]`)?.focus();
  }

  // A condition of a form knows the answers further up, and nothing of the case.
  helping(fields, field) {
    const asked = inOrder(fields);
    const before = asked.slice(0, asked.findIndex((one) => one.id === field.id)).filter((one) => one.key).map((one) => `form.${one.key}`);
    const ask = (what, values) => (what === "names" ? Promise.resolve({ before }) : this.desk.ask(what, values));
    return { ask, file: this.desk.path, element: field.id };
  }

  list(fields, field) {
    const words = (one) => (one.type === "default" ? say("The whole form") : `${one.label || one.dateLabel || one.text || one.key || one.id}`.slice(0, 60));
    const options = fields.map((one) => make("option", { value: one.id, selected: one === field }, words(one)));
    const choose = (event) => this.editor.get("selection").set(fields.find((one) => one.id === event.target.value));
    return make("div", { className: "field" }, make("label", { htmlFor: "designer-element" }, say("Field")), make("select", { className: "input", id: "designer-element", name: "element", onchange: choose }, ...options));
  }
}

// The fields as they are read, those of a frame where the frame stands.
function inOrder(fields) {
  const flat = (one) => [one, ...(one.components ?? []).flatMap(flat)];
  return flat(fields.find((one) => one.type === "default"));
}

function groupsOf(field, edit, helping) {
  const direct = (name, more) => ({ name, get: () => field[name], set: (value) => edit(name, value), ...more });
  const inside = (part) => (name, more) => ({
    name: `${part}.${name}`,
    get: () => field[part]?.[name],
    set: (value) => {
      const { [name]: _old, ...others } = field[part] ?? {};
      edit(part, value === undefined || value === "" ? others : { ...others, [name]: value });
    },
    ...more,
  });
  const [own, check] = [inside("properties"), inside("validate")];
  if (field.type === "default") return [[N_("Form"), [own("title", { label: N_("Title in Vietnamese") }), own("title_en", { label: N_("Title in English") })]]];
  const label = field.type === "text" ? ["text", "text_en"] : [field.type === "datetime" ? "dateLabel" : "label", "label_en"];
  const kind = field.type === "text" ? "area" : "text";
  const shown = [own("show_when", { kind: "expression", helping, label: N_("Shown when"), hint: N_('An expression over fields further up: form.decision == "return". A hidden field asks for nothing.') })];
  const words = [direct(label[0], { kind, label: N_("Words in Vietnamese") }), own(label[1], { kind, label: N_("Words in English") })];
  if (["text", "group"].includes(field.type)) return [[N_("Words"), words], [N_("When it is seen"), shown]];
  words.push(direct("description", { kind: "area", label: N_("Help in Vietnamese") }), own("description_en", { kind: "area", label: N_("Help in English") }));
  return [
    [N_("Words"), words],
    [N_("Answer"), [direct("key", { label: N_("Key"), hint: N_("By this name expressions ask for the answer: form.key.") }), check("required", { kind: "check", label: N_("Must be answered") }), ...limits(field, check), ...answers(field, direct, own)]],
    [N_("When it is seen"), shown],
  ];
}

function limits(field, check) {
  const number = (name, label) => {
    const entry = check(name, { label });
    return { ...entry, set: (value) => entry.set(value === undefined || Number.isNaN(Number(value)) ? undefined : Number(value)) };
  };
  if (TEXTUAL.includes(field.type)) {
    const pattern = field.type === "textfield" ? [check("pattern", { label: N_("Pattern") })] : [];
    return [number("minLength", N_("Least number of characters")), number("maxLength", N_("Most characters")), ...pattern];
  }
  return field.type === "number" ? [number("min", N_("Least value")), number("max", N_("Most"))] : [];
}

const COLUMNS = [["value", N_("Value")], ["label", N_("In Vietnamese")], ["label_en", N_("In English")]];

function answers(field, direct, own) {
  if (!CHOOSING.includes(field.type)) return [];
  const options = [["units", say("Units of the organisation")], ["person_of_unit", say("People of the unit")]];
  const picker = own("picker", { kind: "choice", label: N_("Answers come from"), options });
  if (field.properties?.picker) return [picker];
  return [picker, direct("values", { kind: "rows", label: N_("Answers to choose from"), columns: COLUMNS, get: () => field.values ?? [] })];
}
