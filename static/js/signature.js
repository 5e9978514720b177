// A signature drawn with finger, pen or mouse; the picture goes into the hidden field as a PNG data URL.
(() => {
  "use strict";
  const pad = document.querySelector("[data-signature-pad]");
  const field = document.querySelector("[data-signature]");
  if (!pad || !field) return;
  const canvas = pad.querySelector("canvas");
  const ink = canvas.getContext("2d");
  let drawing = false;
  ink.lineWidth = 3;
  ink.lineCap = "round";
  ink.lineJoin = "round";
  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
  };
  const begin = (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    drawing = true;
    ink.beginPath();
    ink.moveTo(...point(event));
  };
  const draw = (event) => {
    if (!drawing) return;
    ink.lineTo(...point(event));
    ink.stroke();
  };
  const end = () => {
    if (!drawing) return;
    drawing = false;
    field.value = canvas.toDataURL("image/png");
  };
  canvas.addEventListener("pointerdown", begin);
  canvas.addEventListener("pointermove", draw);
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  pad.querySelector("[data-signature-clear]").addEventListener("click", () => {
    ink.clearRect(0, 0, canvas.width, canvas.height);
    field.value = "";
  });
})();
