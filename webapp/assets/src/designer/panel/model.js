// Reads and writes the drawing for the panel: every change is one step of "Undo".
import { getBusinessObject } from "bpmn-js/lib/util/ModelUtil";

export class Model {
  constructor(modeler, element) {
    this.element = element;
    this.object = getBusinessObject(element);
    this.modeling = modeler.get("modeling");
    this.moddle = modeler.get("moddle");
    this.factory = modeler.get("bpmnFactory");
    this.root = modeler.getDefinitions();
  }

  get(name, object = this.object) {
    return object.get(name);
  }

  set(name, value, object = this.object) {
    if (object === this.object) this.modeling.updateProperties(this.element, { [name]: value });
    else this.modeling.updateModdleProperties(this.element, object, { [name]: value });
  }

  // An attribute as an entry of the panel.
  attribute(name, more, object = this.object) {
    return { name, get: () => this.get(name, object), set: (value) => this.set(name, value, object), ...more };
  }

  // A formal expression as an entry: `conditionExpression`, `timeDuration`, `completionCondition` …
  formal(name, more, object = this.object) {
    const set = (body) => this.set(name, body ? this.factory.create("bpmn:FormalExpression", { body }) : undefined, object);
    return { name, kind: "expression", get: () => this.get(name, object)?.body, set, ...more };
  }

  // Our own rows inside the extension elements: nq57:Assignment, nq57:Parameter.
  rows(type, columns, more) {
    const all = () => this.object.get("extensionElements")?.values ?? [];
    const get = () => all().filter((one) => one.$type === type).map((one) => Object.fromEntries(columns.map(([part]) => [part, one.get(part)])));
    const set = (rows) => {
      const made = rows.map((row) => this.moddle.create(type, row));
      const values = [...all().filter((one) => one.$type !== type), ...made];
      const extension = values.length ? this.factory.create("bpmn:ExtensionElements", { values }) : undefined;
      for (const one of values) one.$parent = extension;
      if (extension) extension.$parent = this.object;
      this.set("extensionElements", extension);
    };
    return { name: type, kind: "rows", columns, get, set, ...more };
  }

  // Something of the drawing's own list (a message, an error, an escalation), named in a field; made when it is new.
  referred(event, name, type, more) {
    const known = () => this.root.rootElements.filter((one) => one.$type === type);
    const set = (words) => {
      let one = words && known().find((other) => other.name === words);
      if (words && !one) {
        const word = type.replace("bpmn:", "").toLowerCase();
        one = this.factory.create(type, { id: `${word}_${words.toLowerCase().replace(/[^a-z0-9]+/g, "_")}`, name: words });
        one.$parent = this.root;
        this.modeling.updateModdleProperties(this.element, this.root, { rootElements: [...this.root.rootElements, one] });
      }
      this.modeling.updateModdleProperties(this.element, event, { [name]: one });
    };
    return { name, kind: "suggested", get: () => event.get(name)?.name, set, options: known().map((one) => one.name), ...more };
  }
}
