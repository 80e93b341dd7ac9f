// A step pulled onto a person: the same form as by keyboard, filled in and sent. What is ticked goes along with a ticked step.
let pulled = null;
const people = [...document.querySelectorAll("[data-give-to]")];
if (people.length) {
  for (const row of document.querySelectorAll("[data-give]")) {
    row.draggable = true;
    row.addEventListener("dragstart", (event) => {
      pulled = row;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", row.dataset.give);
    });
    row.addEventListener("dragend", () => (pulled = null));
  }
}
for (const person of people) {
  const light = (on) => person.classList.toggle("receiver-over", on);
  person.addEventListener("dragover", (event) => {
    if (!pulled) return;
    event.preventDefault();
    light(true);
  });
  person.addEventListener("dragleave", () => light(false));
  person.addEventListener("drop", (event) => {
    if (!pulled) return;
    event.preventDefault();
    light(false);
    const radio = person.querySelector("input");
    const boxes = [...radio.form.elements].filter((field) => field.name === "item");
    const own = boxes.find((box) => box.value === pulled.dataset.give);
    if (!own.checked) for (const box of boxes) box.checked = box === own;
    radio.checked = true;
    radio.form.requestSubmit();
  });
}
