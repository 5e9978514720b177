// Menus, dialogs, toasts, copy, reveal, confirm, double-submit guard. No framework, no inline code.
"use strict";

(() => {
  const one = (selector, root = document) => root.querySelector(selector);

  // --- toasts: messages of the page, and `HX-Trigger: {"toast": {"text": …, "tone": …}}` ---
  const keepOpen = new Set(["toast-danger", "toast-warning"]);

  function armToast(toast) {
    if (![...toast.classList].some((name) => keepOpen.has(name))) {
      setTimeout(() => toast.remove(), 6000);
    }
  }

  function showToast(text, tone = "info") {
    const toast = one("#toast-template").content.cloneNode(true).firstElementChild;
    toast.className = `toast toast-${tone}`;
    one("[data-toast-text]", toast).textContent = text;
    const picture = one("use", toast);
    const icons = { success: "circle-check", warning: "triangle-alert", danger: "circle-alert" };
    picture.setAttribute("href", picture.getAttribute("href").replace(/#.*/, `#${icons[tone] ?? "info"}`));
    one("#toasts").append(toast);
    armToast(toast);
  }

  document.querySelectorAll("#toasts [data-toast]").forEach(armToast);
  document.addEventListener("toast", (event) => showToast(event.detail.text ?? event.detail.value, event.detail.tone));
  document.addEventListener("htmx:sendError", () => showToast("连接不上服务器，请稍后再试", "danger"));
  document.addEventListener("htmx:responseError", (event) => {
    const words = { 403: "页面已过期，请刷新后再试", 404: "没有找到，或不在您的范围内", 429: "操作太频繁，请稍后再试" };
    showToast(words[event.detail.xhr.status] ?? "没有完成，请稍后再试", "danger");
  });

  // A whole page instead of a part: the session has ended, so load the page again (it asks to log in).
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!/^\s*<!doctype/i.test(event.detail.xhr.responseText)) return;
    event.detail.shouldSwap = false;
    window.location.reload();
  });

  // --- every changing htmx request carries a one-time token, as forms do ---
  document.addEventListener("htmx:configRequest", (event) => {
    const { verb, parameters } = event.detail;
    if (verb === "get" || parameters.form_token || event.detail.elt.closest("[data-no-token]")) return;
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    parameters.form_token = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  });

  // --- confirm: <form data-confirm="…"> asks in a dialog first ---
  let waiting = null;

  function askFirst(event) {
    const form = event.target;
    const text = event.submitter?.dataset.confirm ?? form.dataset.confirm;
    if (!text || form.dataset.confirmed) {
      delete form.dataset.confirmed;
      return false;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = { form, submitter: event.submitter };
    one("[data-confirm-text]").textContent = text;
    one("[data-confirm-yes]").textContent = form.dataset.confirmLabel ?? event.submitter?.textContent.trim() ?? "确定";
    one("#confirm-dialog").showModal();
    return true;
  }

  function confirmed() {
    one("#confirm-dialog").close();
    if (!waiting) return;
    waiting.form.dataset.confirmed = "1";
    waiting.form.requestSubmit(waiting.submitter);
    waiting = null;
  }

  // --- a form is sent once: a second click within the same page does nothing ---
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (askFirst(event) || form.method !== "post" || form.matches("[hx-post]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 8000);
  }, true);
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent);
  });

  // --- sensitive values: reason first, and back to the mask after a minute ---
  let reveal = null;

  function askReason(button) {
    reveal = button;
    one("[data-reveal-name]").textContent = button.dataset.revealLabel;
    one("#reveal-reason").value = "";
    one("#reveal-dialog").showModal();
  }

  one("[data-reveal-form]")?.addEventListener("submit", () => {
    const target = reveal.closest(".masked");
    const values = { reason: one("#reveal-reason").value };
    window.htmx.ajax("POST", reveal.dataset.reveal, { source: reveal, target, swap: "outerHTML", values });
  });

  document.addEventListener("htmx:load", (event) => {
    const shown = event.detail.elt;
    if (!shown.matches?.("[data-remask]")) return;
    setTimeout(() => {
      one(".masked-text", shown).textContent = shown.dataset.remask || "已隐藏";
      shown.classList.remove("revealed");
      one(".icon", shown)?.remove();
    }, 60000);
  });

  // --- copy; also where the page is not served over https ---
  async function copyText(button) {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      const area = document.createElement("textarea");
      area.value = button.dataset.copy;
      button.after(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    showToast("已复制", "success");
  }

  // --- a dialog that is asked for when it is needed: hx-get + data-opens="id" ---
  document.addEventListener("htmx:afterSettle", (event) => {
    const opens = event.detail.requestConfig?.elt?.dataset.opens;
    if (opens) one(`#${CSS.escape(opens)}`)?.showModal();
  });

  // --- one listener for clicks ---
  document.addEventListener("click", (event) => {
    const hit = (selector) => event.target.closest(selector);
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    if (hit("[data-dialog]")) one(`#${CSS.escape(hit("[data-dialog]").dataset.dialog)}`)?.showModal();
    else if (hit("[data-close]")) hit("dialog").close();
    else if (hit("[data-toast-close]")) hit("[data-toast]").remove();
    else if (hit("[data-confirm-yes]")) confirmed();
    else if (hit("[data-copy]")) copyText(hit("[data-copy]"));
    else if (hit("[data-reveal]")) askReason(hit("[data-reveal]"));
    else if (hit("[data-print]")) window.print();
    else if (event.target.matches("dialog")) event.target.close();
  });

  // --- a menu hangs from the right end of its button; where that leaves the screen, from the left end ---
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches("details.menu[open]")) return;
    const menu = event.target;
    menu.classList.remove("menu-left");
    menu.classList.toggle("menu-left", one(".menu-list", menu).getBoundingClientRect().left < 0);
  }, true);

  // --- keys: "/" goes to the search box, Esc closes menus, arrows walk through suggestions ---
  function walk(event, items) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !items.length) return;
    event.preventDefault();
    const next = items.indexOf(document.activeElement) + step;
    (items[next] ?? one("[data-suggest] input[type=search]")).focus();
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, textarea, select");
    if (event.key === "/" && !typing) {
      event.preventDefault();
      one("[data-suggest] input[type=search]")?.focus();
    } else if (event.key === "Escape") {
      const menu = event.target.closest("details.menu[open]");
      if (menu) { menu.open = false; one("summary", menu).focus(); }
      one("#suggestions")?.replaceChildren();
    } else if (event.target.closest("[data-suggest]")) {
      walk(event, [...document.querySelectorAll(".suggest-item")]);
    } else if (event.target.closest("details.menu[open]") && !typing) {
      walk(event, [...event.target.closest("details.menu").querySelectorAll(".menu-item, .btn-menu")]);
    }
  });
  document.addEventListener("focusin", (event) => {
    if (!event.target.closest("[data-suggest]")) one("#suggestions")?.replaceChildren();
  });

  window.union = Object.freeze({ showToast });
})();
