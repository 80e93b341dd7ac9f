// The draft's files: what the server has of each, and what stands in the editor and is not saved yet.
export class Texts {
  constructor({ files, address, headers }) {
    this.files = new Map(Object.entries(files).map(([path, sha256]) => [path, { sha256 }]));
    this.address = address;
    this.headers = headers;
    this.listeners = [];
  }

  place(path) {
    return `${this.address}/files/${path.split("/").map(encodeURIComponent).join("/")}`;
  }

  paths() {
    return [...this.files.keys()].sort();
  }

  has(path) {
    return this.files.has(path);
  }

  // The text as it stands now: the unsaved one, or the server's.
  async read(path) {
    const file = this.files.get(path);
    if (file?.text !== undefined) return file.text;
    if (file?.saved === undefined) await this.fetch(path);
    return this.files.get(path).saved;
  }

  async fetch(path) {
    const answer = await fetch(this.place(path), { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    const saved = await answer.text();
    this.files.set(path, { ...this.files.get(path), saved });
    return saved;
  }

  // Kept as unsaved even where it is what was saved last: a saving of something else may be on its way.
  write(path, text) {
    this.files.set(path, { ...this.files.get(path), text });
    this.tell(path);
  }

  // Back to what the server has.
  drop(path) {
    this.files.set(path, { saved: this.files.get(path).saved });
    this.tell(path);
  }

  wasSaved(path, text) {
    const file = this.files.get(path);
    if (!file) return;
    this.files.set(path, { saved: text, text: file.text === text ? undefined : file.text });
  }

  forget(path) {
    this.files.delete(path);
    this.tell(path);
  }

  unsaved() {
    return Object.fromEntries([...this.files].filter(([, file]) => file.text !== undefined).map(([path, file]) => [path, file.text]));
  }

  onChange(listener) {
    this.listeners.push(listener);
  }

  tell(path) {
    for (const listener of this.listeners) listener(path);
  }
}

export const kindOf = (path) => (path.endsWith(".bpmn") ? "drawing" : path.endsWith(".dmn") ? "table" : path.endsWith(".form") ? "form" : "stories");
export const keyOf = (path) => path.replace(/^.*\//, "").replace(/\.\w+$/, "");
