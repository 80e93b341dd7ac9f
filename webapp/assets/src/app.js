// What every page does in the browser. Pages work without it, except where a part is looked up while typing.
import "htmx.org";
import "./conditions.js";
import "./drafts.js";
import "./evidence.js";
import "./giving.js";
import "./keys.js";
import "./sheet.js";
import "./texts.js";
import "./ticks.js";

// An invitation link carries its word after "#": it never reaches a server's log. Put it into the form.
const word = document.querySelector("[data-from-hash]");
if (word && location.hash.length > 1) {
  word.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
}

// A form sends once: the button says no to the second press, the server's one-time key does the rest.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  if (event.target.dataset.sent) return event.preventDefault();
  event.target.dataset.sent = "yes";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

// What was ticked in a picker stays when its list is looked up anew.
document.addEventListener("htmx:beforeSwap", (event) => {
  const picker = event.detail.target.closest("[data-picker]");
  if (!picker) return;
  const chosen = picker.querySelector("[data-picker-chosen]");
  for (const box of event.detail.target.querySelectorAll("input:checked")) {
    if (box.type === "radio") chosen.replaceChildren();
    if (![...chosen.querySelectorAll("input")].some((other) => other.value === box.value)) chosen.append(box.closest("label"));
  }
});

// What was typed before this script was there, or came back with the back button, is looked up too.
document.addEventListener("DOMContentLoaded", () => {
  for (const search of document.querySelectorAll("[data-picker] input[type=search]")) {
    if (search.value) search.dispatchEvent(new Event("input", { bubbles: true }));
  }
});

// After a refusal the first faulty field has the focus: there typing is harmless, and its description reads the fault out. Where no
// field is at fault, the sentence itself has it, in the middle of the window; what only wants to be noticed leaves the title where it is.
const refused = document.querySelector(".banner-late[data-attention]") ?? document.querySelector("[data-attention]");
const faulty = (refused?.closest("form") ?? document).querySelector("[aria-invalid=true], .field-faulty :is(input:checked, input, select, textarea)");
const wanted = faulty?.checkVisibility() ? faulty : refused;
wanted?.focus({ preventScroll: true });
wanted?.scrollIntoView({ block: wanted.matches(".banner-soon") ? "nearest" : "center" });
