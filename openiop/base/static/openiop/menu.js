// A menu closes when somebody looks elsewhere; opening it needs no script.
(function () {
  "use strict";
  var doc = document;
  Array.prototype.slice.call(doc.querySelectorAll("details[data-menu]")).forEach(function (menu) {
    doc.addEventListener("click", function (event) { if (!menu.contains(event.target)) menu.open = false; });
    menu.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    menu.addEventListener("focusout", function (event) {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
    });
  });
})();
