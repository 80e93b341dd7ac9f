// Saves by itself, a moment after the last change and on leaving; says in words whether it did. A text that another window saved
// meanwhile is never written over unasked, and nothing typed here is lost by it.
import { download } from "./copies.js";
import { button, later, make } from "./parts.js";
import { say } from "./words.js";

const PAUSE = 2000;
const KEEP = 300;
const AGAIN = 15_000; // after a failure that nobody announces the end of

export class Saving {
  constructor(place, texts, copies, { revision, reload }) {
    Object.assign(this, { texts, copies, revision, reload, running: null, stopped: false });
    this.words = place.querySelector("[data-saved]");
    this.choice = place.querySelector("[data-choice]");
    this.soon = later(() => this.save(), PAUSE);
    this.copy = later(() => this.keep(), KEEP);
    texts.onChange(() => {
      this.copy();
      if (!this.stopped) this.soon();
    });
    addEventListener("pagehide", () => this.leave());
    addEventListener("online", () => this.save());
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
  }

  tell(sentence, values) {
    this.words.textContent = say(sentence, values);
  }

  keep() {
    for (const [path, text] of Object.entries(this.texts.unsaved())) this.copies.keep(path, text);
  }

  // One file after the other, so that each says the revision that the one before made.
  async save() {
    if (this.running) return this.running.then(() => this.save());
    if (this.stopped || !Object.keys(this.texts.unsaved()).length) return undefined;
    this.running = this.saveAll();
    try {
      await this.running;
    } finally {
      this.running = null;
    }
    return undefined;
  }

  async saveAll() {
    this.tell("Saving…");
    for (const [path, text] of Object.entries(this.texts.unsaved())) {
      const said = await this.send(path, { content: text });
      if (!said) return;
      this.texts.wasSaved(path, text);
      this.copies.drop(path);
      this.tell("Saved at {time}", { time: clock(said.saved_at) });
    }
  }

  async send(path, more, way = "") {
    const { headers } = this.texts;
    let answer;
    try {
      const body = JSON.stringify({ revision: this.revision, ...more });
      answer = await fetch(this.texts.place(path) + way, { method: "POST", headers, body });
    } catch {
      this.keep();
      setTimeout(() => this.save(), AGAIN);
      this.tell("Not saved: there is no connection. This browser keeps your changes and sends them when it is back.");
      return null;
    }
    const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
    const said = isOurs ? await answer.json() : {};
    if (answer.ok) {
      this.revision = said.revision;
      return said;
    }
    this.keep();
    if (answer.status === 409 && said.revision !== undefined) this.ask(path, more.content, said);
    else {
      const silent = say("the server did not answer as it should ({number}).", { number: answer.status });
      this.tell("Not saved: {why}", { why: said.sentence ?? silent });
    }
    return null;
  }

  // Another window was faster: its text or this one, and this one as a file in any case.
  ask(path, mine, { sentence, revision }) {
    this.stopped = true;
    this.tell("Not saved: {why}", { why: sentence });
    const settle = (act) => async () => {
      this.choice.replaceChildren();
      this.stopped = false;
      this.revision = revision;
      await act();
    };
    const other = settle(async () => {
      await this.texts.fetch(path);
      this.texts.drop(path);
      this.copies.drop(path);
      this.reload(path);
    });
    this.choice.replaceChildren(
      make("p", {}, sentence),
      make(
        "div",
        { className: "row" },
        button(say("Load the other text"), other),
        button(say("Keep mine"), settle(() => this.save())),
        mine !== undefined && button(say("Keep mine as a file on this computer"), () => download(path, mine)),
      ),
    );
    this.choice.querySelector("button").focus();
  }

  leave() {
    this.keep();
    if (this.stopped) return;
    for (const [path, content] of Object.entries(this.texts.unsaved())) {
      const body = JSON.stringify({ revision: this.revision, content });
      fetch(this.texts.place(path), { method: "POST", headers: this.texts.headers, body, keepalive: true }).catch(() => {});
      return; // each needs the revision that the one before makes; this browser keeps the others
    }
  }
}

const clock = (moment) => new Date(moment).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
