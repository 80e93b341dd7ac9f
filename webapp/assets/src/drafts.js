// What is typed into a step's form is saved while one types; where that fails, this browser keeps it until it can be put back.
const place = document.querySelector("[data-draft]");
const STORE = "nq57-typed:";
const PAUSE = 1500; // after the last key
const OURS = ["csrf_token", "command_key", "pile", "seen_sha256", "edition"];

function watch(form) {
  const { address, person, item, lost } = place.dataset;
  const key = `${STORE}${person}:${item}`;
  const words = place.querySelector("[data-draft-words]");
  const choice = place.querySelector("[data-draft-choice]");
  const offer = place.querySelector("[data-draft-offer]");
  let { edition } = place.dataset;
  let [dirty, halted, timer, running] = [false, false, 0, null];

  const typed = () => [...new FormData(form)].filter(([name, value]) => !OURS.includes(name) && typeof value === "string");
  const sent = () => new URLSearchParams([...typed(), ["csrf_token", form.elements.csrf_token.value], ["edition", edition]]);
  const say = (text) => words.textContent === text || (words.textContent = text);

  function keepHere() {
    try {
      localStorage.setItem(key, JSON.stringify(typed()));
      say(lost);
    } catch {
      // a browser that keeps nothing: the page itself still holds the words
    }
  }

  async function save() {
    clearTimeout(timer);
    if (!dirty || halted || running || form.dataset.sent) return;
    dirty = false;
    running = new AbortController();
    try {
      const answer = await fetch(address, { method: "POST", body: sent(), signal: running.signal });
      const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
      if (answer.ok) {
        edition = said.edition;
        localStorage.removeItem(key);
        offer.hidden = true;
        say(said.words);
      } else if (answer.status === 409 && said.words) {
        halted = true;
        choice.hidden = false;
        say(said.words);
      } else keepHere();
    } catch {
      if (!form.dataset.sent) keepHere();
    }
    running = null;
    if (dirty) timer = setTimeout(save, PAUSE);
  }

  function changed() {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  function putBack(entries) {
    for (const field of form.elements) {
      if (!field.name || OURS.includes(field.name)) continue;
      const given = entries.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "checkbox" || field.type === "radio") field.checked = given.includes(field.value);
      else if (field.type !== "hidden" && given.length) field.value = given[0];
    }
    form.dispatchEvent(new Event("change"));
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", (event) => event.target !== form && changed());
  form.addEventListener("focusout", save);
  form.addEventListener("submit", () => {
    running?.abort();
    localStorage.removeItem(key);
  });
  addEventListener("offline", keepHere);
  addEventListener("online", () => {
    dirty = true;
    save();
  });
  addEventListener("pagehide", () => dirty && !halted && !form.dataset.sent && navigator.sendBeacon(address, sent()));
  place.querySelector("[data-draft-mine]").addEventListener("click", () => {
    [edition, halted, dirty, choice.hidden] = ["anyway", false, true, true];
    save();
  });
  place.querySelector("[data-draft-other]").addEventListener("click", () => {
    dirty = false;
    location.reload();
  });

  const kept = localStorage.getItem(key);
  if (!kept) return;
  if (kept === JSON.stringify(typed())) return localStorage.removeItem(key);
  offer.hidden = false;
  place.querySelector("[data-draft-put-back]").addEventListener("click", () => {
    putBack(JSON.parse(kept));
    changed();
    offer.hidden = true;
  });
  place.querySelector("[data-draft-forget]").addEventListener("click", () => {
    localStorage.removeItem(key);
    offer.hidden = true;
  });
}

if (place) watch(place.closest("form"));

// Whoever signs out leaves nothing in this browser.
document.addEventListener("submit", (event) => {
  if (new URL(event.target.action).pathname !== "/sign-out") return;
  for (const key of Object.keys(localStorage)) if (key.startsWith(STORE)) localStorage.removeItem(key);
});
