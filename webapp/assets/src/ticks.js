// "All on this page": one box that ticks the others of its form. What is done with several steps stands at the foot of the screen
// while something is ticked, and is not there otherwise; without this script it stands below the list.
const all = document.querySelector("[data-tick-all]");
const name = all?.dataset.tickAll || "several";
const bar = document.querySelector(".several-bar");
const boxes = () => [...document.querySelectorAll(`input[name=item][form=${name}]`)];
function show() {
  if (!bar) return;
  bar.hidden = !boxes().some((box) => box.checked);
  bar.classList.toggle("several-bar-here", !bar.hidden);
}
if (all) {
  all.hidden = false;
  all.firstElementChild.addEventListener("change", (event) => {
    for (const box of boxes()) box.checked = event.target.checked;
    show();
  });
}
if (bar) {
  document.addEventListener("change", (event) => event.target.matches("input[name=item]") && show());
  addEventListener("pageshow", show); // the back button brings ticks back
  show();
}
