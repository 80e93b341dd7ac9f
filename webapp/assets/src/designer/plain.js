// A file as plain text: the scenarios, and whatever its own editor cannot read. What comes of the scenarios stands below.
import { later, make } from "./parts.js";
import { say } from "./words.js";

export async function openPlain(place, side, text, desk) {
  const field = make("textarea", { className: "input designer-plain", value: text, spellcheck: false, "aria-label": desk.path });
  const write = later(() => desk.changed(field.value), 300);
  field.addEventListener("input", write);
  side.replaceChildren(make("p", { className: "hint" }, say("Each scenario starts with variables, takes steps and names the end event that it reaches. The scenarios are walked on the server, and must pass before the draft can be proposed.")));
  place.replaceChildren(field);
  return {
    settle: () => write.now(),
    reveal: (key) => {
      const at = key ? field.value.indexOf(key) : -1;
      field.focus();
      if (at >= 0) field.setSelectionRange(at, at + key.length);
    },
    close: () => side.replaceChildren(),
  };
}
