// What was drawn and is not on the server yet stays in this browser as well: offered again after a crash, gone at signing out (drafts.js).
const STORE = "nq57-typed:draft:";

export class Copies {
  constructor(person, draft) {
    this.begin = `${STORE}${person}:${draft}:`;
  }

  keep(path, text) {
    try {
      localStorage.setItem(this.begin + path, text);
      return true;
    } catch {
      return false; // full, or a browser that keeps nothing: the page itself still holds the text
    }
  }

  drop(path) {
    localStorage.removeItem(this.begin + path);
  }

  all() {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(this.begin));
    return Object.fromEntries(keys.map((key) => [key.slice(this.begin.length), localStorage.getItem(key)]));
  }
}

export function download(path, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = path.replace(/^.*\//, "");
  link.click();
  URL.revokeObjectURL(address);
}
