// The list of the draft's files: which is open, how many findings each has, what is not saved; adding, renaming, taking out.
import { button, make } from "./parts.js";
import { keyOf, kindOf } from "./texts.js";
import { N_, say } from "./words.js";

const KEY = "[a-z][a-z0-9_]{0,59}";
const KINDS = [["drawing", N_("Drawings")], ["form", N_("Forms")], ["table", N_("Decision tables")], ["stories", N_("Scenarios")]];

export class Files {
  constructor(place, texts, act) {
    Object.assign(this, { place, texts, act, open: "", counts: new Map() });
    texts.onChange(() => this.draw());
    this.draw();
  }

  show(open, counts = this.counts) {
    Object.assign(this, { open, counts });
    this.draw();
  }

  draw() {
    const focused = this.place.contains(document.activeElement) ? document.activeElement.dataset.path : undefined;
    const groups = KINDS.map(([kind, words]) => [words, this.texts.paths().filter((path) => kindOf(path) === kind)]);
    this.place.replaceChildren(
      ...groups.filter(([, paths]) => paths.length).map(([words, paths]) =>
        make("section", {}, make("h3", {}, say(words)), make("ul", { className: "designer-files" }, ...paths.map((path) => this.line(path)))),
      ),
    );
    if (focused) this.place.querySelector(`[data-path="${CSS.escape(focused)}"]`)?.focus();
  }

  line(path) {
    const count = this.counts.get(path);
    const why = say("to be put right");
    const words = [keyOf(path), count && [` · ${count}`, make("span", { className: "unseen" }, ` (${why})`)]].flat();
    const open = button("", () => this.act.open(path), { className: "button button-plain", "data-path": path, "aria-current": path === this.open ? "true" : undefined });
    open.replaceChildren(...words.filter(Boolean));
    return make("li", {}, open);
  }
}

// The small form below the list: a new form, table or drawing, another name for the open file, or the open file out of the draft.
export function adding(place, texts, act) {
  const kind = place.querySelector("[data-new-kind]");
  const name = place.querySelector("[data-new-name]");
  const told = place.querySelector("[data-new-told]");
  name.pattern = KEY;
  const pathOf = { drawing: (key) => `${key}.bpmn`, form: (key) => `forms/${key}.form`, table: (key) => `decisions/${key}.dmn` };
  const wanted = (path) => {
    const fault = !new RegExp(`^${KEY}$`).test(name.value) ? N_("A name is lower-case letters, digits and underscores.") : texts.has(path) ? N_("A file of that name is there already.") : "";
    told.textContent = fault && say(fault);
    if (fault) name.focus();
    else name.value = "";
    return !fault;
  };
  place.querySelector("[data-add]").addEventListener("click", () => {
    const [key, path] = [name.value, pathOf[kind.value](name.value)];
    if (wanted(path)) act.add(path, EMPTY[kind.value](key));
  });
  place.querySelector("[data-rename]").addEventListener("click", () => {
    const open = act.current();
    const [key, path] = [name.value, pathOf[kindOf(open)]?.(name.value)];
    if (!path || open === act.main) told.textContent = say("This file keeps its name: the process is called by it.");
    else if (wanted(path)) act.rename(open, path, key);
  });
  place.querySelector("[data-remove]").addEventListener("click", () => {
    const open = act.current();
    if (open === act.main) told.textContent = say("The drawing of the process itself stays in the draft.");
    else act.remove(open);
  });
}

const EMPTY = {
  form: (id) => JSON.stringify({ type: "default", schemaVersion: 19, id, properties: { title: "", title_en: "" }, components: [] }, null, 2),
  drawing: (id) =>
    `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:nq57="urn:nq57:bpmn:1" id="${id}_drawing" targetNamespace="urn:nq57:processes">
  <bpmn:process id="${id}" isExecutable="true">
    <bpmn:startEvent id="${id}_opened" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="${id}_diagram">
    <bpmndi:BPMNPlane id="${id}_plane" bpmnElement="${id}">
      <bpmndi:BPMNShape id="${id}_opened_shape" bpmnElement="${id}_opened"><dc:Bounds x="180" y="200" width="36" height="36" /></bpmndi:BPMNShape>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
`,
  table: (id) =>
    `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="${id}_tables" name="${id}" namespace="urn:nq57:decisions">
  <decision id="${id}" name="${id}">
    <decisionTable id="${id}_table" hitPolicy="FIRST">
      <input id="${id}_input"><inputExpression id="${id}_asked" typeRef="string"><text>kind</text></inputExpression></input>
      <output id="${id}_output" name="answer" typeRef="string" />
    </decisionTable>
  </decision>
</definitions>
`,
};
