// Which properties an element has, in the order in which one thinks of them. bpmn/README.md says the same in words.
import { is, isAny } from "bpmn-js/lib/util/ModelUtil";
import { N_, say } from "../words.js";
import { events, repetition } from "./happening.js";

const STEPS = {
  assign: N_("Assign"), accept: N_("Accept"), submission: N_("Submission"), confirmation: N_("Confirmation"), verification: N_("Verification"),
  sign_off: N_("Sign-off"), escalation: N_("Escalation"), extension: N_("Extension"), other: N_("Other"),
};
const NAMED = ["bpmn:FlowElement", "bpmn:Participant", "bpmn:Lane", "bpmn:Process"];
const PEOPLE = ["bpmn:UserTask", "bpmn:ManualTask"];
const ASSIGNING = [
  ...PEOPLE, "bpmn:SendTask", "bpmn:ReceiveTask", "bpmn:ServiceTask", "bpmn:BusinessRuleTask", "bpmn:IntermediateCatchEvent",
  "bpmn:BoundaryEvent", "bpmn:StartEvent",
];
const TOLD = ["bpmn:ServiceTask", "bpmn:SendTask", "bpmn:IntermediateThrowEvent", "bpmn:EndEvent"];
const WHO = ["members_of(lead_unit)", "head_of(lead_unit)", "group(task.assigning_group)", "group(task.verifying_group)"];
const WHEN = ["working_days(5)", "task.due_at", "later_of(task.due_at, working_days(3))"];
const LADDER = ["submission", "acceptance", "verification", "sign_off", "extension", "none"];

// The groups of an element's panel: [words, entries].
export function groupsOf(model, desk) {
  const { object } = model;
  model.helping = { ask: desk.ask, file: desk.file(), element: object.id };
  const some = (types, entries) => (isAny(object, types) ? entries() : []);
  return [
    [N_("Names and id"), [...some(NAMED, () => names(model)), ...some(["bpmn:TextAnnotation"], () => remark(model)), ...identity(model, desk)]],
    [N_("Process"), some(["bpmn:Process", "bpmn:Participant"], () => process(model))],
    [N_("Work of a person"), some(PEOPLE, () => work(model, desk))],
    [N_("Work of the system"), [...some(["bpmn:ServiceTask"], () => action(model, desk)), ...some(["bpmn:BusinessRuleTask"], () => decision(model, desk))]],
    [N_("Another process"), some(["bpmn:CallActivity"], () => called(model, desk))],
    [N_("Way"), some(["bpmn:SequenceFlow"], () => way(model))],
    [N_("What happens"), events(model)],
    [N_("Repetition"), repetition(model)],
    [N_("Variables"), [...some(ASSIGNING, () => assignments(model)), ...some(TOLD, () => parameters(model))]],
  ].filter(([, entries]) => entries.length);
}

const names = (model) => [
  model.attribute("name", { label: N_("Name in Vietnamese") }),
  model.attribute("nq57:nameEn", { label: N_("Name in English") }),
];

const remark = (model) => [
  model.attribute("text", { kind: "area", label: N_("Remark in Vietnamese") }),
  model.attribute("nq57:textEn", { kind: "area", label: N_("Remark in English") }),
];

function identity(model, desk) {
  const set = (value) => {
    if (!value || value === model.object.id) return;
    if (model.moddle.ids.assigned(value) || desk.isTaken(value)) desk.tell("The id {id} is there already. Choose another.", { id: value });
    else model.set("id", value);
  };
  return [{ ...model.attribute("id", { label: N_("Id"), hint: N_("English words in lower case with underscores that say what it is.") }), set }];
}

function process(model) {
  const object = is(model.object, "bpmn:Participant") ? model.object.processRef : model.object;
  if (!object) return [];
  return [
    model.attribute("nq57:variables", { label: N_("Known at the start"), hint: N_("Names of variables that must be known when the process starts or is called, with spaces between.") }, object),
    model.attribute("isExecutable", { kind: "check", label: N_("Can be run") }, object),
  ];
}

const work = (model, desk) => [
  model.attribute("nq57:step", { kind: "choice", label: N_("Kind of step"), hint: N_("Says which verbs and rules apply."), options: Object.entries(STEPS).map(([value, words]) => [value, say(words)]) }),
  model.attribute("nq57:form", { kind: "choice", label: N_("Form"), options: desk.forms().map((key) => [key, key]) }),
  model.attribute("nq57:candidates", { helping: model.helping, kind: "suggested", label: N_("Who may do it"), hint: N_("An expression, for example {example}."), example: 'group("verifiers")', options: [...WHO, ...desk.groups.map((code) => `group("${code}")`)] }),
  model.attribute("nq57:assignee", { helping: model.helping, kind: "suggested", label: N_("Who gets it straight away"), options: ["person(officer) if officer else None"] }),
  model.attribute("nq57:due", { helping: model.helping, kind: "suggested", label: N_("Due"), hint: N_("When it is due; working_days(5) counts from the moment the step opens."), options: WHEN }),
  model.attribute("nq57:priority", { helping: model.helping, kind: "suggested", label: N_("Priority"), hint: N_("0 to 100; from 80 on it is urgent."), options: ["task.priority"] }),
  model.attribute("nq57:ladder", { kind: "suggested", label: N_("Kind of work in the ladder"), hint: N_("Which rows of the ladder's table warn, remind and tell the next level; none: not watched."), options: LADDER }),
];

const action = (model, desk) => [
  model.attribute("nq57:action", { kind: "choice", label: N_("Action"), hint: N_("What the system does; its parameters are below."), options: desk.actions.map((name) => [name, name]) }),
];

const decision = (model, desk) => [
  model.attribute("nq57:decision", { kind: "choice", label: N_("Decision table"), options: desk.tables().map((key) => [key, key]) }),
  model.attribute("nq57:result", { label: N_("Variable that takes the answer") }),
];

const called = (model, desk) => [
  model.attribute("calledElement", { kind: "suggested", label: N_("Process that is called"), hint: N_("It reads and writes the variables of this case; what it must know at its start is in its own properties."), options: desk.drawings() }),
];

function way(model) {
  const { sourceRef } = model.object;
  const chooses = isAny(sourceRef, ["bpmn:ExclusiveGateway", "bpmn:InclusiveGateway"]) && sourceRef.outgoing.length > 1;
  if (!chooses) return [];
  const isDefault = () => sourceRef.default === model.object;
  const usual = {
    name: "default", kind: "check", label: N_("The way when no condition holds"), get: isDefault,
    set: (yes) => model.set("default", yes ? model.object : undefined, sourceRef),
  };
  const condition = model.formal("conditionExpression", { helping: model.helping, label: N_("Condition"), hint: N_("An expression that is exactly True or False.") });
  return isDefault() ? [usual] : [condition, usual];
}

const assignments = (model) => [
  model.rows("nq57:Assignment", [["target", N_("Variable")], ["expression", N_("Value")]], { helping: { ...model.helping, own: true }, label: N_("Assignments"), hint: N_("Written when the element is completed; form holds what was just sent.") }),
];

const parameters = (model) => [
  model.rows("nq57:Parameter", [["name", N_("Parameter")], ["expression", N_("Value")]], { helping: model.helping, label: N_("Parameters") }),
];
