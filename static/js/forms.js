// Forms: errors, unsaved changes, drafts, member picker, file drop, amounts in Chinese capitals.
"use strict";

(() => {
  const each = (selector, run, root = document) => root.querySelectorAll(selector).forEach(run);

  // --- the error summary takes the focus; its links lead into the field ---
  document.querySelector("[data-error-summary]")?.focus();
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-error-summary] a");
    if (!link) return;
    event.preventDefault();
    const box = document.querySelector(link.getAttribute("href"));
    box?.scrollIntoView({ block: "center" });
    box?.querySelector("input:not([type=hidden]), select, textarea")?.focus({ preventScroll: true });
  });

  // --- fields that only some choices need (data-shown-for); what is hidden is not sent ---
  const showWhatIsNeeded = (form) => each("[data-shown-for]", (part) => {
    const chosen = new FormData(form).getAll(part.dataset.shownFor);
    part.hidden = !part.dataset.values.split(" ").some((value) => chosen.includes(value));
    each("input, select, textarea", (field) => { field.disabled = part.hidden; }, part);
  }, form);
  document.addEventListener("change", (event) => { if (event.target.form) showWhatIsNeeded(event.target.form); });
  each("form", showWhatIsNeeded);

  // --- unsaved changes ---
  const dirty = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-guard]");
    if (form) dirty.add(form);
  });
  document.addEventListener("submit", (event) => { if (!event.defaultPrevented) dirty.delete(event.target); });
  window.addEventListener("beforeunload", (event) => {
    if ([...dirty].some((form) => form.isConnected)) event.preventDefault();
  });

  // --- drafts: what was typed goes to data-draft-url two seconds after the last key ---
  async function saveDraft(form) {
    const state = form.querySelector("[data-draft-state]");
    const body = new FormData(form);
    body.delete("form_token");
    each("input[type=file], input[type=password]", (field) => body.delete(field.name), form);
    try {
      const answer = await fetch(form.dataset.draftUrl, { method: "POST", body, headers: { "X-Requested-With": "draft" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const now = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
      state.textContent = `草稿已保存 ${now}`;
    } catch {
      state.textContent = "草稿没有保存，请不要关闭页面";
    }
  }

  const timers = new WeakMap();
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft-url]");
    if (!form) return;
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => saveDraft(form), 2000));
  });

  function fill(form, kept) {
    each("[data-picker][data-multiple]", (picker) => {
      const labels = kept[`${picker.dataset.name}-label`] ?? [];
      const chips = (kept[picker.dataset.name] ?? []).map((value, index) => chip(picker, { value, label: labels[index] ?? value }));
      picker.querySelector("[data-picker-chosen]").replaceChildren(...chips);
    }, form);
    for (const [name, values] of Object.entries(kept)) {
      each(`[name="${CSS.escape(name)}"]`, (field) => {
        if (field.closest("[data-multiple]") || field.type === "file") return;
        if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
        else if (field.multiple) [...field.options].forEach((option) => { option.selected = values.includes(option.value); });
        else [field.value] = values;
      }, form);
    }
  }

  async function offerDraft(form) {
    const answer = await fetch(form.dataset.draftUrl).catch(() => null);
    const kept = answer?.ok && !answer.redirected ? await answer.json().catch(() => ({})) : {};
    if (!Object.keys(kept).length) return;
    const box = form.querySelector("[data-draft-offer]");
    box.hidden = false;
    box.addEventListener("click", async (event) => {
      if (event.target.closest("[data-draft-fill]")) { fill(form, kept); dirty.add(form); }
      else if (event.target.closest("[data-draft-drop]")) {
        await fetch(form.dataset.draftUrl, { method: "DELETE", headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value } });
      } else return;
      box.hidden = true;
    });
  }

  each("form[data-draft-url]", (form) => { if (!form.querySelector("[data-error-summary]")) offerDraft(form); });

  // --- picker: search on the server, choose with mouse or keys (WAI-ARIA combobox) ---
  const options = (list) => [...list.querySelectorAll(".picker-option")];

  function close(picker) {
    picker.querySelector(".picker-list").hidden = true;
    const input = picker.querySelector("[role=combobox]");
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(picker, option) {
    const list = picker.querySelector(".picker-list");
    options(list).forEach((row, index) => {
      row.id ||= `${list.id}_${index}`;
      row.setAttribute("aria-selected", String(row === option));
    });
    picker.querySelector("[role=combobox]").setAttribute("aria-activedescendant", option?.id ?? "");
    option?.scrollIntoView({ block: "nearest" });
  }

  async function search(picker) {
    const input = picker.querySelector("[role=combobox]");
    const list = picker.querySelector(".picker-list");
    const values = { q: input.value.trim() };
    await window.htmx.ajax("POST", picker.dataset.url, { source: picker, target: list, swap: "innerHTML", values });
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark(picker, options(list)[0]);
  }

  function chip(picker, { value, label }) {
    const box = document.createElement("span");
    box.className = "chip";
    const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: picker.dataset.name, value });
    const named = Object.assign(document.createElement("input"), { type: "hidden", name: `${picker.dataset.name}-label`, value: label });
    const text = Object.assign(document.createElement("span"), { textContent: label });
    const remove = Object.assign(document.createElement("button"), { type: "button", textContent: "×", ariaLabel: `移除 ${label}` });
    remove.dataset.pickerRemove = "";
    box.append(hidden, named, text, remove);
    return box;
  }

  function choose(picker, option) {
    const input = picker.querySelector("[role=combobox]");
    const chosen = picker.querySelector("[data-picker-chosen]");
    if ("multiple" in picker.dataset) {
      const known = [...chosen.querySelectorAll("input")].some((field) => field.value === option.dataset.value);
      if (!known) chosen.append(chip(picker, option.dataset));
      input.value = "";
    } else {
      chosen.querySelector("input").value = option.dataset.value;
      input.value = option.dataset.label;
    }
    close(picker);
    chosen.dispatchEvent(new Event("input", { bubbles: true }));
    chosen.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function typed(picker) {
    if (!("multiple" in picker.dataset)) picker.querySelector("[data-picker-chosen] input").value = "";
    clearTimeout(timers.get(picker));
    timers.set(picker, setTimeout(() => search(picker), 200));
  }

  function pressed(picker, event) {
    const list = picker.querySelector(".picker-list");
    const rows = options(list);
    const present = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (list.hidden) search(picker);
      else if (rows.length) mark(picker, rows[(present + step + rows.length) % rows.length]);
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      if (rows[present]) choose(picker, rows[present]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      close(picker);
    }
  }

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-picker] [role=combobox]")) typed(event.target.closest("[data-picker]"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("[data-picker] [role=combobox]")) pressed(event.target.closest("[data-picker]"), event);
  });
  document.addEventListener("mousedown", (event) => {
    const option = event.target.closest(".picker-option");
    if (option) {
      event.preventDefault();
      choose(option.closest("[data-picker]"), option);
    }
  });
  document.addEventListener("click", (event) => {
    const remove = event.target.closest("[data-picker-remove]");
    if (!remove) return;
    const picker = remove.closest("[data-picker]");
    remove.closest(".chip").remove();
    picker.dispatchEvent(new Event("input", { bubbles: true }));
    picker.querySelector("[role=combobox]").focus();
  });
  document.addEventListener("focusout", (event) => {
    const picker = event.target.closest("[data-picker]");
    if (!picker || picker.contains(event.relatedTarget)) return;
    const rows = options(picker.querySelector(".picker-list"));
    const open = !picker.querySelector(".picker-list").hidden;
    if (open && rows.length === 1 && rows[0].dataset.label === event.target.value.trim()) choose(picker, rows[0]);
    close(picker);
  });

  // --- file field one can drop a file on ---
  document.addEventListener("change", (event) => {
    const box = event.target.closest("[data-upload]");
    if (box) box.querySelector("[data-upload-name]").textContent = [...event.target.files].map((file) => file.name).join("、");
  });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const box = event.target.closest?.("[data-upload]");
      if (!box) return;
      event.preventDefault();
      box.classList.toggle("is-over", kind === "dragover");
      if (kind !== "drop" || !event.dataTransfer.files.length) return;
      const input = box.querySelector("input[type=file]");
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  // --- amounts in capitals (大写), as the paper forms have them; a help while typing, the server decides ---
  const DIGITS = "零壹贰叁肆伍陆柒捌玖";

  function section(number) {
    const units = ["", "拾", "佰", "仟"];
    let words = "", zero = false;
    for (let place = 3; place >= 0; place -= 1) {
      const digit = Math.floor(number / 10 ** place) % 10;
      if (digit) { words += (zero ? "零" : "") + DIGITS[digit] + units[place]; zero = false; } else if (words) { zero = true; }
    }
    return words;
  }

  function capital(text) {
    const match = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text.trim());
    if (!match) return "";
    const yuan = Number(match[1]), [jiao, fen] = (match[2] ?? "").padEnd(2, "0");
    let words = "", gap = false;
    for (const [power, unit] of [[8, "亿"], [4, "万"], [0, ""]]) {
      const part = Math.floor(yuan / 10 ** power) % 10000;
      if (part) { words += (words && (gap || part < 1000) ? "零" : "") + section(part) + unit; gap = false; } else { gap = true; }
    }
    words = words ? `${words}元` : "";
    if (jiao === "0" && fen === "0") return `${words || "零元"}整`;
    const tenth = jiao === "0" ? (words ? "零" : "") : `${DIGITS[jiao]}角`;
    return words + tenth + (fen === "0" ? "" : `${DIGITS[fen]}分`);
  }

  function showCapital(input) {
    const line = input.parentElement.querySelector(".capital")
      ?? input.insertAdjacentElement("afterend", Object.assign(document.createElement("div"), { className: "capital" }));
    line.textContent = capital(input.value) ? `大写：${capital(input.value)}` : "";
  }

  each("[data-capital-amount]", showCapital);
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-capital-amount]")) showCapital(event.target);
  });
})();
