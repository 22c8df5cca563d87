/* The admin's search fields say what they look for: as they come, they have no name of their own. */
"use strict";

(() => {
  const $ = window.django && window.django.jQuery;
  if (!$) return;

  const wordsOf = (select) => (select.labels[0] ? select.labels[0].textContent.trim().replace(/:$/, "") : "");
  const name = (parts, words) => parts.forEach((part) => part.setAttribute("aria-label", words));

  /* What shows the choice is named by itself otherwise, which is nothing while nothing is chosen. */
  const nameClosed = (select) => {
    const parts = $(select).next(".select2").find(".select2-selection, .select2-selection__rendered");
    const chosen = () => select.selectedOptions[0]?.textContent.trim() || "";
    name(parts.toArray(), [wordsOf(select), chosen()].filter(Boolean).join(": "));
    parts.removeAttr("aria-labelledby");
  };

  document.addEventListener("DOMContentLoaded", () => {
    /* Behind what makes these fields, which waits in the same line. */
    $(() => $("select.admin-autocomplete").each((_, select) => nameClosed(select)));
  });
  $(document).on("change", "select.admin-autocomplete", ({ target }) => nameClosed(target));
  $(document).on("select2:open", ({ target }) => {
    const open = document.querySelector("body > .select2-container--open");
    const list = open.querySelector(".select2-results__options");
    name([open, open.querySelector(".select2-search__field"), list], wordsOf(target));
    open.setAttribute("role", "region"); /* it hangs at the end of the page, outside of any */
    $(target).next(".select2").find(".select2-selection").attr("aria-controls", list.id);
  });
})();
