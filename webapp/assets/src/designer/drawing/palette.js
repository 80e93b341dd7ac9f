// The palette: tools, what may be drawn, and our usual steps.
import { STEPS } from "./steps.js";
import { PIECES } from "./putting.js";
import { N_ } from "../words.js";

class Palette {
  constructor(palette, injector, putting, say) {
    Object.assign(this, { injector, putting, say });
    palette.registerProvider(this);
  }

  getPaletteEntries() {
    const { say, putting } = this;
    const tool = (className, words, start) => ({ group: "tools", className, title: say(words), action: { click: start } });
    const piece = (group, className, words, name) => {
      const start = (event) => putting.byMouse(name, event);
      return { group, className, title: say(words), action: { click: start, dragstart: start } };
    };
    const from = (name) => this.injector.get(name);
    return {
      "hand-tool": tool("bpmn-icon-hand-tool", N_("Move the drawing"), (event) => from("handTool").activateHand(event)),
      "lasso-tool": tool("bpmn-icon-lasso-tool", N_("Choose several elements"), (event) => from("lassoTool").activateSelection(event)),
      "space-tool": tool("bpmn-icon-space-tool", N_("Make or take away room"), (event) => from("spaceTool").activateSelection(event)),
      "connect-tool": tool("bpmn-icon-connection-multi", N_("Draw an arrow"), (event) => from("globalConnect").start(event)),
      "tool-separator": { group: "tools", separator: true },
      ...Object.fromEntries(Object.entries(PIECES).map(([name, [group, icon, words]]) => [name, piece(group, icon, words, name)])),
      "step-separator": { group: "artifact", separator: true },
      ...Object.fromEntries(Object.entries(STEPS).map(([name, { icon, words }]) => [`step.${name}`, piece("steps", icon, words, name)])),
    };
  }
}
Palette.$inject = ["palette", "injector", "putting", "translate"];

export default { __init__: ["paletteProvider"], paletteProvider: ["type", Palette] };
