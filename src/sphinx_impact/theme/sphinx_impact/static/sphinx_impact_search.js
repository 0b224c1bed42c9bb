/* Teaches Sphinx's search to find printed numbers, "4,769" as "4769" and the other way round, and to keep words apart in what it quotes. */
(() => {
const number = /(?<![\p{L}\p{N}_])\p{Nd}+(?:[.,'\u2019\u066b\u066c\u00a0\u2009\u202f]\p{Nd}+)*/gu;
/* How web/search.py writes a number into the index. */
const term = (found) => "_" + found.replace(/\P{Nd}/gu, "");
const words = splitQuery;
splitQuery = (query) => [...[...query.matchAll(number)].map(([found]) => term(found)), ...words(query.replace(number, " "))];

const blocks = "p, div, li, dt, dd, td, th, caption, figcaption, h1, h2, h3, h4, h5, h6, pre, summary, br";
const text = Search.htmlToText;
Search.htmlToText = (html, anchor) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  page.querySelectorAll("main nav, main svg").forEach((part) => part.remove());
  page.querySelectorAll(blocks).forEach((block) => block.after(" "));
  return text(page.documentElement.outerHTML, anchor).replace(/\s+/g, " ");
};
const summary = Search.makeSearchSummary;
Search.makeSearchSummary = (html, terms, anchor) => {
  const printed = [...Search.htmlToText(html, anchor).matchAll(number)].map(([found]) => found);
  const meant = [...terms].map((each) => printed.find((found) => term(found) === each) ?? each);
  const shown = summary(html, meant, anchor);
  if (shown) for (const each of meant) if (!terms.has(each)) _highlightText(shown, each, "highlighted");
  return shown;
};
})();
