// Fields that are asked for only after a certain answer stay out of sight until it is given. The server decides by itself what it
// takes, so a page without scripts shows them all and loses nothing.
function follow(place) {
  const form = place.closest("form");
  const show = () => {
    const given = new FormData(form).get(place.dataset.shownWhen) ?? "";
    place.hidden = !place.dataset.shownFor.split(" ").includes(given);
  };
  form.addEventListener("change", show);
  show();
}

document.querySelectorAll("[data-shown-when]").forEach(follow);
