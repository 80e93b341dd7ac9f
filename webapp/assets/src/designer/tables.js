// A decision table in dmn-js.
import Modeler from "dmn-js/lib/Modeler";
import { later, make } from "./parts.js";
import { N_, say } from "./words.js";

// A word of the library's that means something else elsewhere in our catalogues.
const OTHER = { When: N_("If") };
const translate = { translate: ["value", (sentence, values) => say(OTHER[sentence] ?? sentence, values)] };

export async function openTable(place, _side, text, desk) {
  const frame = make("div", { className: "designer-canvas designer-table", dir: "ltr" });
  place.replaceChildren(frame);
  const modeler = new Modeler({ container: frame, common: { additionalModules: [translate] }, drd: { additionalModules: [translate] }, decisionTable: { additionalModules: [translate] } });
  await modeler.importXML(text);
  const table = modeler.getViews().find((view) => view.type === "decisionTable");
  if (table) await modeler.open(table);
  const write = later(async () => desk.changed((await modeler.saveXML({ format: true })).xml), 250);
  const watched = new Set();
  const watch = () => {
    const bus = modeler.getActiveViewer()?.get("eventBus");
    if (!bus || watched.has(bus)) return;
    watched.add(bus);
    bus.on("commandStack.changed", write);
  };
  modeler.on("views.changed", watch);
  watch();
  keepFocus(frame);
  frame.querySelector("th.index-column")?.setAttribute("role", "cell"); // an empty corner heads nothing
  return { modeler, settle: () => write.now.call(null), close: () => modeler.destroy() };
}

// A second click into a cell that has the cursor takes it away: the library shows another field then and focuses none. It gets it back.
function keepFocus(frame) {
  let pressed = "";
  frame.addEventListener("mousedown", ({ target }) => (pressed = target.closest("[data-coords]")?.dataset.coords ?? ""), { capture: true });
  frame.addEventListener("click", () => {
    const selector = pressed && `[data-coords="${CSS.escape(pressed)}"]`;
    if (selector) setTimeout(() => frame.contains(document.activeElement) || frame.querySelector(selector)?.querySelector("[contenteditable]")?.focus());
  });
}
