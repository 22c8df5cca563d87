/* What the pages do beyond links and forms. Without this file everything still works. */
"use strict";

(() => {
  const drafts = window.sessionStorage;
  const keyOf = (form) => `peerly-draft-${form.dataset.draft}`;

  /* A draft lives in this tab until it is sent or its writer signs out. */
  const fill = (form) => {
    const kept = JSON.parse(drafts.getItem(keyOf(form)) || "null");
    if (!kept || kept.to !== form.elements.to.value) return;
    if (!form.elements.text.value) form.elements.text.value = kept.text;
    const choice = form.querySelector(`[name=core_value][value="${CSS.escape(kept.core_value)}"]`);
    if (choice && !form.querySelector("[name=core_value]:checked")) choice.checked = true;
  };

  const keep = (form) => {
    const { to, text, core_value: value } = Object.fromEntries(new FormData(form));
    drafts.setItem(keyOf(form), JSON.stringify({ to, text, core_value: value || "" }));
  };

  const clear = () => {
    Object.keys(drafts).filter((key) => key.startsWith("peerly-draft-")).forEach((key) => drafts.removeItem(key));
  };

  const count = (area) => {
    const told = document.getElementById(area.dataset.counts);
    const length = [...area.value.trim()].length;
    const most = Number(told.dataset.most);
    told.textContent = told.dataset.template
      .replace("{n}", length.toLocaleString(document.documentElement.lang))
      .replace("{most}", most.toLocaleString(document.documentElement.lang));
    told.classList.toggle("error", length > most);
  };

  const prepare = (root) => {
    const within = (selector) => [
      ...(root.matches && root.matches(selector) ? [root] : []),
      ...root.querySelectorAll(selector),
    ];
    within("[data-draft]").forEach(fill);
    within("[data-counts]").forEach(count);
    within("[data-toggles]").forEach((link) => link.setAttribute("aria-expanded", "false"));
    /* Not what offers a way back: that is there until somebody leaves the page. */
    within(".message.success:not(:has(a, button))").forEach((told) => setTimeout(() => told.remove(), 10000));
  };

  document.addEventListener("input", ({ target }) => {
    if (target.matches("[data-counts]")) count(target);
    if (target.form && target.form.matches("[data-draft]")) keep(target.form);
  });

  document.addEventListener("submit", ({ target }) => {
    if (target.matches("[data-clears-drafts]")) clear();
  });

  /* A picture that cannot be loaded gives way to one drawn from the name. */
  document.addEventListener(
    "error",
    ({ target }) => {
      if (target.matches("img[data-face]") && target.getAttribute("src") !== target.dataset.face) {
        target.src = target.dataset.face;
      }
    },
    true,
  );

  /* One menu at a time; Escape and a click elsewhere close it. */
  const menus = () => [...document.querySelectorAll("details.menu[open]")];
  document.addEventListener("click", ({ target }) => {
    menus().filter((menu) => !menu.contains(target)).forEach((menu) => { menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  /* Who opens the field wants to write in it. */
  document.addEventListener(
    "toggle",
    ({ target }) => {
      if (target.matches(".hi5-comment[open]")) target.querySelector("input").focus();
    },
    true,
  );

  /* Keys of a page, such as the moderators': data-key on a link or button. Never while typing. */
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, textarea, select")) return;
    const pressed = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!pressed) return;
    event.preventDefault();
    if (pressed.matches("a, button, summary")) pressed.click();
    else pressed.focus();
  });

  const say = (words) => {
    const place = document.getElementById("messages");
    const told = document.createElement("p");
    told.className = "message error";
    told.textContent = words;
    place.replaceChildren(told);
  };

  /* A link that opens a panel in place closes it too. */
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt, target } = event.detail;
    if (!elt.matches("[data-toggles]") || !target.firstElementChild) return;
    event.preventDefault();
    target.replaceChildren();
    elt.setAttribute("aria-expanded", "false");
  });

  /* What is swapped away takes the focus with it: what comes instead gets it, once, and only if
     somebody asked for it or was there. */
  const held = new WeakSet();
  const settled = new WeakSet();
  const REACHABLE = "a[href], button, input:not([type=hidden]), textarea, select, [tabindex]";
  const refocus = ({ elt, target, xhr, requestConfig }) => {
    const { type } = requestConfig.triggeringEvent || {};
    if (settled.has(xhr) || !(held.has(xhr) || type === "click" || type === "submit")) return;
    settled.add(xhr);
    const place = target.isConnected ? target : document.getElementById(target.id) || elt;
    const isLost = [document.body, null].includes(document.activeElement);
    const next = place.querySelector("[data-focus]") || (isLost && place.querySelector(REACHABLE));
    if (next) next.focus();
  };
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target.contains(document.activeElement)) held.add(detail.xhr);
  });
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    const { elt } = detail.requestConfig;
    prepare(detail.elt.isConnected ? detail.elt : document);
    refocus(detail);
    if (elt.matches("[data-toggles]")) elt.setAttribute("aria-expanded", "true");
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const sent = detail.requestConfig.parameters.step === "send";
    /* Sent on to sign in, nothing has been given yet. */
    const elsewhere = (detail.xhr.getResponseHeader("HX-Redirect") || "").startsWith("/sign-in");
    if (sent && detail.xhr.status === 200 && !elsewhere) clear();
  });
  ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach((name) => {
    document.addEventListener(name, () => say(document.body.dataset.trouble));
  });

  prepare(document);

  /* Of tabs that slide, the one we are at is in sight. */
  const here = document.querySelector(".sliding [aria-current]");
  if (here) here.closest(".sliding").scrollLeft = here.offsetLeft - here.closest(".sliding").clientWidth / 3;

  /* Of a form that has come back, the first thing to mend; and what is told is told aloud, which
     it is only when it comes into a page that is there already. */
  document.querySelector("main [aria-invalid=true], main fieldset[aria-describedby$=error] input")?.focus();
  const told = document.getElementById("messages");
  if (told && told.children.length && !told.closest(".card")) {
    const messages = [...told.children];
    told.replaceChildren();
    setTimeout(() => told.replaceChildren(...messages), 100);
  }
})();
