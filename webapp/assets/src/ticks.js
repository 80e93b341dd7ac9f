// "All on this page": one box that ticks the others of its form.
const all = document.querySelector("[data-tick-all]");
const boxes = () => [...document.querySelectorAll(`input[name=item][form=${all.dataset.tickAll || "several"}]`)];
if (all) {
  all.hidden = false;
  all.firstElementChild.addEventListener("change", (event) => {
    for (const box of boxes()) box.checked = event.target.checked;
  });
}
