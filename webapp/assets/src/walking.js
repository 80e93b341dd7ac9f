// A drawing walked by keys: along its arrows to the right and to the left, in the order of the outline down and up, 1 to 9 for one of
// several ways. Each element is said in the words of the outline. Nothing keeps the focus: Tab goes on to what follows the drawing.
const isFlow = (element) => element.type === "bpmn:SequenceFlow";

export function walk(place, viewer, marks) {
  const canvas = viewer.get("canvas");
  const elements = viewer.get("elementRegistry");
  const said = document.querySelector(`[data-said-of="${place.id}"]`);
  const outline = document.querySelector(`[data-outline-of="${place.id}"]`);
  const lines = [...(outline?.querySelectorAll("[data-element]") ?? [])];
  const inOrder = lines.map((line) => elements.get(line.dataset.element)).filter(Boolean);
  const order = inOrder.length ? inOrder : elements.filter((one) => isNode(one));
  if (!order.length || !said) return;
  const waiting = (place.dataset.waiting ?? "").split(" ").filter(Boolean);
  let here = null;

  place.tabIndex = 0;
  place.setAttribute("role", "application");
  place.setAttribute("aria-describedby", `${place.id}-keys`);

  const sentence = (element) => {
    const line = lines.find((one) => one.dataset.element === element.id);
    const words = line ? line.innerText || line.textContent : (element.businessObject.name ?? said.dataset.nameless);
    const parts = [words, marks[element.id]?.said, waiting.includes(element.id) ? said.dataset.here : ""];
    return parts.filter(Boolean).join(". ").replace(/\s+/g, " ").trim();
  };
  const go = (element) => {
    if (!element) return;
    if (here) canvas.removeMarker(here, "is-focused");
    here = element;
    canvas.addMarker(here, "is-focused");
    canvas.scrollToElement(here, 40);
    said.hidden = false;
    said.textContent = sentence(here);
  };
  const ways = () => {
    const standard = here.businessObject.default?.id;
    const flows = (here.outgoing ?? []).filter(isFlow);
    return [...flows.filter((one) => one.id !== standard), ...flows.filter((one) => one.id === standard)];
  };
  const beside = (step) => order[order.indexOf(here) + step];
  const moves = {
    ArrowRight: () => ways()[0]?.target,
    ArrowLeft: () => (here.incoming ?? []).filter(isFlow)[0]?.source ?? here.host,
    ArrowDown: () => beside(1),
    ArrowUp: () => beside(-1),
    Home: () => order[0],
    End: () => order[order.length - 1],
  };

  place.addEventListener("focus", () => go(here ?? elements.get(waiting[0]) ?? order[0]));
  place.addEventListener("blur", () => here && canvas.removeMarker(here, "is-focused"));
  place.addEventListener("keydown", (event) => {
    if (event.target !== place || event.ctrlKey || event.metaKey || event.altKey || !here) return;
    if (event.key === "Enter" && marks[here.id]?.href) location.assign(marks[here.id].href);
    else if (moves[event.key]) go(moves[event.key]());
    else if (/^[1-9]$/.test(event.key)) go(ways()[Number(event.key) - 1]?.target);
    else return;
    event.preventDefault();
    event.stopPropagation(); // the keys of the page are not meant
  });
}

function isNode(element) {
  return element.type?.startsWith("bpmn:") && !element.labelTarget && !isFlow(element) && Boolean(element.incoming?.length || element.outgoing?.length);
}
