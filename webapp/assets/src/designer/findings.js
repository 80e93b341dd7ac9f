// What is wrong, as the server's own linter says it: asked while one draws, with the texts that are not saved yet.
import { button, later, make } from "./parts.js";
import { say } from "./words.js";

const PAUSE = 1000;
const BUSY = 429;
const LATER = 10_000;

export class Findings {
  constructor(place, texts, { show, told }) {
    Object.assign(this, { texts, show, told, found: [], asking: null });
    this.list = place.querySelector("[data-findings]");
    this.stories = place.querySelector("[data-stories]");
    this.words = place.querySelector("[data-checked]");
    this.soon = later(() => this.check(), PAUSE);
    texts.onChange(() => this.soon());
  }

  of(path) {
    return this.found.filter((one) => one.file === path);
  }

  async check() {
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    this.words.textContent = say("Checking…");
    try {
      const body = JSON.stringify({ files: this.texts.unsaved() });
      const answer = await fetch(`${this.texts.address}/check`, { method: "POST", headers: this.texts.headers, body, signal: asking.signal });
      const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
      if (answer.status === BUSY) setTimeout(() => this.asking === asking && this.check(), LATER); // others are being looked at
      if (!answer.ok) throw new Error(said.sentence ?? String(answer.status));
      this.take(said);
    } catch (fault) {
      if (fault.name !== "AbortError") this.words.textContent = say("Not checked: {why}", { why: fault.message });
    }
  }

  take({ findings, scenarios = [], uncovered = [], arrows = [] }) {
    this.found = findings;
    this.words.textContent = findings.length ? say("To be put right: {count}", { count: findings.length }) : say("Nothing is wrong.");
    this.list.replaceChildren(...findings.map((one) => this.line(one)));
    this.stories.replaceChildren(...scenarios.map(story));
    if (!scenarios.length) this.stories.append(make("li", { className: "soft" }, say("Scenarios are walked once nothing else is wrong.")));
    if (arrows.length) this.stories.prepend(make("li", {}, make("p", {}, say("Arrows that no scenario walks: {count}", { count: arrows.length })), make("ul", { className: "designer-found" }, ...arrows.map((one) => this.arrow(one)))));
    this.told(findings, Array.isArray(uncovered) ? uncovered : Object.values(uncovered).flat());
  }

  arrow(one) {
    return make("li", {}, button(`${one.words} · ${one.file}`, () => this.show({ file: one.file, element: one.id }), { className: "button button-plain" }));
  }

  line(one) {
    const where = one.element ? `${one.file} · ${one.element}` : one.file;
    const go = button(where || say("The whole draft"), () => this.show(one), { className: "button button-plain" });
    return make("li", {}, go, make("p", {}, one.sentence), one.remedy && make("p", { className: "soft" }, one.remedy));
  }
}

const story = ({ name, ok, sentence }) =>
  make("li", {}, make("strong", {}, `${ok ? "✓" : "✗"} ${name}`), !ok && sentence && make("p", {}, sentence));
