// The policy admits no style attribute in markup; what the libraries write there is set afterwards, one property at a time, which it admits.
import { domify as parse } from "../../node_modules/min-dom/dist/index.js";

export * from "../../node_modules/min-dom/dist/index.js";

export function domify(markup, ...more) {
  const made = parse(markup.replace(/\sstyle="/g, ' data-styled="'), ...more);
  if (!(made instanceof Element)) return made;
  for (const element of [made, ...made.querySelectorAll("[data-styled]")]) {
    const styled = element.getAttribute("data-styled");
    if (styled === null) continue;
    element.removeAttribute("data-styled");
    element.style.cssText = styled;
  }
  return made;
}
