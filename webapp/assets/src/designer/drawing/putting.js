// Puts things into the drawing: by the mouse from the palette, and by the keyboard from the list "Add", after what is chosen.
import { is } from "bpmn-js/lib/util/ModelUtil";
import { STEPS, arrowsOf, laidOut } from "./steps.js";
import { N_ } from "../words.js";

export const PIECES = {
  "create.start-event": ["event", "bpmn-icon-start-event-none", N_("Start event"), { type: "bpmn:StartEvent" }],
  "create.timer": ["event", "bpmn-icon-intermediate-event-catch-timer", N_("Wait for a moment"), catching("bpmn:TimerEventDefinition")],
  "create.message": ["event", "bpmn-icon-intermediate-event-catch-message", N_("Wait for a message"), catching("bpmn:MessageEventDefinition")],
  "create.end-event": ["event", "bpmn-icon-end-event-none", N_("End event"), { type: "bpmn:EndEvent" }],
  "create.exclusive-gateway": ["gateway", "bpmn-icon-gateway-xor", N_("Choice: one way of several"), { type: "bpmn:ExclusiveGateway" }],
  "create.parallel-gateway": ["gateway", "bpmn-icon-gateway-parallel", N_("All ways at once"), { type: "bpmn:ParallelGateway" }],
  "create.user-task": ["activity", "bpmn-icon-user-task", N_("Work of a person"), { type: "bpmn:UserTask" }],
  "create.service-task": ["activity", "bpmn-icon-service-task", N_("Work of the system"), { type: "bpmn:ServiceTask" }],
  "create.rule-task": ["activity", "bpmn-icon-business-rule-task", N_("Question to a decision table"), { type: "bpmn:BusinessRuleTask" }],
  "create.call": ["activity", "bpmn-icon-call-activity", N_("Another process"), { type: "bpmn:CallActivity" }],
  "create.subprocess": ["activity", "bpmn-icon-subprocess-expanded", N_("Subprocess"), { type: "bpmn:SubProcess", isExpanded: true }],
  "create.group": ["artifact", "bpmn-icon-group", N_("Frame around elements"), { type: "bpmn:Group" }],
  "create.note": ["artifact", "bpmn-icon-text-annotation", N_("Remark for the reader"), { type: "bpmn:TextAnnotation" }],
};

function catching(eventDefinitionType) {
  return { type: "bpmn:IntermediateCatchEvent", eventDefinitionType };
}

export default class Putting {
  constructor(injector, forms, stage) {
    for (const name of ["elementFactory", "bpmnFactory", "create", "modeling", "selection", "canvas", "autoPlace", "rules"]) {
      this[`_${name}`] = injector.get(name);
    }
    this._forms = forms;
    this.tell = stage;
  }

  make(name) {
    const step = STEPS[name];
    if (!step) return [this._elementFactory.createShape({ ...PIECES[name][3] })];
    return laidOut(step, { elementFactory: this._elementFactory, bpmnFactory: this._bpmnFactory, forms: this._forms() });
  }

  // With the mouse: the pieces hang on it until it is pressed. An escalation hangs on what is chosen instead.
  byMouse(name, event) {
    if (STEPS[name]?.hangs) return this.hang(name);
    const made = this.make(name);
    return this._create.start(event, made.length === 1 ? made[0] : [...made, ...arrowsOf(made, this._elementFactory)]);
  }

  // With the keyboard: after the chosen element, with an arrow, or in the middle of what is seen.
  byKeyboard(name) {
    if (STEPS[name]?.hangs) return this.hang(name);
    const [chosen] = this._selection.get();
    const [first, ...rest] = this.make(name);
    const follows = chosen && is(chosen, "bpmn:FlowNode") && is(first, "bpmn:FlowNode") && !is(chosen, "bpmn:EndEvent");
    const { x, y, width, height } = this._canvas.viewbox();
    const at = { x: x + width / 2, y: y + height / 2 };
    const placed = follows && !is(first, "bpmn:StartEvent") ? this._autoPlace.append(chosen, first) : this._modeling.createShape(first, at, this.ground(at));
    let last = placed;
    for (const shape of rest) last = this._autoPlace.append(last, shape);
    this._selection.select(placed);
    return placed;
  }

  // The innermost frame at a place that takes steps, or the drawing itself.
  ground({ x, y }) {
    const root = this._canvas.getRootElement();
    const inside = (one) => one.x <= x && x <= one.x + one.width && one.y <= y && y <= one.y + one.height;
    const within = (one) => one.children?.filter((child) => inside(child) && (is(child, "bpmn:Participant") || (is(child, "bpmn:SubProcess") && child.children.length))).at(-1);
    let found = root;
    while (within(found)) found = within(found);
    return is(found, "bpmn:Collaboration") ? (found.children.find((child) => is(child, "bpmn:Participant")) ?? found) : found;
  }

  hang(name) {
    const host = this._selection.get().find((one) => is(one, "bpmn:Activity"));
    if (!host) return this.tell("Choose the step or the subprocess first that is watched; the escalation hangs on its border.");
    const { hangs } = STEPS[name];
    const businessObject = this._bpmnFactory.create("bpmn:BoundaryEvent", { name: hangs.name.vi, "nq57:nameEn": hangs.name.en, cancelActivity: false });
    const border = this._elementFactory.createShape({ type: "bpmn:BoundaryEvent", businessObject, eventDefinitionType: "bpmn:MessageEventDefinition" });
    const at = { x: host.x + Math.min(host.width * 0.75, host.width - 30), y: host.y };
    const event = this._modeling.createShape(border, at, host, { attach: true });
    businessObject.eventDefinitions[0].messageRef = this.message(hangs.message);
    let last = event;
    for (const shape of this.make(name)) last = this._autoPlace.append(last, shape);
    this._selection.select(event);
    return event;
  }

  // The message of that name; a drawing that does not know it yet gets it.
  message(name) {
    const definitions = this._canvas.getRootElement().businessObject.$parent;
    const known = definitions.rootElements.find((one) => one.$type === "bpmn:Message" && one.name === name);
    if (known) return known;
    const made = this._bpmnFactory.create("bpmn:Message", { id: `message_${name}`, name });
    made.$parent = definitions;
    definitions.rootElements.push(made);
    return made;
  }
}
Putting.$inject = ["injector", "config.forms", "config.tell"];
