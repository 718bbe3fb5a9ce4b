// Cropping by dragging over the picture. The four numbers beneath do the same without it.
const look = document.querySelector("[data-crop-for]");

if (look) {
  const fields = look.dataset.cropFor.split(" ").map((id) => document.getElementById(id));
  const box = look.querySelector(".me-crop__box");
  let start = null;

  const show = () => {
    const [left, top, width, height] = fields.map((field) => parseFloat(field.value) || 0);
    Object.assign(box.style, { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` });
  };
  const at = (event) => {
    const frame = look.getBoundingClientRect();
    const part = (value) => Math.min(100, Math.max(0, value * 100));
    return [part((event.clientX - frame.left) / frame.width), part((event.clientY - frame.top) / frame.height)];
  };
  const set = (values) => {
    values.forEach((value, index) => { fields[index].value = String(Math.round(value * 10) / 10); });
    show();
  };

  look.addEventListener("pointerdown", (event) => {
    start = at(event);
    look.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  look.addEventListener("pointermove", (event) => {
    if (!start) return;
    const end = at(event);
    const left = Math.min(start[0], end[0]);
    const top = Math.min(start[1], end[1]);
    set([left, top, Math.abs(end[0] - start[0]), Math.abs(end[1] - start[1])]);
  });
  look.addEventListener("pointerup", () => { start = null; });
  for (const field of fields) field.addEventListener("input", show);
  look.hidden = false;
  show();
}
