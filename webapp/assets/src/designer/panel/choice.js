// The list of every element of the drawing. It stays where it is while the properties below it are drawn anew, and of its lines only
// those change that say something else: a drawing of 300 elements has 600 of them.
import { getBusinessObject, is } from "bpmn-js/lib/util/ModelUtil";
import { make } from "../parts.js";
import { N_, say } from "../words.js";

export class Choice {
  constructor(modeler) {
    this.modeler = modeler;
    this.lines = new Map();
    this.select = make("select", { className: "input", id: "designer-element", name: "element", onchange: () => this.choose() });
    this.field = make("div", { className: "field" }, make("label", { htmlFor: "designer-element" }, say("Element")), this.select);
  }

  show(element) {
    const root = this.modeler.get("canvas").getRootElement();
    const all = this.modeler.get("elementRegistry").filter((one) => one.type !== "label" && one.parent);
    const lines = [root, ...all].map((one) => this.line(one, one === root ? say("The whole drawing") : words(getBusinessObject(one))));
    if (lines.length !== this.select.options.length || lines.some((line, at) => line !== this.shown[at])) {
      this.select.replaceChildren(...lines);
      this.lines = new Map(lines.map((line) => [line.value, line]));
      this.shown = lines;
    }
    if (element) this.select.value = element.id;
    else this.select.selectedIndex = -1;
  }

  line({ id }, said) {
    const known = this.lines.get(id);
    if (!known) return make("option", { value: id }, said);
    if (known.textContent !== said) known.textContent = said;
    return known;
  }

  choose() {
    const canvas = this.modeler.get("canvas");
    const one = this.modeler.get("elementRegistry").get(this.select.value);
    const isElement = one && one !== canvas.getRootElement();
    this.modeler.get("selection").select(isElement ? one : null);
    if (isElement && !isSeen(one, canvas.viewbox())) canvas.scrollToElement(one, 120);
  }
}

// A drawing that need not move stays: each move of a large one costs as much as drawing it.
function isSeen(element, view) {
  const points = element.waypoints ?? [element, { x: element.x + element.width, y: element.y + element.height }];
  return points.every(({ x, y }) => view.x <= x && x <= view.x + view.width && view.y <= y && y <= view.y + view.height);
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

const words = (object) => `${called(object) || object.id} (${kind(object)})`;
