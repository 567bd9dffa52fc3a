// Arrow keys go from one hit of a search to the next; everything works without it.
(function () {
  "use strict";
  var box = document.querySelector("[data-list-keys]"), field = document.querySelector("input[type=search]");
  if (!box) return;
  var links = Array.prototype.slice.call(box.querySelectorAll("a[href]"));
  document.addEventListener("keydown", function (event) {
    var step = { ArrowDown: 1, ArrowUp: -1 }[event.key], at = links.indexOf(document.activeElement);
    if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
    if (at < 0 && (step < 0 || document.activeElement !== field && document.activeElement !== document.body)) return;
    event.preventDefault();
    if (at + step < 0) { if (field) field.focus(); return; }
    if (links[at + step]) links[at + step].focus();
  });
})();
