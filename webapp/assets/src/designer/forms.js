// A form in form-js: its sheet to look at and to drag, our own list of fields to add and our own properties beside it, since only
// what the server asks and checks may be chosen (workflows/definitions/rules/form_schema.py).
import { FormEditor } from "@bpmn-io/form-js-editor";
import { Questions } from "./panel/questions.js";
import { button, later, make } from "./parts.js";
import { N_, say } from "./words.js";

export const KINDS = {
  textfield: N_("Line of text"), textarea: N_("Text of several lines"), number: N_("Number"), checkbox: N_("Box to tick"), radio: N_("One of several, all seen"),
  select: N_("One of several, from a list"), checklist: N_("Several, all seen"), taglist: N_("Several, from a list"), datetime: N_("Day"), text: N_("Text to read"), group: N_("Frame around fields"),
};
const CHOOSING = ["radio", "select", "checklist", "taglist"];

export async function openForm(place, side, text, desk) {
  const frame = make("div", { className: "designer-canvas designer-form", dir: "ltr" });
  const unseen = make("div"); // the library's own palette and properties, which say more than the server understands
  const editor = new FormEditor({ container: frame, palette: { parent: unseen }, propertiesPanel: { parent: unseen } });
  place.replaceChildren(tools(editor), frame);
  await editor.importSchema(JSON.parse(text));
  const write = later(() => desk.changed(`${JSON.stringify(editor.saveSchema(), null, 2)}\n`), 250);
  editor.on("commandStack.changed", write);
  const panel = new Questions(side, editor, desk);
  return {
    modeler: editor,
    settle: () => write.now(),
    reveal: (key) => editor.get("selection").set(editor.get("formFieldRegistry").getAll().find((one) => (one.key ?? one.id) === key) ?? null),
    close: () => {
      panel.close();
      editor.destroy();
    },
  };
}

function tools(editor) {
  const does = (name) => () => editor.get("commandStack")[name]();
  const box = make("details", { className: "designer-add" }, make("summary", { className: "button" }, say("Add a field")));
  const put = (type) => {
    box.open = false;
    add(editor, type);
    box.querySelector("summary").focus();
  };
  box.append(make("ul", {}, ...Object.entries(KINDS).map(([type, words]) => make("li", {}, button(say(words), () => put(type), { className: "button button-plain" })))));
  return make("div", { className: "row designer-tools", role: "group", "aria-label": say("Tools of the form") }, box, button(say("Undo"), does("undo")), button(say("Redo"), does("redo")));
}

// After the chosen field, in the same frame; with a key that nothing has yet.
function add(editor, type) {
  const fields = editor.get("formFieldRegistry").getAll();
  const root = fields.find((one) => one.type === "default");
  const chosen = editor.get("selection").get();
  const parent = chosen && chosen.type !== "default" ? fields.find((one) => one.id === chosen._parent) : root;
  const at = parent.components.indexOf(chosen);
  let number = 1;
  while (fields.some((one) => one.key === `${type}_${number}`)) number += 1;
  const words = say(KINDS[type]);
  const more = { properties: { label_en: "" } };
  if (CHOOSING.includes(type)) more.values = [{ value: "value", label: words, label_en: "" }];
  if (type === "datetime") Object.assign(more, { subtype: "date", dateLabel: words });
  else if (type === "text") Object.assign(more, { text: words, properties: { text_en: "" } });
  else more.label = words;
  if (!["text", "group"].includes(type)) more.key = `${type}_${number}`;
  editor.get("modeling").addFormField({ type, ...more }, parent, at < 0 ? parent.components.length : at + 1);
}
