// What may be put into a drawing: what bpmn/README.md admits. The menus offer no more; what is wrong all the same, the server's linter says.
import { N_ } from "../words.js";
const TASKS = ["user-task", "manual-task", "service-task", "rule-task", "send-task", "receive-task", "call-activity"];
const PARTS = ["expanded-subprocess", "subprocess", "collapsed-subprocess"];
const GATEWAYS = ["exclusive-gateway", "inclusive-gateway", "parallel-gateway"];
const EVENTS = [
  "none-start", "none-start-event", "none-end", "none-end-event", "none-intermediate-throw", "none-intermediate-throwing",
  "message-intermediate-catch", "message-intermediate-throw", "timer-intermediate-catch", "escalation-intermediate-throw",
  "message-boundary", "timer-boundary", "escalation-boundary", "error-boundary",
  "non-interrupting-message-boundary", "non-interrupting-timer-boundary", "non-interrupting-escalation-boundary",
  "message-end", "escalation-end", "error-end", "terminate-end",
];
const FLOWS = ["sequence-flow", "default-flow", "conditional-flow"];
const ADMITTED = new Set([...TASKS, ...PARTS, ...GATEWAYS, ...EVENTS, ...FLOWS].map((name) => `replace-with-${name}`));
const HEADERS = new Set(["toggle-parallel-mi", "toggle-sequential-mi", "toggle-non-interrupting"]);
const NOT_ON_THE_PAD = ["append.compensation-activity", "append.condition-intermediate-event", "append.signal-intermediate-event", "append.receive-task"];

const only = (entries, wanted) => Object.fromEntries(Object.entries(entries).filter(([name]) => wanted(name)));

class Admitted {
  constructor(popupMenu, contextPad, elementFactory, create, autoPlace, say) {
    popupMenu.registerProvider("bpmn-replace", 500, {
      getPopupMenuEntries: () => (entries) => only(entries, (name) => ADMITTED.has(name)),
      getPopupMenuHeaderEntries: () => (entries) => only(entries, (name) => HEADERS.has(name)),
    });
    const shape = (type) => elementFactory.createShape({ type });
    const append = (type, className, words) => ({
      group: "model",
      className,
      title: say(words),
      action: {
        click: (_event, element) => autoPlace.append(element, shape(type)),
        dragstart: (event, element) => create.start(event, shape(type), { source: element }),
      },
    });
    contextPad.registerProvider(500, {
      getMultiElementContextPadEntries: () => (entries) => entries,
      getContextPadEntries: () => (entries) => {
        const kept = only(entries, (name) => !NOT_ON_THE_PAD.includes(name));
        if (kept["append.append-task"]) kept["append.append-task"] = append("bpmn:UserTask", "bpmn-icon-user-task", N_("Append user task"));
        if (kept["append.gateway"]) kept["append.gateway"] = append("bpmn:ExclusiveGateway", "bpmn-icon-gateway-xor", N_("Append gateway"));
        return kept;
      },
    });
  }
}
Admitted.$inject = ["popupMenu", "contextPad", "elementFactory", "create", "autoPlace", "translate"];

export default { __init__: ["admitted"], admitted: ["type", Admitted] };
