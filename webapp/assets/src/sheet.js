// The sheet of keys over the page; without this script its link leads to the page that says the same.
const link = document.querySelector("[data-key-sheet]");

async function show(event) {
  event.preventDefault();
  const answer = await fetch(link.href, { headers: { "HX-Request": "true" } });
  if (!answer.ok) return location.assign(link.href);
  const sheet = document.createElement("dialog");
  sheet.className = "sheet";
  sheet.setAttribute("aria-label", link.textContent);
  sheet.innerHTML = await answer.text();
  const close = document.createElement("button");
  close.className = "button";
  close.textContent = link.dataset.close;
  close.addEventListener("click", () => sheet.close());
  sheet.append(close);
  sheet.addEventListener("close", () => sheet.remove());
  document.body.append(sheet);
  sheet.showModal();
  sheet.scrollTop = 0; // the button at its foot has the focus, but one reads from the top
}

link?.addEventListener("click", show);
