// The page of a draft: one file is open at a time; what is changed is saved by itself and checked by the server.
import "./editor.css";
import { Copies } from "./copies.js";
import { Files, adding } from "./files.js";
import { Findings } from "./findings.js";
import { button, make } from "./parts.js";
import { Saving } from "./saving.js";
import { Texts, keyOf, kindOf } from "./texts.js";
import { say } from "./words.js";

const place = document.querySelector("[data-designer]");
const told = JSON.parse(place.dataset.designer);
const find = (name) => place.querySelector(`[data-${name}]`);
const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": told.csrf };
const texts = new Texts({ files: told.files, address: told.address, headers });
const copies = new Copies(told.person, told.draft);
const STYLES = { table: place.dataset.tableStyle, form: place.dataset.formStyle };
const main = `${told.key}.bpmn`;
let current = "";
let editor = null;
let uncovered = [];

const tell = (sentence, values) => {
  find("told").textContent = say(sentence, values);
};

// What only the server knows: which names an expression may use, what comes of it. Texts that are not saved yet go along.
async function ask(what, values) {
  const answer = await fetch(`${texts.address}/${what}`, { method: "POST", headers, body: JSON.stringify({ files: texts.unsaved(), ...values }) });
  const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
  return answer.ok || said.sentence ? said : { sentence: say("the server did not answer as it should ({number}).", { number: answer.status }) };
}
const keys = (kind) => texts.paths().filter((path) => kindOf(path) === kind).map(keyOf);

// What an editor of one file needs to know of the whole draft.
const desk = {
  ...told.known,
  tell,
  ask,
  file: () => current,
  forms: () => keys("form"),
  drawings: () => keys("drawing").filter((key) => `${key}.bpmn` !== current),
  tables: () => keys("table"),
  isTaken: (id) => [...texts.files].some(([path, { text, saved }]) => path !== current && (text ?? saved ?? "").includes(` id="${id}"`)),
};

// The styles of tables and forms are loaded when they are needed, and rest while something else is open: the libraries' disagree.
function style(kind) {
  for (const [other, href] of Object.entries(STYLES)) {
    const link = document.querySelector(`link[href="${href}"]`);
    if (link) link.disabled = other !== kind;
    else if (other === kind) return new Promise((done) => document.head.append(make("link", { rel: "stylesheet", href, onload: done, onerror: done })));
  }
  return undefined;
}

async function load(kind) {
  await style(kind);
  if (kind === "drawing") return (await import("./drawing/sheet.js")).openDrawing;
  if (kind === "stories") return (await import("./plain.js")).openPlain;
  return kind === "table" ? (await import("./tables.js")).openTable : (await import("./forms.js")).openForm;
}

let opening = Promise.resolve();
const open = (path) => {
  opening = opening.then(() => openNow(path)).catch((fault) => failed(path, fault));
  return opening;
};

async function openNow(path) {
  await editor?.settle?.();
  editor?.close();
  editor = null;
  current = path;
  find("title").textContent = path;
  find("side").hidden = kindOf(path) === "table";
  find("stage").replaceChildren(make("p", { className: "soft" }, say("Opening…")));
  const [start, text] = await Promise.all([load(kindOf(path)), texts.read(path)]);
  editor = await start(find("stage"), find("side"), text, { ...desk, path, changed: (changed) => texts.write(path, changed) });
  files.show(path);
  editor.mark?.(findings.of(path), uncovered);
  place.dataset.open = path;
}

// A file that the editor cannot read is shown as text, with what the editor says of it.
async function failed(path, fault) {
  const { openPlain } = await import("./plain.js");
  find("side").replaceChildren();
  editor = await openPlain(find("stage"), find("side"), await texts.read(path).catch(() => ""), { ...desk, path, changed: (changed) => texts.write(path, changed) });
  tell("This file cannot be opened in its editor, so it is shown as text. {why}", { why: fault.message });
  files.show(path);
  place.dataset.open = path;
}

