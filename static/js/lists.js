// List pages: row selection with the bulk bar, filters that apply on choice, clickable rows by their link.
"use strict";

(() => {
  function refresh(form) {
    const checks = [...document.querySelectorAll(`[data-row-check][form="${CSS.escape(form.id)}"]`)];
    const chosen = checks.filter((box) => box.checked);
    form.hidden = chosen.length === 0;
    form.querySelector("[data-bulk-count]").textContent = chosen.length.toLocaleString("zh-CN");
    checks.forEach((box) => box.closest("tr").classList.toggle("is-selected", box.checked));
    document.querySelectorAll("[data-check-all]").forEach((all) => {
      all.checked = checks.length > 0 && chosen.length === checks.length;
      all.indeterminate = chosen.length > 0 && chosen.length < checks.length;
    });
  }

  const refreshAll = () => document.querySelectorAll("form[data-bulk]").forEach(refresh);
  let last = null;

  // Shift+click selects everything between two rows.
  document.addEventListener("click", (event) => {
    const box = event.target;
    if (!box.matches?.("[data-row-check]")) return;
    const boxes = [...box.closest("table").querySelectorAll("[data-row-check]")];
    if (event.shiftKey && last && boxes.includes(last)) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      boxes.slice(from, to + 1).forEach((each) => { each.checked = box.checked; });
    }
    last = box;
    refreshAll();
  });

  document.addEventListener("change", (event) => {
    const changed = event.target;
    if (changed.matches("[data-check-all]")) {
      changed.closest("table").querySelectorAll("[data-row-check]").forEach((box) => { box.checked = changed.checked; });
    }
    if (changed.matches("[data-row-check], [data-check-all]")) refreshAll();
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-bulk-clear]")) return;
    document.querySelectorAll("[data-row-check]").forEach((box) => { box.checked = false; });
    refreshAll();
  });

  // A filter applies at once when chosen with the mouse; with the keyboard Enter or 筛选 applies it.
  let byPointer = false;
  document.addEventListener("pointerdown", () => { byPointer = true; });
  document.addEventListener("keydown", () => { byPointer = false; });
  document.addEventListener("change", (event) => {
    if (byPointer && event.target.matches("[data-filters] .filter select")) event.target.form.requestSubmit();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-filter-toggle]");
    if (!button) return;
    const rest = button.nextElementSibling;
    const opened = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", opened);
    rest.classList.toggle("is-shown", opened);
  });
  // Empty filters stay out of the address.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-filters]")) return;
    const fields = [...event.target.elements].filter((field) => field.name && field.value === "");
    fields.forEach((field) => { field.disabled = true; });
    setTimeout(() => fields.forEach((field) => { field.disabled = false; }));
  });
  document.addEventListener("htmx:load", refreshAll);
  refreshAll();
})();
