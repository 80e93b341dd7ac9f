// The properties of what is chosen in the drawing. Above them every element can be chosen from a list, so that no mouse is needed.
import { is } from "bpmn-js/lib/util/ModelUtil";
import { make } from "../parts.js";
import { say } from "../words.js";
import { Choice } from "./choice.js";
import { control } from "./controls.js";
import { Model } from "./model.js";
import { groupsOf } from "./ours.js";

export class Panel {
  constructor(place, modeler, desk) {
    Object.assign(this, { place, modeler, desk });
    this.choice = new Choice(modeler);
    this.properties = make("div", { className: "designer-properties" });
    place.replaceChildren(this.choice.field, this.properties);
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
    this.choice.show(element);
    this.properties.replaceChildren(
      ...(element ? [] : [make("p", { className: "soft" }, say("Several elements are chosen. Choose one to see its properties."))]),
      ...groups.map(([words, entries]) =>
        make("details", { open: !shut.has(words), "data-group": words }, make("summary", {}, say(words)), make("div", { className: "stack" }, ...entries.map((entry) => control(entry)))),
      ),
    );
    if (focused && document.activeElement?.name !== focused) this.place.querySelector(`[name="${CSS.escape(focused)}"]`)?.focus();
  }
}
