// What a trial case has walked, shown on its drawing: a dot goes along each arrow that the engine took in a step, in that order, and the
// elements light up at which the case then waited. Who wants no motion sees the arrows light up instead. Each step is said in words.
const SVG = "http://www.w3.org/2000/svg";
const SPEED = 0.35; // pixels of the drawing in a millisecond
const SHORTEST = 250;
const LONGEST = 900;
const REST = 900; // between two steps
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

export function tokens(place, viewer) {
  const box = document.querySelector(`[data-plays-on="${place.id}"]`);
  if (!box) return;
  const steps = JSON.parse(box.dataset.plays);
  const canvas = viewer.get("canvas");
  const elements = viewer.get("elementRegistry");
  const [said, whole] = [box.querySelector("[data-said]"), box.querySelector("[data-play='whole']")];
  const words = whole?.textContent;
  const layer = canvas.getLayer("tokens", 2000);
  let at = steps.length - 1;
  let run = 0; // what was begun last; an older one ends when it sees that it is not this one any more

  const stand = (waiting) => {
    for (const id of new Set(steps.flatMap((one) => one.waiting))) if (elements.get(id)) canvas.removeMarker(id, "is-waiting");
    for (const id of waiting) if (elements.get(id)) canvas.addMarker(id, "is-waiting");
  };
  const clear = () => {
    layer.replaceChildren();
    for (const id of new Set(steps.flatMap((one) => one.arrows))) if (elements.get(id)) canvas.removeMarker(id, "is-taken");
  };
  const show = async (number, mine) => {
    at = number;
    const { arrows, waiting } = steps[at];
    said.textContent = steps[at].words;
    clear();
    stand(at ? steps[at - 1].waiting : []);
    const drawn = arrows.map((id) => elements.get(id)).filter((one) => one?.waypoints);
    for (const arrow of drawn) {
      if (mine !== run) return;
      canvas.addMarker(arrow, "is-taken");
      if (!still()) await along(layer, arrow.waypoints, () => mine === run);
    }
    if (mine === run) stand(waiting);
  };
  const begin = (playing) => {
    run += 1;
    if (whole) whole.textContent = playing ? whole.dataset.pause : words;
    return run;
  };
  const goOn = async (from) => {
    const mine = begin(true);
    for (let number = from; number < steps.length; number += 1) {
      await show(number, mine);
      if (number < steps.length - 1) await wait(still() ? 3 * REST : REST);
      if (mine !== run) return;
    }
    begin(false);
  };
  const acts = {
    whole: () => {
      if (whole.textContent === whole.dataset.pause) begin(false);
      else goOn(at === steps.length - 1 ? 0 : at + 1);
    },
    again: () => show(at, begin(false)),
    before: () => show(Math.max(0, at - 1), begin(false)),
    next: () => show(Math.min(steps.length - 1, at + 1), begin(false)),
  };
  for (const button of box.querySelectorAll("[data-play]")) button.addEventListener("click", acts[button.dataset.play]);
  box.querySelector("[data-buttons]").hidden = false;
  if (steps[at].arrows.length && !still() && location.hash) acts.again(); // something was done just now
}

// One dot from the first point of a line to its last; nothing moves any more when `goesOn` says no.
function along(layer, points, goesOn) {
  const parts = points.slice(1).map((to, number) => ({ from: points[number], to, length: Math.hypot(to.x - points[number].x, to.y - points[number].y) }));
  const length = parts.reduce((sum, one) => sum + one.length, 0);
  const lasts = Math.min(LONGEST, Math.max(SHORTEST, length / SPEED));
  const dot = document.createElementNS(SVG, "circle");
  dot.setAttribute("class", "token");
  dot.setAttribute("r", "9");
  layer.append(dot);
  return new Promise((done) => {
    const began = performance.now();
    const frame = (now) => {
      const share = Math.min(1, Math.max(0, (now - began) / lasts));
      let left = share * length;
      const part = parts.find((one) => (left <= one.length ? true : ((left -= one.length), false))) ?? parts.at(-1);
      const within = part.length ? Math.min(1, left / part.length) : 1;
      dot.setAttribute("cx", String(part.from.x + (part.to.x - part.from.x) * within));
      dot.setAttribute("cy", String(part.from.y + (part.to.y - part.from.y) * within));
      if (share < 1 && goesOn()) requestAnimationFrame(frame);
      else {
        dot.remove();
        done();
      }
    };
    requestAnimationFrame(frame);
  });
}
