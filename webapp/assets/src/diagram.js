import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

// Draws every element that carries a drawing's address and marks where the case waits.
for (const place of document.querySelectorAll("[data-diagram]")) {
  const answer = await fetch(place.dataset.diagram, { headers: { Accept: "application/xml" } });
  const viewer = new NavigatedViewer({ container: place });
  await viewer.importXML(await answer.text());
  const canvas = viewer.get("canvas");
  canvas.zoom("fit-viewport", "auto");
  for (const id of (place.dataset.waiting ?? "").split(" ").filter(Boolean)) canvas.addMarker(id, "is-waiting");
}
