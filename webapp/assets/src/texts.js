// Kept texts: put in where the cursor stands, without a page load; and what was typed kept under a name.
function putIn(link) {
  const offer = link.closest("[data-texts]");
  const field = document.getElementById(offer.dataset.texts);
  field.setRangeText(link.dataset.text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  offer.open = false;
  field.focus();
}

async function keep(place) {
  const offer = place.closest("[data-texts]");
  const field = document.getElementById(offer.dataset.texts);
  const name = place.querySelector("input");
  const said = place.querySelector("[data-texts-said]");
  const { address, kind, about } = place.dataset;
  const csrf_token = field.form.elements.csrf_token.value;
  const body = new URLSearchParams({ csrf_token, kind, about, name: name.value, words: field.value });
  try {
    const answer = await fetch(address, { method: "POST", body, headers: { "HX-Request": "true" } });
    const words = await answer.text();
    const plain = answer.headers.get("Content-Type")?.startsWith("text/plain");
    if (answer.ok) {
      offer.querySelector("[data-texts-list]").insertAdjacentHTML("beforeend", words);
      offer.querySelector("[data-texts-none]")?.remove();
      name.value = "";
    }
    said.textContent = answer.ok ? said.dataset.kept : plain ? words : said.dataset.lost;
  } catch {
    said.textContent = said.dataset.lost;
  }
}

document.querySelectorAll("[data-texts-keep]").forEach((place) => {
  place.hidden = false;
  place.querySelector("button").addEventListener("click", () => keep(place));
  place.querySelector("input").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // the form around it is not sent by that
    keep(place);
  });
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-text]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  putIn(link);
});
