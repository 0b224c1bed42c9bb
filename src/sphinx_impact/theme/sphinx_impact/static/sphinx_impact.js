/* The colour scheme the reader chose is set before anything is drawn; the rest waits for the page. Nothing here is needed to read. */
(() => {
  const root = document.documentElement, key = "impact-scheme";
  const stored = () => { try { return localStorage.getItem(key); } catch { return null; } };
  const keep = (scheme) => { try { scheme ? localStorage.setItem(key, scheme) : localStorage.removeItem(key); } catch { /* not allowed: for this page only */ } };
  const show = (scheme) => { scheme ? root.dataset.theme = scheme : delete root.dataset.theme; };
  const system = () => matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  show(stored());
  addEventListener("storage", (event) => { if (event.key === key) show(event.newValue); });
  addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector(".impact-scheme"), menu = document.querySelector(".impact-menu");
    if (button) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const next = (root.dataset.theme || system()) === "dark" ? "light" : "dark";
        const choice = next === system() ? null : next;
        show(choice);
        keep(choice);
      });
    }
    if (menu) {
      const summary = menu.querySelector("summary");
      addEventListener("keydown", (event) => {
        if (event.key === "Escape" && menu.open) { menu.open = false; summary.focus(); }
      });
      addEventListener("click", (event) => {
        if (menu.open && (!menu.contains(event.target) || event.target.closest("nav a"))) menu.open = false;
      });
      menu.addEventListener("focusout", (event) => {
        if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
      });
    }
    const links = new Map([...document.querySelectorAll(".impact-sections a[href^='#']")].map((link) => [link.hash.slice(1), link]));
    const heads = [...links.keys()].map((id) => id && document.getElementById(decodeURIComponent(id))).filter(Boolean);
    if (heads.length) {
      const watch = new IntersectionObserver(() => {
        const passed = heads.filter((head) => head.getBoundingClientRect().top < innerHeight / 3).pop();
        for (const link of links.values()) link.removeAttribute("aria-current");
        if (passed) links.get(encodeURIComponent(passed.id))?.setAttribute("aria-current", "true");
      }, { rootMargin: "0px 0px -66% 0px" });
      for (const head of heads) watch.observe(head);
    }
  });
})();
