// Draws a process and shows where the case stands. The text outline beside it says the same without a picture.
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { tokens } from "./tokens.js";
import { walk } from "./walking.js";

const READABLE = 0.7; // a drawing smaller than this cannot be read: show where the case is instead
const words = (text) => (text ?? "").split(" ").filter(Boolean);

// Our drawings are named in Vietnamese; nq57:nameEn holds the English name, nq57:textEn the English words of a remark.
function speak(element, language) {
  for (const child of [...(element.rootElements ?? []), ...(element.flowElements ?? []), ...(element.artifacts ?? [])]) speak(child, language);
  for (const set of element.laneSets ?? []) for (const lane of set.lanes ?? []) speak(lane, language);
  for (const participant of element.participants ?? []) speak(participant, language);
  const name = element.$attrs?.["nq57:nameEn"];
  const text = element.$attrs?.["nq57:textEn"];
  if (language === "en" && name) element.name = name;
  if (language === "en" && text) element.text = text;
}

// A subprocess drawn open is a frame around steps, not a step: marking it would colour everything.
const isStep = (element) => Boolean(element) && !(element.businessObject.flowElements?.length && element.di.isExpanded);

// What a page says of an element: a label at its upper corner, and how strongly it is filled. The table beside it says the same.
function label(viewer, id, { label: words, heat }) {
  if (heat) viewer.get("canvas").addMarker(id, `heat-${heat}`);
  if (!words) return;
  const html = document.createElement("span");
  html.className = "diagram-label";
  html.textContent = words;
  viewer.get("overlays").add(id, { position: { top: -14, left: -6 }, scale: { min: 0.7, max: 1.2 }, html });
}

// A click on a step answers the question in words beside the drawing: what waits is ticked, any other step is where to go.
function choose(name, id) {
  const waiting = document.querySelector(`input[data-element="${CSS.escape(id)}"]`);
  const target = document.getElementById(name);
  if (waiting) waiting.checked = !waiting.checked;
  else if (target && [...target.options].some((option) => option.value === id)) target.value = id;
}

async function draw(place) {
  const answer = await fetch(place.dataset.diagram, { headers: { Accept: "application/xml" } });
  if (!answer.ok) throw new Error(answer.statusText);
  const viewer = new NavigatedViewer({ container: place });
  const { rootElement } = await viewer._moddle.fromXML(await answer.text());
  speak(rootElement, place.dataset.language);
  await viewer.importDefinitions(rootElement);
  const canvas = viewer.get("canvas");
  const elements = viewer.get("elementRegistry");
  for (const [marker, ids] of [["is-passed", words(place.dataset.passed)], ["is-waiting", words(place.dataset.waiting)]]) {
    for (const id of ids) if (isStep(elements.get(id))) canvas.addMarker(id, marker);
  }
  for (const mark of ["added", "removed", "changed", "walked", "uncovered"]) {
    for (const id of words(place.dataset[mark])) if (elements.get(id)) canvas.addMarker(id, `is-${mark}`);
  }
  const marks = JSON.parse(place.dataset.marks ?? "{}");
  for (const [id, mark] of Object.entries(marks)) if (elements.get(id)) label(viewer, id, mark);
  const waiting = words(place.dataset.waiting).map((id) => elements.get(id)).find(isStep);
  canvas.zoom("fit-viewport", "auto");
  if (waiting && canvas.zoom() < READABLE) {
    const { width, height } = canvas.getSize();
    const [wide, high] = [width / READABLE, height / READABLE];
    const [x, y] = [waiting.x + waiting.width / 2 - wide / 2, waiting.y + waiting.height / 2 - high / 2];
    canvas.viewbox({ x, y, width: wide, height: high });
  }
  viewer.get("zoomScroll").toggle(false); // the wheel scrolls the page; zooming has buttons
  const buttons = document.querySelectorAll(`[data-zoom-of="${place.id}"] [data-zoom]`);
  for (const button of buttons) {
    button.addEventListener("click", () => {
      if (button.dataset.zoom === "fit") canvas.zoom("fit-viewport", "auto");
      else canvas.zoom(canvas.zoom() * Number(button.dataset.zoom), "auto");
    });
  }
  if (place.dataset.chooses) viewer.on("element.click", ({ element }) => choose(place.dataset.chooses, element.id));
  place.querySelectorAll("svg, .djs-overlay-container").forEach((part) => part.setAttribute("aria-hidden", "true")); // the outline beside it is for readers
  place.querySelectorAll("svg[tabindex], svg [tabindex]").forEach((part) => part.setAttribute("tabindex", "-1"));
  walk(place, viewer, marks);
  tokens(place, viewer);
}

for (const place of document.querySelectorAll("[data-diagram]")) {
  draw(place).catch(() => place.setAttribute("hidden", ""));
}
