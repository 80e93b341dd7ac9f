// Properties of events and of repeated elements.
import { is, isAny } from "bpmn-js/lib/util/ModelUtil";
import { N_, say } from "../words.js";

const TIMES = { timeDate: N_("On a date"), timeDuration: N_("After a time"), timeCycle: N_("Again and again") };
const CATCHING = ["bpmn:IntermediateCatchEvent", "bpmn:BoundaryEvent", "bpmn:ReceiveTask", "bpmn:IntermediateThrowEvent", "bpmn:SendTask", "bpmn:EndEvent"];

export function events(model) {
  const { object } = model;
  const [event] = object.eventDefinitions ?? [];
  const entries = [];
  if (is(object, "bpmn:BoundaryEvent")) entries.push(model.attribute("cancelActivity", { kind: "check", label: N_("Ends the step on whose border it hangs") }));
  if (event?.$type === "bpmn:TimerEventDefinition") entries.push(...timer(model, event));
  const messaging = event?.$type === "bpmn:MessageEventDefinition" ? event : isAny(object, ["bpmn:ReceiveTask", "bpmn:SendTask"]) ? object : null;
  if (messaging) {
    entries.push(model.referred(messaging, "messageRef", "bpmn:Message", { label: N_("Message") }));
    if (isAny(object, CATCHING)) entries.push(model.attribute("nq57:correlation", { label: N_("About what"), hint: N_("Only a message about that is caught, for example message.item.") }));
  }
  if (event?.$type === "bpmn:ErrorEventDefinition") entries.push(model.referred(event, "errorRef", "bpmn:Error", { label: N_("Error") }));
  if (event?.$type === "bpmn:EscalationEventDefinition") entries.push(model.referred(event, "escalationRef", "bpmn:Escalation", { label: N_("Escalation") }));
  return entries;
}

function timer(model, event) {
  const kind = Object.keys(TIMES).find((name) => event.get(name)) ?? "timeDuration";
  const choose = (name) => {
    if (!name || name === kind) return;
    const body = event.get(kind)?.body ?? "";
    const made = model.factory.create("bpmn:FormalExpression", { body });
    model.modeling.updateModdleProperties(model.element, event, { [kind]: undefined, [name]: made });
  };
  const options = Object.entries(TIMES).map(([name, words]) => [name, say(words)]);
  return [
    { name: "timer", kind: "choice", label: N_("When"), options, get: () => kind, set: choose },
    model.formal(kind, { helping: model.helping, label: N_("Time"), hint: N_('An expression, for example "P1D" for a day by the clock on the wall.') }, event),
  ];
}

export function repetition(model) {
  const loop = model.object.loopCharacteristics;
  if (loop?.$type !== "bpmn:MultiInstanceLoopCharacteristics") return [];
  return [
    model.attribute("isSequential", { kind: "check", label: N_("One after the other") }, loop),
    model.formal("loopCardinality", { helping: model.helping, label: N_("How many times") }, loop),
    model.formal("completionCondition", { helping: { ...model.helping, own: true }, label: N_("It ends when"), hint: N_("Asked after each completion; completed and instances say how many are done and how many there are.") }, loop),
  ];
}
