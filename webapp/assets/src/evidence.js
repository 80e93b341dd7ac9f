// A chosen file is not lost: it goes along when the step's form is sent, and stays chosen where it cannot go yet.
const chosen = () => [...document.querySelectorAll("#evidence input[type=file]")].find((field) => field.files.length);
const box = (form) => form.querySelector("input[type=checkbox]");
let going = false;

// A sentence at a field, read out when the field gets the focus.
function say(at, words) {
  const place = at.closest(".field");
  const folded = at.closest("details");
  if (folded) folded.open = true;
  place.querySelector("[data-said]")?.remove();
  const fault = Object.assign(document.createElement("p"), { className: "fault", id: `${at.id}-said`, textContent: `■ ${words}` });
  fault.dataset.said = "";
  place.append(fault);
  at.setAttribute("aria-invalid", "true");
  at.setAttribute("aria-describedby", `${(at.getAttribute("aria-describedby") ?? "").replace(fault.id, "").trim()} ${fault.id}`.trim());
  at.focus({ preventScroll: true });
  at.scrollIntoView({ block: "center" });
}

function forget(at) {
  at.closest(".field")?.querySelector("[data-said]")?.remove();
  at.removeAttribute("aria-invalid");
}

// What the page answers to a refused file is the whole block; only its sentence is wanted here.
async function refusalOf(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page.querySelector("#evidence .fault, #evidence .banner p, main p");
  return found?.textContent.replace("■", "").trim();
}

async function sendAlong(file, form, button) {
  going = true;
  try {
    const answer = await fetch(file.form.action, { method: "POST", body: new FormData(file.form), headers: { "HX-Request": "true" } });
    if (!answer.ok) return say(file, (await refusalOf(answer)) ?? file.form.dataset.unsent);
    file.value = "";
    going = false; // another chosen file may have to go along, too
    form.requestSubmit(button);
  } catch {
    say(file, file.form.dataset.unsent);
  } finally {
    going = false;
  }
}

function before(event) {
  const form = event.target;
  const file = chosen();
  const along = form.matches("[data-own-form]") && file;
  const asked = along ? file.form : form.matches("[data-tick-first]") ? form : null;
  if (!asked) return;
  const missing = !box(asked).checked;
  if (!along && !missing) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (missing) say(box(asked), asked.dataset.tickFirst);
  else if (!going) sendAlong(file, form, event.submitter);
}

document.addEventListener("submit", before, true); // before anything else hears of it
document.addEventListener("change", (event) => event.target.closest("#evidence") && forget(event.target));

// The answer to another form of the block brings the block anew: a file that is chosen and not sent yet stays chosen, and its tick with
// it. A file that was refused itself is let go: another one is to be chosen.
let unsent = null;
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const file = detail.target.id === "evidence" ? chosen() : null;
  const taken = detail.requestConfig.elt === file?.form && !detail.isError;
  unsent = file && !taken ? { id: file.id, files: file.files, ticked: box(file.form).checked } : null;
});
document.addEventListener("htmx:afterSwap", () => {
  const file = unsent && document.getElementById(unsent.id);
  if (file && !document.querySelector("#file-fault")) [file.files, box(file.form).checked] = [unsent.files, unsent.ticked];
  unsent = null;
});

// Once there is evidence, the sentence that it is missing goes.
document.addEventListener("htmx:afterSwap", () => {
  if (document.querySelector("#evidence .evidence li")) document.querySelector("[data-lacks-evidence] > [role=alert]")?.remove();
});
