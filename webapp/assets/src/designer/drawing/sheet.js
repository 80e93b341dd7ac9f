// One drawing in the editor: opened from its text, and its text again after every change.
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn.css";
import "diagram-js-minimap/assets/diagram-js-minimap.css";
import Modeler from "bpmn-js/lib/Modeler";
import minimap from "diagram-js-minimap";
import { Panel } from "../panel/panel.js";
import { later, make } from "../parts.js";
import { say, translate } from "../words.js";
import admitted from "./admitted.js";
import { fit } from "./fitting.js";
import { marks } from "./marks.js";
import NamingFactory from "./naming.js";
import palette from "./palette.js";
import Putting from "./putting.js";
import { toolbar } from "./toolbar.js";

const PAUSE = 250; // writing out a drawing of 300 elements takes a while; who drags makes many changes

const MODULES = [
  minimap,
  admitted,
  palette,
  translate,
  { __init__: ["putting"], putting: ["type", Putting], bpmnFactory: ["type", NamingFactory] },
];

// `desk` knows the draft: forms(), drawings(), isTaken(id), actions, moddle, changed(text), tell(sentence).
export async function openDrawing(place, side, text, desk) {
  const canvas = make("div", { className: "designer-canvas", dir: "ltr", role: "group", "aria-label": say("Drawing; the list “Element” beside it reaches every element by the keyboard") });
  const modeler = new Modeler({
    container: canvas,
    moddleExtensions: { nq57: desk.moddle },
    additionalModules: MODULES,
    minimap: { open: innerWidth > 1500 },
    taken: desk.isTaken,
    forms: desk.forms,
    tell: desk.tell,
  });
  place.replaceChildren(toolbar(modeler), canvas);
  canvas.addEventListener("keydown", (event) => event.stopPropagation()); // a letter here chooses a tool; it leads to no other page (keys.js)
  modeler.on("import.parse.complete", (parsed) => keepNames(modeler, parsed));
  await modeler.importXML(await withLayout(text));
  const panel = new Panel(side, modeler, desk);
  modeler.get("canvas").resized();
  fit(modeler);
  const write = later(async () => desk.changed((await modeler.saveXML({ format: true })).xml), PAUSE);
  modeler.on("commandStack.changed", write);
  return {
    modeler,
    mark: marks(modeler),
    reveal: (id) => reveal(modeler, id),
    settle: () => write.now(),
    close: () => {
      panel.close();
      modeler.destroy();
    },
  };
}

// What names a thing that no drawing holds (the list for which a step is repeated is a variable of the case) is kept and written out
// again; the library would lose it. What is drawn must be there.
const OF_THE_DRAWING = /^(bpmndi:|bpmn:(sourceRef|targetRef|attachedToRef|flowNodeRef|incoming|outgoing|default|processRef)$)/;

function keepNames(modeler, { references, elementsById }) {
  for (const { element, property, id } of references ?? []) {
    if (elementsById[id] || OF_THE_DRAWING.test(property)) continue;
    const named = modeler.get("moddle").create("bpmn:DataObject", { id });
    if (element.$descriptor.propertiesByName[property]?.isMany) element.get(property).push(named);
    else element.set(property, named);
  }
}

function reveal(modeler, id) {
  const element = modeler.get("elementRegistry").get(id) ?? modeler.get("canvas").getRootElement();
  modeler.get("selection").select(element.parent ? element : null);
  if (element.parent) modeler.get("canvas").scrollToElement(element, 120);
}

// A drawing that comes without positions (made by a program, or by hand) gets them; the others stay as they were drawn.
async function withLayout(text) {
  if (/<[\w-]*:?BPMNShape\b/.test(text) || !/<[\w-]*:?process\b/.test(text)) return text;
  const { layoutProcess } = await import("bpmn-auto-layout");
  return layoutProcess(text);
}
