// The buttons above a drawing: the same as its keys, for who does not know the keys.
import { button, make } from "../parts.js";
import { say } from "../words.js";
import { fit } from "./fitting.js";
import { PIECES } from "./putting.js";
import { STEPS } from "./steps.js";

export function toolbar(modeler) {
  const does = (action, more) => () => modeler.get("editorActions").trigger(action, more);
  const undo = button(say("Undo"), does("undo"), { title: "Ctrl + Z" });
  const redo = button(say("Redo"), does("redo"), { title: "Ctrl + Y" });
  const update = () => {
    undo.disabled = !modeler.get("commandStack").canUndo();
    redo.disabled = !modeler.get("commandStack").canRedo();
  };
  update();
  modeler.on("commandStack.changed", update);
  return make(
    "div",
    { className: "row designer-tools", role: "group", "aria-label": say("Tools of the drawing") },
    adding(modeler),
    undo,
    redo,
    button(say("Find"), does("find"), { title: "Ctrl + F" }),
    button(say("Larger"), does("stepZoom", { value: 1 }), { title: "Ctrl + +" }),
    button(say("Smaller"), does("stepZoom", { value: -1 }), { title: "Ctrl + -" }),
    button(say("Whole drawing"), () => fit(modeler), { title: "Ctrl + 0" }),
  );
}

// The palette again, for the keyboard: what is added comes after the chosen element.
function adding(modeler) {
  const entries = [...Object.entries(PIECES).map(([name, [, , words]]) => [name, words]), ...Object.entries(STEPS).map(([name, { words }]) => [name, words])];
  const list = make("ul", {}, ...entries.map(([name, words]) => make("li", {}, button(say(words), () => add(name), { className: "button button-plain" }))));
  const box = make("details", { className: "designer-add" }, make("summary", { className: "button" }, say("Add")), list);
  const add = (name) => {
    box.open = false;
    modeler.get("putting").byKeyboard(name);
    box.querySelector("summary").focus();
  };
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !box.open) return;
    box.open = false;
    box.querySelector("summary").focus();
  });
  return box;
}
