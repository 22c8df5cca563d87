/* What Swagger UI's markup lacks for those who find their way by landmarks and headings. */
"use strict";

(() => {
  const place = document.getElementById("swagger-ui");
  const mend = () => {
    const about = place.querySelector(".information-container");
    if (about) {
      about.setAttribute("role", "region");
      about.setAttribute("aria-label", "About this API");
    }
    /* They stand right below the first level, whatever they are. */
    place.querySelectorAll("h3.opblock-tag, section.models > h4").forEach((each) => each.setAttribute("aria-level", "2"));
  };
  new MutationObserver(mend).observe(place, { childList: true, subtree: true });
})();
