// The words of the editor: keys are English sentences, the reader's ones come with the page (webapp/designer/words.py).
const place = document.querySelector("[data-designer]");
const known = JSON.parse(place?.dataset.words ?? "{}");

// Marks a sentence that is said elsewhere; a test holds all of them against the page's list.
export const N_ = (sentence) => sentence;

// Places stand in braces, as the drawing library writes them: say("Saved at {time}", { time: "14:03" }).
export function say(sentence, values = {}) {
  return (known[sentence] ?? sentence).replace(/{([^}]+)}/g, (whole, name) => values[name] ?? whole);
}

// What the libraries ask for when they have something to say.
export const translate = { translate: ["value", say] };
