// Draws icon.png: a label on a dark ground, with a tick. Usage: node scripts/draw-icon.mjs
// Shapes are signed distances in a square of 128 units; edges are smoothed over one unit.

import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';

const SIZE = 128;
const GROUND = [11, 37, 69];
const LABEL = [242, 246, 250];
const TICK = [19, 164, 136];

const rounded = (x, y, [cx, cy, w, h, r]) => {
  const [dx, dy] = [Math.abs(x - cx) - w / 2 + r, Math.abs(y - cy) - h / 2 + r];
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - r;
};

const stroke = (x, y, [x1, y1, x2, y2], width) => {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const along = ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy);
  const at = Math.min(1, Math.max(0, along));
  return Math.hypot(x - x1 - at * dx, y - y1 - at * dy) - width / 2;
};

/** A tag that points to the left: a rounded box, cut by two slanting lines, with a hole. */
const tag = (x, y) => {
  const slant = (Math.abs(y - 64) - (x - 13)) * Math.SQRT1_2 - 4;
  const hole = 6 - Math.hypot(x - 34, y - 64);
  return Math.max(rounded(x, y, [66, 64, 98, 68, 9]), slant, hole);
};

const tick = (x, y) =>
  Math.min(stroke(x, y, [58, 66, 71, 79], 10), stroke(x, y, [71, 79, 96, 50], 10));

const cover = (distance) => Math.min(1, Math.max(0, 0.5 - distance));
const mix = (under, over, part) => under.map((value, i) => value + (over[i] - value) * part);

function pixel(column, row) {
  const [x, y] = [column + 0.5, row + 0.5];
  const color = mix(mix(GROUND, LABEL, cover(tag(x, y))), TICK, cover(tick(x, y)));
  return [...color.map(Math.round), Math.round(255 * cover(rounded(x, y, [64, 64, 128, 128, 24])))];
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

const header = Buffer.alloc(13);
header.writeUInt32BE(SIZE, 0);
header.writeUInt32BE(SIZE, 4);
header.set([8, 6], 8); // eight bits each of red, green, blue and opacity
const rows = Array.from({ length: SIZE }, (_, row) =>
  Buffer.from([0, ...Array.from({ length: SIZE }, (_, column) => pixel(column, row)).flat()]),
);
writeFileSync(
  new URL('../icon.png', import.meta.url),
  Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]),
);
