// Marks findings on the drawing, and the arrows that no story walks.
import { make } from "../parts.js";
import { say } from "../words.js";

export function marks(modeler) {
  const elements = modeler.get("elementRegistry");
  const canvas = modeler.get("canvas");
  const overlays = modeler.get("overlays");
  let marked = [];
  return (found, uncovered) => {
    for (const [id, name] of marked) if (elements.get(id)) canvas.removeMarker(id, name);
    overlays.remove({ type: "finding" });
    marked = [];
    const mark = (id, name) => {
      canvas.addMarker(id, name);
      marked.push([id, name]);
    };
    for (const id of uncovered) if (elements.get(id)) mark(id, "is-uncovered");
    const by = Map.groupBy ? Map.groupBy(found, (one) => one.element) : grouped(found);
    for (const [id, ones] of by) {
      const element = elements.get(id);
      if (!element?.parent) continue;
      mark(id, "is-faulty");
      const title = ones.map((one) => one.sentence).join("\n");
      const html = make("span", { className: "designer-mark", title, "aria-label": say("To be put right: {count}", { count: ones.length }), role: "img" }, String(ones.length));
      const position = element.waypoints ? { top: -8, left: 0 } : { top: -10, right: 10 };
      overlays.add(id, "finding", { position, html });
    }
  };
}

function grouped(found) {
  const by = new Map();
  for (const one of found) by.set(one.element, [...(by.get(one.element) ?? []), one]);
  return by;
}