const files = new Files(find("files"), texts, { open });
const saving = new Saving(place, texts, copies, { revision: told.revision, reload: (path) => path === current && open(path) });
const findings = new Findings(place, texts, {
  show: async ({ file, element }) => {
    if (texts.has(file) && file !== current) await open(file);
    await opening;
    editor?.reveal?.(element);
    find("stage").scrollIntoView({ block: "nearest" });
  },
  told: (found, arrows) => {
    uncovered = arrows;
    const counts = new Map();
    for (const one of found) counts.set(one.file, (counts.get(one.file) ?? 0) + 1);
    files.show(current, counts);
    editor?.mark?.(findings.of(current), uncovered);
  },
});

adding(place, texts, {
  main,
  current: () => current,
  add: (path, text) => {
    texts.write(path, text);
    open(path);
  },
  rename,
  remove: takeOut,
});

async function takeOut(path) {
  await saving.save();
  if (texts.files.get(path)?.isNew || !(await saving.send(path, {}, "/remove"))) return;
  copies.drop(path);
  if (path === current) {
    editor?.close();
    editor = null;
    current = "";
  }
  texts.forget(path);
  if (!current) await open(main);
}

// A new name goes along into the file itself and into the drawings that name it.
async function rename(path, wanted, key) {
  await editor?.settle?.();
  const [old, kind, text] = [keyOf(path), kindOf(path), await texts.read(path)];
  const own = { form: /("id"\s*:\s*)"[^"]*"/, table: new RegExp(`(<(?:\\w+:)?decision\\b[^>]*\\bid=)"${old}"`), drawing: new RegExp(`(\\bid=|\\bprocessRef=|\\bbpmnElement=)"${old}"`, "g") }[kind];
  const named = { form: "nq57:form", table: "nq57:decision", drawing: "calledElement" }[kind];
  for (const other of texts.paths().filter((one) => kindOf(one) === "drawing" && one !== path)) {
    const before = await texts.read(other);
    const after = before.replaceAll(`${named}="${old}"`, `${named}="${key}"`);
    if (after !== before) texts.write(other, after);
  }
  texts.write(wanted, text.replace(own, (_whole, begin) => `${begin}"${key}"`));
  await open(wanted);
  await takeOut(path);
}

// What this browser kept when the page was left without saving.
async function offer() {
  const kept = Object.entries(copies.all());
  const lost = [];
  for (const [path, text] of kept) {
    if (texts.has(path) && (await texts.read(path)) === text) copies.drop(path);
    else lost.push([path, text]);
  }
  if (!lost.length) return;
  const close = () => find("kept").replaceChildren();
  const putBack = () => {
    for (const [path, text] of lost) texts.write(path, text);
    if (lost.some(([path]) => path === current)) open(current);
    close();
  };
  const forget = () => {
    for (const [path] of lost) copies.drop(path);
    close();
  };
  find("kept").replaceChildren(
    make("p", {}, say("This browser kept changes that were not saved: {files}.", { files: lost.map(([path]) => path).join(", ") })),
    make("div", { className: "row" }, button(say("Put them back"), putBack), button(say("Forget them"), forget)),
  );
}

await open(texts.has(main) ? main : texts.paths()[0]);
await offer();
findings.check();
for (const path of texts.paths()) if (kindOf(path) === "drawing") texts.read(path).catch(() => {});

// Who goes on to another page takes along what was typed last: it is saved first. What cannot be saved stays here and says why;
// the next click leaves all the same.
let refused = false;
texts.onChange(() => (refused = false));
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  const isPlain = link && !link.target && !event.button && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!isPlain || refused || event.defaultPrevented || link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  await editor?.settle?.();
  await saving.save();
  refused = Object.keys(texts.unsaved()).length > 0;
  if (!refused) location.assign(link.href);
});

addEventListener("beforeunload", (event) => Object.keys(texts.unsaved()).length && saving.stopped && event.preventDefault());
