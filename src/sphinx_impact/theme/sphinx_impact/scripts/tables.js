/* For pages with long tables, which load it behind notes.js, in one file. Nothing here is needed to read. */
(({ filter, shown }) => {
const make = (tag, more) => Object.assign(document.createElement(tag), more);
/* Long tables can be sorted by any column, very long ones be searched. */
addEventListener("DOMContentLoaded", () => {
  const language = document.documentElement.lang || undefined, order = new Intl.Collator(language, { numeric: true });
  const point = new Intl.NumberFormat(language).format(1.5)[1];
  const value = (cell) => {
    const data = cell.querySelector("data"), text = cell.textContent.trim();
    if (data) return +data.value;
    return /^[^\p{L}\d]*\d[\d.,'’\s]*[^\d]*$/u.test(text)
      ? +[...text].filter((sign) => /\d/.test(sign) || sign === point).join("").replace(point, ".").replace(/\.$/, "") * (/^[^\d]*[-−(]/.test(text) ? -1 : 1) : NaN;
  };
  for (const table of document.querySelectorAll("main table:not(.impact-statement, .impact-chart-table, .highlighttable)")) {
    const head = table.tHead?.rows, body = table.tBodies[0];
    if (head?.length !== 1 || table.tBodies[1] || body.rows.length < 12 || table.querySelector("[colspan], [rowspan], table")) continue;
    const rows = [...body.rows], last = rows.at(-1).querySelector("strong") ? rows.pop() : "";  /* a total stays below */
    for (const cell of head[0].cells) {
      if (!cell.textContent.trim()) continue;
      const button = make("button", { type: "button", className: "impact-sort" });
      button.append(...cell.childNodes);
      cell.append(button);
      button.onclick = () => {
        const way = { ascending: "descending", descending: "" }[cell.ariaSort] ?? "ascending";
        for (const each of head[0].cells) each.removeAttribute("aria-sort");
        const sorted = [...rows];
        if (way) {
          cell.ariaSort = way;
          const keys = new Map(rows.map((row) => [row, value(row.cells[cell.cellIndex])]));
          sorted.sort((a, b) => {
            const [x, y] = [keys.get(a), keys.get(b)], words = (row) => row.cells[cell.cellIndex].textContent.trim();
            if (isNaN(x) !== isNaN(y)) return isNaN(x) - isNaN(y);  /* what is no number stands below in both directions */
            const by = isNaN(x) ? order.compare(words(a), words(b)) : x - y;
            return way === "ascending" ? by : -by;
          });
        }
        body.append(...sorted, last);
      };
    }
    if (rows.length < 24) continue;
    const field = make("input", { type: "search", ariaLabel: filter, placeholder: filter, className: "impact-filter" }), said = make("span", { role: "status" });
    field.oninput = () => {
      const wanted = field.value.trim().toLocaleLowerCase(language);
      let count = 0;
      for (const row of rows) count += !(row.hidden = !row.textContent.toLocaleLowerCase(language).includes(wanted));
      if (last) last.hidden = !!wanted;
      said.textContent = wanted ? shown.replace("%d", count).replace("%d", rows.length) : "";
    };
    (table.closest(".impact-scroll") || table).before(field, " ", said);
  }
});
})(document.currentScript.dataset);
