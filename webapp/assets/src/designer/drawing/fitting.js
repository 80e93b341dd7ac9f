// How much of a drawing is seen at first, and again by "Whole drawing".
const BESIDE = 20; // room around a drawing, in pixels of the screen

// The whole drawing beside the palette, which lies over the canvas, and no larger than it was drawn.
export function fit(modeler) {
  const canvas = modeler.get("canvas");
  const { inner, outer } = canvas.viewbox();
  const palette = canvas.getContainer().querySelector(".djs-palette");
  const left = palette && outer.width > 600 ? palette.offsetLeft + palette.offsetWidth + BESIDE : BESIDE;
  if (!inner.width || outer.width <= left) return;
  const scale = Math.min(1, (outer.width - left - BESIDE) / inner.width, (outer.height - 2 * BESIDE) / inner.height);
  const [width, height] = [outer.width / scale, outer.height / scale];
  canvas.viewbox({ x: inner.x - left / scale, y: inner.y - (height - inner.height) / 2, width, height });
}
