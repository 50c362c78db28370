/** Codes for a second device, drawn. */
import encodeQR from "qr";

const SVG = "http://www.w3.org/2000/svg";

/** A text as a QR code. Dark on light in every colour scheme, so that cameras read it. */
export function draw(text: string, label: string): SVGSVGElement {
  const rows = encodeQR(text, "raw", { border: 4 });
  const svg = document.createElementNS(SVG, "svg");
  const attributes = { viewBox: `0 0 ${rows.length} ${rows.length}`, class: "qr", role: "img", "aria-label": label, "shape-rendering": "crispEdges" };
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, value);
  const dark = rows.flatMap((row, y) => row.flatMap((set, x) => (set ? [`M${x} ${y}h1v1h-1z`] : [])));
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", dark.join(""));
  svg.append(path);
  return svg;
}
