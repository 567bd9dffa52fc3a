// A name drawn with a finger: lines of whole numbers, in a field of the form. Typing needs no script.
(function () {
  "use strict";
  Array.prototype.slice.call(document.querySelectorAll("[data-draw]")).forEach(function (box) {
    var pad = box.querySelector("canvas"), field = box.querySelector('input[type="hidden"]');
    if (!pad || !pad.getContext || !window.PointerEvent) return;
    box.hidden = false;
    var wide = 600, high = 200, lines = [], line = null, pen = pad.getContext("2d");
    pad.width = wide;
    pad.height = high;
    function fresh() {
      lines = [];
      field.value = "";
      pen.clearRect(0, 0, wide, high);
      pen.strokeStyle = getComputedStyle(pad).color;
      pen.lineWidth = 3;
      pen.lineCap = pen.lineJoin = "round";
    }
    function at(event) {
      var frame = pad.getBoundingClientRect();
      var x = Math.round((event.clientX - frame.left) * wide / frame.width);
      var y = Math.round((event.clientY - frame.top) * high / frame.height);
      return [Math.max(0, Math.min(wide, x)), Math.max(0, Math.min(high, y))];
    }
    pad.addEventListener("pointerdown", function (event) {
      event.preventDefault();
      pad.setPointerCapture(event.pointerId);
      line = [at(event)];
      lines.push(line);
    });
    pad.addEventListener("pointermove", function (event) {
      if (!line) return;
      var from = line[line.length - 1], to = at(event);
      if (Math.abs(from[0] - to[0]) + Math.abs(from[1] - to[1]) < 3) return;
      line.push(to);
      pen.beginPath();
      pen.moveTo(from[0], from[1]);
      pen.lineTo(to[0], to[1]);
      pen.stroke();
    });
    ["pointerup", "pointercancel"].forEach(function (kind) {
      pad.addEventListener(kind, function () {
        line = null;
        field.value = lines.length ? JSON.stringify(lines) : "";
      });
    });
    box.querySelector("[data-draw-clear]").addEventListener("click", fresh);
    fresh();
  });
})();
