// The properties of what is chosen in the drawing. Above them every element can be chosen from a list, so that no mouse is needed.
import { getBusinessObject, is } from "bpmn-js/lib/util/ModelUtil";
import { make } from "../parts.js";
import { N_, say } from "../words.js";
import { control } from "./controls.js";
import { Model } from "./model.js";
import { groupsOf } from "./ours.js";

export class Panel {
  constructor(place, modeler, desk) {
    Object.assign(this, { place, modeler, desk });
    this.words = say("Element");
    place.addEventListener("pointerdown", () => {
      this.pressed = true;
      addEventListener("pointerup", () => (this.pressed = false), { once: true });
    });
    modeler.on(["selection.changed", "commandStack.changed", "import.done"], () => this.soon());
    this.draw();
  }

  // Several events come at once; the panel is drawn once after them, and not while a button of it is being pressed.
  soon() {
    if (this.waiting) return;
    this.waiting = true;
    const draw = () => {
      this.waiting = false;
      if (!this.closed) this.draw();
    };
    if (this.pressed) addEventListener("pointerup", () => setTimeout(draw), { once: true });
    else queueMicrotask(draw);
  }

  close() {
    this.closed = true;
    this.place.replaceChildren();
  }

  chosen() {
    const chosen = this.modeler.get("selection").get();
    if (chosen.length > 1) return null;
    const root = this.modeler.get("canvas").getRootElement();
    const all = is(root, "bpmn:Collaboration") ? (root.children.find((one) => is(one, "bpmn:Participant")) ?? root) : root;
    return chosen[0]?.labelTarget ?? chosen[0] ?? all;
  }

  draw() {
    const focused = this.place.contains(document.activeElement) ? document.activeElement.name : "";
    const element = this.chosen();
    const shut = new Set([...this.place.querySelectorAll("details:not([open])")].map((one) => one.dataset.group));
    const groups = element ? groupsOf(new Model(this.modeler, element), this.desk) : [];
    this.place.replaceChildren(
      this.list(element),
      ...(element ? [] : [make("p", { className: "soft" }, say("Several elements are chosen. Choose one to see its properties."))]),
      ...groups.map(([words, entries]) =>
        make("details", { open: !shut.has(words), "data-group": words }, make("summary", {}, say(words)), make("div", { className: "stack" }, ...entries.map((entry) => control(entry)))),
      ),
    );
    if (focused) this.place.querySelector(`[name="${CSS.escape(focused)}"]`)?.focus();
  }

  list(element) {
    const root = this.modeler.get("canvas").getRootElement();
    const all = this.modeler.get("elementRegistry").filter((one) => one.type !== "label" && one.parent);
    const words = (one) => {
      const object = getBusinessObject(one);
      return `${called(object) || object.id} (${kind(object)})`;
    };
    const options = [root, ...all].map((one) => make("option", { value: one.id, selected: one === element }, one === root ? say("The whole drawing") : words(one)));
    const choose = (event) => {
      const one = this.modeler.get("elementRegistry").get(event.target.value);
      this.modeler.get("selection").select(one === root ? null : one);
      if (one && one !== root) this.modeler.get("canvas").scrollToElement(one, 120);
    };
    const select = make("select", { className: "input", id: "designer-element", name: "element", onchange: choose }, ...options);
    if (!element) select.selectedIndex = -1;
    return make("div", { className: "field" }, make("label", { htmlFor: "designer-element" }, this.words), select);
  }
}

const KINDS = [
  ["bpmn:UserTask", N_("work of a person")], ["bpmn:ManualTask", N_("work of a person")], ["bpmn:CallActivity", N_("another process")],
  ["bpmn:SubProcess", N_("subprocess")], ["bpmn:Task", N_("work of the system")], ["bpmn:Gateway", N_("gateway")], ["bpmn:Event", N_("event")],
  ["bpmn:SequenceFlow", N_("arrow")], ["bpmn:Lane", N_("lane")], ["bpmn:Participant", N_("pool")], ["bpmn:TextAnnotation", N_("remark")],
];

// In the reader's language where the drawing says it.
function called(object) {
  const english = document.documentElement.lang === "en" && (object.get("nq57:nameEn") || object.get("nq57:textEn"));
  return english || object.name || object.text;
}

function kind(object) {
  const found = KINDS.find(([type]) => is(object, type));
  return found ? say(found[1]) : say("other");
}
