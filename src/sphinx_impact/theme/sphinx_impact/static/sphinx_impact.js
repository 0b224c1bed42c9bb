/* Sets the scheme the reader chose before anything is drawn; the rest waits for the page. Nothing here is needed to read. */
(() => {
const root = document.documentElement, key = "impact-scheme";
const store = (act) => { try { return act(localStorage); } catch { /* not allowed: the choice holds for this page */ } };
const show = (scheme) => {
  if (scheme) root.dataset.theme = scheme; else delete root.dataset.theme;
  /* The browser's own frame has two colours, the light one first. */
  document.querySelectorAll("meta[name=theme-color]").forEach((meta, dark) => {
    meta.media = scheme ? ((scheme === "dark") === !!dark ? "all" : "not all") : `(prefers-color-scheme: ${dark ? "dark" : "light"})`;
  });
};
show(store((all) => all.getItem(key)));
addEventListener("storage", (event) => { if (event.key === key) show(event.newValue); });
addEventListener("DOMContentLoaded", () => {
  const button = document.querySelector(".impact-scheme"), menu = document.querySelector(".impact-menu");
  button.hidden = false;
  show(root.dataset.theme);
  button.onclick = () => {
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const next = (root.dataset.theme || system) === "dark" ? "light" : "dark";
    show(next === system ? "" : next);
    store((all) => next === system ? all.removeItem(key) : all.setItem(key, next));
  };
  for (const item of document.querySelectorAll(".impact-print")) { item.hidden = false; item.onclick = () => print(); }
  if (menu) {
    const close = (when) => { if (menu.open && when) menu.open = false; };
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && menu.open) { close(true); menu.firstElementChild.focus(); }
    });
    addEventListener("click", ({ target }) => close(!menu.contains(target) || target.closest("nav a")));
    menu.addEventListener("focusout", ({ relatedTarget }) => close(relatedTarget && !menu.contains(relatedTarget)));
  }
  /* Marks the section being read in the list beside the page. */
  const links = [...document.querySelectorAll(".impact-sections a")];
  const heads = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  const mark = () => {
    const at = heads.findLastIndex((head) => head && head.getBoundingClientRect().top < innerHeight / 3);
    links.forEach((link, place) => { if (place === at) link.ariaCurrent = "true"; else link.removeAttribute("aria-current"); });
  };
  const watch = new IntersectionObserver(mark, { rootMargin: "0px 0px -66% 0px" });
  for (const head of heads) if (head) watch.observe(head);
});
})();
