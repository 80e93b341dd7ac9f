// "All on this page": one box that ticks the others.
const all = document.querySelector("[data-tick-all]");
const boxes = () => [...document.querySelectorAll("input[form=several]")];
if (all) {
  all.hidden = false;
  all.firstElementChild.addEventListener("change", (event) => {
    for (const box of boxes()) box.checked = event.target.checked;
  });
}
