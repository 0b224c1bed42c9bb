/* For pages with notes or something to cite, which load it behind sphinx_impact.js, in one file. Nothing here is needed to read. */
(({ copy, copied }) => {

/* A button that copies what is to be cited, and says so. */
addEventListener("toggle", ({ target: box }) => {
  if (!navigator.clipboard || !box.matches(".impact-cite:not(:has(button))")) return;
  const words = box.querySelector("p"), link = words.querySelector("a"), said = document.createElement("span"), button = document.createElement("button");
  const text = link && !/^http/.test(link.textContent) ? words.textContent.replace(link.textContent, link.href) : words.textContent;
  said.role = "status";
  button.type = "button";
  button.textContent = copy;
  button.onclick = () => navigator.clipboard.writeText(text).then(() => { said.textContent = copied; }, () => getSelection().selectAllChildren(words));
  words.after(button, " ", said);
}, true);

/* A note closes where it was opened: by Escape, too. */
let from;
const back = (event) => { if (from) { event.preventDefault(); history.back(); from.focus({ preventScroll: true }); from = null; } };
addEventListener("click", (event) => {
  const mark = event.target.closest(".footnote-reference");
  if (mark) from = mark;
  else if (event.target.closest(".footnote:target [role=doc-backlink]")) back(event);
});
addEventListener("keydown", (event) => { if (event.key === "Escape") back(event); });
})(document.currentScript.dataset);
