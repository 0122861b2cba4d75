document.querySelectorAll("table.sortable th button").forEach(button => {
  button.addEventListener("click", () => {
    const head = button.parentElement;
    const body = head.closest("table").tBodies[0];
    const column = head.cellIndex;
    const up = head.getAttribute("aria-sort") !== "ascending";
    const numbers = head.classList.contains("number");
    const value = row => row.cells[column].dataset.value;
    const order = (a, b) => {
      if (!numbers) return value(a).localeCompare(value(b)) * (up ? 1 : -1);
      const x = Number(value(a)), y = Number(value(b));
      if (isNaN(x) || isNaN(y)) return isNaN(x) - isNaN(y);
      return (x - y) * (up ? 1 : -1);
    };
    head.parentElement.querySelectorAll("th").forEach(each => each.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    body.append(...Array.from(body.rows).sort(order));
  });
});
